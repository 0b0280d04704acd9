package io.github.webhooks4j.benchmarks;

import static java.util.Objects.requireNonNull;

/**
 * What is to be sent. Immutable as long as no caller writes into its body.
 *
 * @param id a name of its own within a round
 * @param destination where to, as an index into {@link Setup#destinations()}
 * @param body the JSON object that the receiver gets; a subject on this library adds a {@code callback_url}
 */
@SuppressWarnings("ArrayRecordComponent") // compared nowhere, and a copy for each job would be measured too
public record Job(String id, int destination, byte[] body) {
    public Job {
        requireNonNull(id, "id");
        requireNonNull(body, "body");
    }
}
