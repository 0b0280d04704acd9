package io.github.webhooks4j.benchmarks.competitors;

import com.gruelbox.transactionoutbox.Dialect;
import com.gruelbox.transactionoutbox.ExecutorSubmitter;
import com.gruelbox.transactionoutbox.Instantiator;
import com.gruelbox.transactionoutbox.Persistor;
import com.gruelbox.transactionoutbox.TransactionManager;
import com.gruelbox.transactionoutbox.TransactionOutbox;
import io.github.webhooks4j.benchmarks.Job;
import io.github.webhooks4j.benchmarks.Running;
import io.github.webhooks4j.benchmarks.Setup;
import io.github.webhooks4j.benchmarks.Subject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** transaction-outbox: one scheduled call for each delivery, whose row is deleted when it is done. */
final class TransactionOutboxCompetitor implements Subject {
    /** Its documentation asks for a bounded queue of 10,000 or more: a call that does not fit waits for the next flush. */
    private static final int QUEUE = 100_000;

    @Override
    public String name() {
        return "transaction-outbox";
    }

    @Override
    public String tuning() {
        return "4.2.268 on PostgreSQL; executor of " + Competitors.THREADS + " threads with a bounded queue of " + QUEUE
                + " that refuses what is too much, flushed every minute, as its documentation recommends";
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
        TransactionOutbox outbox = TransactionOutbox.builder()
                .transactionManager(transactions)
                .persistor(Persistor.forDialect(Dialect.POSTGRESQL_9))
                .instantiator(Instantiator.using(type -> post))
                .submitter(ExecutorSubmitter.builder().executor(executor).build())
                .build();
        ScheduledExecutorService flusher = Executors.newSingleThreadScheduledExecutor();
        ScheduledFuture<?> flushes = flusher.scheduleWithFixedDelay(() -> flush(outbox), 1, 1, TimeUnit.MINUTES);
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
                flushes.cancel(true);
                flusher.shutdownNow();
                executor.shutdownNow();
                sender.close();
                database.close();
            }
        };
    }

    private static void schedule(TransactionOutbox outbox, Job job) {
        try {
            outbox.schedule(Post.class)
                    .send(job.id(), job.destination(), new String(job.body(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new IllegalStateException("a call that is only scheduled sends nothing", e);
        }
    }

    private static void flush(TransactionOutbox outbox) {
        boolean more = true;
        while (more) {
            more = outbox.flush();
        }
    }

    /** The call that is stored; the serializer takes texts and numbers. */
    interface Post {
        void send(String id, int destination, String body) throws IOException;
    }
}
