package io.github.webhooks4j.benchmarks.competitors;

import com.gruelbox.transactionoutbox.Dialect;
import com.gruelbox.transactionoutbox.ExecutorSubmitter;
import com.gruelbox.transactionoutbox.Instantiator;
import com.gruelbox.transactionoutbox.Persistor;
import com.gruelbox.transactionoutbox.Submitter;
import com.gruelbox.transactionoutbox.TransactionManager;
import com.gruelbox.transactionoutbox.TransactionOutbox;
import io.github.webhooks4j.benchmarks.Backlogged;
import io.github.webhooks4j.benchmarks.Job;
import io.github.webhooks4j.benchmarks.Running;
import io.github.webhooks4j.benchmarks.Setup;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.event.Level;

/** transaction-outbox: one scheduled call for each delivery, whose row is deleted when it is done. */
final class TransactionOutboxCompetitor implements Backlogged {
    /** Its documentation asks for a bounded queue of 10,000 or more: a call that does not fit waits for the next flush. */
    private static final int QUEUE = 100_000;

    private static final Duration CLOSING = Duration.ofSeconds(30);

    private static final String DUE = "UPDATE TXNO_OUTBOX SET nextAttemptTime = now() + ? * interval '1 s'";
    private static final String COPY = """
            INSERT INTO TXNO_OUTBOX (id, uniqueRequestId, invocation, lastAttemptTime, nextAttemptTime, attempts,
                blocked, processed, version)
            SELECT gen_random_uuid(), uniqueRequestId, invocation, lastAttemptTime, nextAttemptTime, attempts,
                blocked, processed, version
            FROM TXNO_OUTBOX, generate_series(2, ?)
            """;

    @Override
    public String name() {
        return "transaction-outbox";
    }

    @Override
    public String tuning() {
        return "4.2.268 on PostgreSQL; executor of " + Competitors.THREADS + " threads with a bounded queue of " + QUEUE
                + " that refuses what is too much, flushed at the start and every minute, as its documentation recommends;"
                + " those that failed are due again after 2 min, its default";
    }

    @Override
    public boolean isSlow() {
        return true;
    }

    @Override
    public Running start(Setup setup) throws SQLException {
        CompetitorDatabase database = CompetitorDatabase.open(setup.database(), "");
        var sender = new Sender(setup);
        TransactionManager transactions = TransactionManager.fromDataSource(database.source());
        var executor = new ThreadPoolExecutor(
                Competitors.THREADS, Competitors.THREADS, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(QUEUE));
        Post post = (id, destination, body) -> sender.send(id, destination, body.getBytes(StandardCharsets.UTF_8));
        TransactionOutbox outbox = outbox(
                transactions,
                post,
                ExecutorSubmitter.builder().executor(executor).build());
        ScheduledExecutorService flusher = Executors.newSingleThreadScheduledExecutor();
        ScheduledFuture<?> flushes =
                flusher.scheduleWithFixedDelay(() -> flush(outbox, executor), 0, 1, TimeUnit.MINUTES);
        return new Running() {
            @Override
            public List<String> publish(List<Job> jobs) {
                transactions.inTransaction(transaction -> jobs.forEach(job -> schedule(outbox, job)));
                return jobs.stream().map(Job::id).toList();
            }

            @Override
            public boolean isDrained() {
                return database.hasNone("TXNO_OUTBOX", "true");
            }

            @Override
            public void close() {
                sender.close();
                flushes.cancel(false);
                executor.getQueue().clear();
                end(executor);
                end(flusher);
                database.close();
            }
        };
    }

    @Override
    public void fill(Setup setup, Job job, int jobs, Duration dueIn) throws SQLException {
        try (CompetitorDatabase database = CompetitorDatabase.open(setup.database(), "")) {
            TransactionManager transactions = TransactionManager.fromDataSource(database.source());
            // Stored, and submitted to no thread.
            TransactionOutbox outbox = outbox(transactions, (id, destination, body) -> {}, (entry, work) -> {});
            transactions.inTransaction(transaction -> schedule(outbox, job));
            database.update(DUE, dueIn.toSeconds());
            database.fill("TXNO_OUTBOX", COPY, jobs);
        }
    }

    private static TransactionOutbox outbox(TransactionManager transactions, Post post, Submitter submitter) {
        return TransactionOutbox.builder()
                .transactionManager(transactions)
                .persistor(Persistor.forDialect(Dialect.POSTGRESQL_9))
                .instantiator(Instantiator.using(type -> post))
                .submitter(submitter)
                // Failures are meant: a stack trace of each would be what is measured.
                .logLevelTemporaryFailure(Level.DEBUG)
                .build();
    }

    private static void schedule(TransactionOutbox outbox, Job job) {
        try {
            outbox.schedule(Post.class)
                    .send(job.id(), job.destination(), new String(job.body(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new IllegalStateException("a call that is only scheduled sends nothing", e);
        }
    }

    private static void flush(TransactionOutbox outbox, ExecutorService executor) {
        boolean more = true;
        while (more && !executor.isShutdown()) {
            more = outbox.flush();
        }
    }

    /** Lets what runs come to an end, without an interrupt: that would break its connection to the database. */
    private static void end(ExecutorService executor) {
        executor.shutdown();
        try {
            executor.awaitTermination(CLOSING.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The call that is stored; the serializer takes texts and numbers. */
    interface Post {
        void send(String id, int destination, String body) throws IOException;
    }
}
