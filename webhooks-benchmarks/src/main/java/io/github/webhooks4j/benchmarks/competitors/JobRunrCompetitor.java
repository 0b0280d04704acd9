package io.github.webhooks4j.benchmarks.competitors;

import io.github.webhooks4j.benchmarks.Backlogged;
import io.github.webhooks4j.benchmarks.Job;
import io.github.webhooks4j.benchmarks.Running;
import io.github.webhooks4j.benchmarks.Setup;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.jobrunr.jobs.lambdas.JobRequest;
import org.jobrunr.jobs.lambdas.JobRequestHandler;
import org.jobrunr.jobs.mappers.JobMapper;
import org.jobrunr.scheduling.JobRequestScheduler;
import org.jobrunr.server.BackgroundJobServer;
import org.jobrunr.server.BackgroundJobServerConfiguration;
import org.jobrunr.server.JobActivator;
import org.jobrunr.storage.JobRunrMetadata;
import org.jobrunr.storage.StorageProvider;
import org.jobrunr.storage.sql.common.SqlStorageProviderFactory;
import org.jobrunr.utils.mapper.jackson.JacksonJsonMapper;

/** JobRunr: one job request for each delivery, which stays stored as succeeded for 36 hours. JobRunr calls and reads public types only. */
public final class JobRunrCompetitor implements Backlogged {
    /** The shortest interval that JobRunr allows on a database. */
    private static final Duration POLL_INTERVAL = Duration.ofSeconds(5);

    private static final Clock CLOCK = Clock.systemUTC();

    /** A job's JSON contains its id. */
    private static final String COPY = """
            INSERT INTO jobrunr_jobs (id, version, jobAsJson, jobSignature, state, createdAt, updatedAt, scheduledAt,
                recurringJobId)
            SELECT another.id, version, replace(jobAsJson, job.id, another.id), jobSignature, state, createdAt,
                updatedAt, scheduledAt, recurringJobId
            FROM jobrunr_jobs job, (SELECT gen_random_uuid()::text AS id FROM generate_series(2, ?)) another
            """;

    @Override
    public String name() {
        return "jobrunr";
    }

    @Override
    public String tuning() {
        return "8.7.0 on PostgreSQL; " + Competitors.THREADS
                + " workers (virtual threads from JDK 21 on, its default), a poll" + " interval of "
                + POLL_INTERVAL.toSeconds() + " s, the least it allows, job requests enqueued as a stream;"
                + " those that failed are due again after 3 s, 9 s and so on, its default";
    }

    @Override
    public boolean isSlow() {
        return true;
    }

    @Override
    public Running start(Setup setup) throws SQLException {
        CompetitorDatabase database = CompetitorDatabase.open(setup.database(), "");
        var sender = new Sender(setup);
        var json = new JacksonJsonMapper();
        StorageProvider storage = storage(database, json);
        var handler = new Handler(sender);
        var server = new BackgroundJobServer(
                storage,
                json,
                new JobActivator() {
                    @Override
                    public <T> T activateJob(Class<T> type) {
                        return type.cast(handler);
                    }
                },
                BackgroundJobServerConfiguration.usingStandardBackgroundJobServerConfiguration()
                        .andWorkerCount(Competitors.THREADS)
                        .andPollInterval(POLL_INTERVAL)
                        .andInterruptJobsAwaitDurationOnStopBackgroundJobServer(Duration.ofSeconds(1)));
        server.start();
        var scheduler = new JobRequestScheduler(storage);
        return new Running() {
            @Override
            public List<String> publish(List<Job> jobs) {
                if (jobs.size() == 1) {
                    scheduler.enqueue(Post.of(jobs.get(0)));
                } else {
                    scheduler.enqueue(jobs.stream().map(Post::of));
                }
                return jobs.stream().map(Job::id).toList();
            }

            @Override
            public boolean isDrained() {
                return database.hasNone("jobrunr_jobs", "state <> 'SUCCEEDED'");
            }

            @Override
            public void close() {
                sender.close();
                server.stop();
                storage.close();
                database.close();
            }
        };
    }

    @Override
    public void fill(Setup setup, Job job, int jobs, Duration dueIn) throws SQLException {
        try (CompetitorDatabase database = CompetitorDatabase.open(setup.database(), "")) {
            StorageProvider storage = storage(database, new JacksonJsonMapper());
            var scheduler = new JobRequestScheduler(storage);
            if (dueIn.isZero()) {
                scheduler.enqueue(Post.of(job));
            } else {
                scheduler.schedule(CLOCK.instant().plus(dueIn), Post.of(job));
            }
            // As the first start of a server leaves it on an empty table; the next one would rewrite all jobs
            // otherwise.
            storage.saveMetadata(new JobRunrMetadata("database_version", "cluster", "6.0.0"));
            database.fill("jobrunr_jobs", COPY, jobs);
            storage.close();
        }
    }

    private static StorageProvider storage(CompetitorDatabase database, JacksonJsonMapper json) {
        StorageProvider storage = SqlStorageProviderFactory.using(database.source());
        storage.setJobMapper(new JobMapper(json));
        return storage;
    }

    /** The request that is stored, as JSON. */
    public record Post(String id, int destination, String body) implements JobRequest {
        static Post of(Job job) {
            return new Post(job.id(), job.destination(), new String(job.body(), StandardCharsets.UTF_8));
        }

        @Override
        public Class<Handler> getJobRequestHandler() {
            return Handler.class;
        }
    }

    /** Handles the request. */
    public static final class Handler implements JobRequestHandler<Post> {
        private final Sender sender;

        Handler(Sender sender) {
            this.sender = sender;
        }

        // Without an explicit name a job is named after its whole content, which is then stored twice.
        @Override
        @org.jobrunr.jobs.annotations.Job(name = "post")
        public void run(Post post) throws IOException {
            sender.send(post.id(), post.destination(), post.body().getBytes(StandardCharsets.UTF_8));
        }
    }
}
