package io.github.webhooks4j.benchmarks.competitors;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.task.TaskDescriptor;
import com.github.kagkarlsson.scheduler.task.TaskInstance;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import io.github.webhooks4j.benchmarks.Job;
import io.github.webhooks4j.benchmarks.Running;
import io.github.webhooks4j.benchmarks.Setup;
import io.github.webhooks4j.benchmarks.Subject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** db-scheduler: one task for each delivery, whose row is deleted when it is done. */
final class DbSchedulerCompetitor implements Subject {
    private static final Clock CLOCK = Clock.systemUTC();
    /** The limits, in multiples of its threads, that its README suggests for high throughput. */
    private static final double LOWER_LIMIT = 1.0;

    private static final double UPPER_LIMIT = 4.0;

    // The tables from its README for PostgreSQL.
    private static final String TABLES = """
            CREATE TABLE scheduled_tasks (
                task_name TEXT NOT NULL,
                task_instance TEXT NOT NULL,
                task_data BYTEA,
                execution_time TIMESTAMP WITH TIME ZONE,
                picked BOOLEAN NOT NULL,
                picked_by TEXT,
                last_success TIMESTAMP WITH TIME ZONE,
                last_failure TIMESTAMP WITH TIME ZONE,
                consecutive_failures INT,
                last_heartbeat TIMESTAMP WITH TIME ZONE,
                version BIGINT NOT NULL,
                priority SMALLINT,
                state TEXT,
                PRIMARY KEY (task_name, task_instance));
            CREATE INDEX execution_time_idx ON scheduled_tasks (execution_time);
            CREATE INDEX last_heartbeat_idx ON scheduled_tasks (last_heartbeat);
            CREATE INDEX priority_execution_time_idx ON scheduled_tasks (priority DESC, execution_time ASC)
            """;

    @Override
    public String name() {
        return "db-scheduler";
    }

    @Override
    public String tuning() {
        return "16.12.0 on PostgreSQL; lock-and-fetch with limits of " + LOWER_LIMIT + " and " + UPPER_LIMIT
                + ", as its README says for high throughput, immediate execution, " + Competitors.THREADS
                + " threads, batches scheduled as such";
    }

    @Override
    public boolean isSlow() {
        return true;
    }

    @Override
    public Running start(Setup setup) throws SQLException {
        CompetitorDatabase database = CompetitorDatabase.open(setup.database(), TABLES);
        var sender = new Sender(setup);
        List<TaskDescriptor<byte[]>> tasks = Stream.iterate(0, number -> number + 1)
                .limit(setup.destinations().size())
                .map(number -> TaskDescriptor.of("post-" + number, byte[].class))
                .toList();
        Scheduler scheduler = Scheduler.create(
                        database.source(),
                        tasks.stream()
                                .map(task -> Tasks.oneTime(task)
                                        .execute((instance, context) -> send(
                                                sender, instance.getId(), tasks.indexOf(task), instance.getData())))
                                .toArray(com.github.kagkarlsson.scheduler.task.Task<?>[]::new))
                .threads(Competitors.THREADS)
                .pollUsingLockAndFetch(LOWER_LIMIT, UPPER_LIMIT)
                .enableImmediateExecution()
                .shutdownMaxWait(Duration.ofSeconds(1))
                .build();
        scheduler.start();
        return new Running() {
            @Override
            public List<String> publish(List<Job> jobs) {
                List<TaskInstance<?>> instances = jobs.stream()
                        .<TaskInstance<?>>map(job -> tasks.get(job.destination())
                                .instance(job.id())
                                .data(job.body())
                                .build())
                        .toList();
                scheduler.scheduleBatch(instances, CLOCK.instant());
                return jobs.stream().map(Job::id).toList();
            }

            @Override
            public boolean isDrained() {
                return database.hasNone("scheduled_tasks", "true");
            }

            @Override
            public void close() {
                scheduler.stop();
                sender.close();
                database.close();
            }
        };
    }

    private static void send(Sender sender, String id, int destination, byte[] body) {
        try {
            sender.send(id, destination, body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
