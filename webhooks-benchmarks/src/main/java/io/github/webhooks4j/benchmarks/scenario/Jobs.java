package io.github.webhooks4j.benchmarks.scenario;

import io.github.webhooks4j.benchmarks.Job;
import io.github.webhooks4j.payload.PushPayload;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** Jobs with Docker Hub's payload, as its documentation shows it, without the {@code callback_url} that a sender adds. */
public final class Jobs {
    private static final byte[] BODY = PushPayload.parse(read("/io/github/webhooks4j/benchmarks/payload.json"))
            .withCallbackUrl(null)
            .toJson();

    private Jobs() {}

    /** Returns the length of every body. */
    public static int bodyLength() {
        return BODY.length;
    }

    /** Returns the body of every job. */
    static byte[] body() {
        return BODY.clone();
    }

    /** Returns the {@code number}th job, to a destination. */
    public static Job job(int number, int destination) {
        return new Job("job-" + number, destination, BODY);
    }

    /** Returns jobs from one number to before another, all to the only destination. */
    static List<Job> batch(int from, int to) {
        var jobs = new ArrayList<Job>(to - from);
        for (int number = from; number < to; number++) {
            jobs.add(job(number, 0));
        }
        return jobs;
    }

    private static byte[] read(String resource) {
        try (InputStream in = Jobs.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException(resource + " must be on the class path, is not");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
