package io.github.webhooks4j.benchmarks.competitors;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerClient;
import com.github.kagkarlsson.scheduler.logging.LogLevel;
import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.TaskDescriptor;
import com.github.kagkarlsson.scheduler.task.TaskInstance;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import io.github.webhooks4j.benchmarks.Backlogged;
import io.github.webhooks4j.benchmarks.Job;
import io.github.webhooks4j.benchmarks.Running;
import io.github.webhooks4j.benchmarks.Setup;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/** db-scheduler: one task for each delivery, whose row is deleted when it is done. */
final class DbSchedulerCompetitor implements Backlogged {
    private static final Clock CLOCK = Clock.systemUTC();
    /** The limits, in multiples of its threads, that its README suggests for high throughput. */
    private static final double LOWER_LIMIT = 1.0;

    private static final double UPPER_LIMIT = 4.0;

    // The tables from its README for PostgreSQL.
    private static final String TABLES = """
            CREATE TABLE IF NOT EXISTS scheduled_tasks (
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
            CREATE INDEX IF NOT EXISTS execution_time_idx ON scheduled_tasks (execution_time);
            CREATE INDEX IF NOT EXISTS last_heartbeat_idx ON scheduled_tasks (last_heartbeat);
            CREATE INDEX IF NOT EXISTS priority_execution_time_idx ON scheduled_tasks (priority DESC, execution_time ASC)
            """;

    private static final String COPY = """
            INSERT INTO scheduled_tasks (task_name, task_instance, task_data, execution_time, picked, picked_by,
                last_success, last_failure, consecutive_failures, last_heartbeat, version, priority, state)
            SELECT task_name, task_instance || '-' || number, task_data, execution_time, picked, picked_by,
                last_success, last_failure, consecutive_failures, last_heartbeat, version, priority, state
            FROM scheduled_tasks, generate_series(2, ?) number
            """;

    @Override
    public String name() {
        return "db-scheduler";
    }

    @Override
    public String tuning() {
        return "16.12.0 on PostgreSQL; lock-and-fetch with limits of " + LOWER_LIMIT + " and " + UPPER_LIMIT
                + ", as its README says for high throughput, immediate execution, " + Competitors.THREADS
                + " threads, batches scheduled as such; those that failed are due again after 5 min, its default";
    }

    @Override
    public boolean isSlow() {
        return true;
    }

    @Override
    public Running start(Setup setup) throws SQLException {
        CompetitorDatabase database = CompetitorDatabase.open(setup.database(), TABLES);
        var sender = new Sender(setup);
        List<TaskDescriptor<byte[]>> tasks = descriptors(setup);
        Scheduler scheduler = Scheduler.create(
                        database.source(),
                        IntStream.range(0, tasks.size())
                                .mapToObj(number -> Tasks.oneTime(tasks.get(number))
                                        .execute((instance, context) ->
                                                send(sender, instance.getId(), number, instance.getData())))
                                .toArray(Task<?>[]::new))
                .threads(Competitors.THREADS)
                .pollUsingLockAndFetch(LOWER_LIMIT, UPPER_LIMIT)
                .enableImmediateExecution()
                .shutdownMaxWait(Duration.ofSeconds(1))
                // Failures are meant: a stack trace of each would be what is measured.
                .failureLogging(LogLevel.DEBUG, false)
                .build();
        scheduler.start();
        return new Running() {
            @Override
            public List<String> publish(List<Job> jobs) {
                scheduler.scheduleBatch(instances(tasks, jobs), CLOCK.instant());
                return jobs.stream().map(Job::id).toList();
            }

            @Override
            public boolean isDrained() {
                return database.hasNone("scheduled_tasks", "true");
            }

            @Override
            public void close() {
                sender.close();
                scheduler.stop();
                database.close();
            }
        };
    }

    @Override
    public void fill(Setup setup, Job job, int jobs, Duration dueIn) throws SQLException {
        try (CompetitorDatabase database = CompetitorDatabase.open(setup.database(), TABLES)) {
            SchedulerClient client =
                    SchedulerClient.Builder.create(database.source()).build();
            client.scheduleBatch(
                    instances(descriptors(setup), List.of(job)), CLOCK.instant().plus(dueIn));
            database.fill("scheduled_tasks", COPY, jobs);
        }
    }

    private static List<TaskDescriptor<byte[]>> descriptors(Setup setup) {
        return IntStream.range(0, setup.destinations().size())
                .mapToObj(number -> TaskDescriptor.of("post-" + number, byte[].class))
                .toList();
    }

    private static List<TaskInstance<?>> instances(List<TaskDescriptor<byte[]>> tasks, List<Job> jobs) {
        return jobs.stream()
                .<TaskInstance<?>>map(job -> tasks.get(job.destination())
                        .instance(job.id())
                        .data(job.body())
                        .build())
                .toList();
    }

    private static void send(Sender sender, String id, int destination, byte[] body) {
        try {
            sender.send(id, destination, body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
