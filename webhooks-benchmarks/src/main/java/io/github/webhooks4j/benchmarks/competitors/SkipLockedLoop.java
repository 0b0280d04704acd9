package io.github.webhooks4j.benchmarks.competitors;

import io.github.webhooks4j.benchmarks.Backlogged;
import io.github.webhooks4j.benchmarks.Job;
import io.github.webhooks4j.benchmarks.Running;
import io.github.webhooks4j.benchmarks.Setup;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * The usual hand-written loop: threads that lock a few due rows that no other thread has locked, POST them, delete those that
 * were accepted, postpone the others, and commit.
 */
final class SkipLockedLoop implements Backlogged {
    private static final int LIMIT = 30;
    /** A plan that was made while the table was empty scans all of it, and stays in use while the table fills. */
    private static final String BY_INDEX = "SET enable_seqscan = off";

    private static final long IDLE_MILLIS = 50;

    private static final String TABLE = """
            CREATE TABLE IF NOT EXISTS outbox (
                id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
                webhook_id TEXT NOT NULL,
                destination INT NOT NULL,
                body BYTEA NOT NULL,
                due_at TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now());
            CREATE INDEX IF NOT EXISTS outbox_due ON outbox (due_at)
            """;
    private static final String INSERT = "INSERT INTO outbox (webhook_id, destination, body) VALUES (?, ?, ?)";
    private static final String COPY = """
            INSERT INTO outbox (webhook_id, destination, body, due_at)
            SELECT webhook_id || '-' || number, destination, body, due_at FROM outbox, generate_series(2, ?) number
            """;
    private static final String DUE = "UPDATE outbox SET due_at = now() + ? * interval '1 s'";
    private static final String LOCK = """
            SELECT id, webhook_id, destination, body FROM outbox
            WHERE due_at <= now() ORDER BY due_at LIMIT ? FOR UPDATE SKIP LOCKED
            """;
    private static final String DELETE = "DELETE FROM outbox WHERE id = ANY (?)";
    private static final String PUT_OFF = "UPDATE outbox SET due_at = now() + interval '30 s' WHERE id = ANY (?)";

    @Override
    public String name() {
        return "skip-locked-loop";
    }

    @Override
    public String tuning() {
        return "written by hand on PostgreSQL; " + Competitors.THREADS + " threads, each of which locks " + LIMIT
                + " rows (FOR UPDATE SKIP LOCKED, always by the index), POSTs them, deletes them and commits, woken by a publish;"
                + " those that failed are due again after 30 s";
    }

    @Override
    public void fill(Setup setup, Job job, int jobs, Duration dueIn) throws SQLException {
        try (CompetitorDatabase database = CompetitorDatabase.open(setup.database(), TABLE)) {
            insert(database, List.of(job));
            database.update(DUE, dueIn.toSeconds());
            database.fill("outbox", COPY, jobs);
        }
    }

    @Override
    public Running start(Setup setup) throws SQLException {
        return new Loop(setup);
    }

    private static void insert(CompetitorDatabase database, List<Job> jobs) throws SQLException {
        try (Connection connection = database.source().getConnection()) {
            connection.setAutoCommit(false);
            try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
                for (Job job : jobs) {
                    insert.setString(1, job.id());
                    insert.setInt(2, job.destination());
                    insert.setBytes(3, job.body());
                    insert.addBatch();
                }
                insert.executeBatch();
            }
            connection.commit();
        }
    }

    private record Row(long id, Job job) {}

    private static final class Loop implements Running {
        private final CompetitorDatabase database;
        private final Sender sender;
        private final Semaphore published = new Semaphore(0);
        private final List<Thread> threads = new ArrayList<>();
        private volatile boolean closed;

        Loop(Setup setup) throws SQLException {
            this.database = CompetitorDatabase.open(setup.database(), TABLE, BY_INDEX);
            this.sender = new Sender(setup);
            for (int i = 0; i < Competitors.THREADS; i++) {
                var thread = new Thread(this::work, "skip-locked-" + i);
                thread.setDaemon(true);
                thread.start();
                threads.add(thread);
            }
        }

        @Override
        public List<String> publish(List<Job> jobs) {
            try {
                insert(database, jobs);
            } catch (SQLException e) {
                throw new IllegalStateException("the outbox takes no rows", e);
            }
            published.release((jobs.size() + LIMIT - 1) / LIMIT);
            return jobs.stream().map(Job::id).toList();
        }

        @Override
        public boolean isDrained() {
            return database.hasNone("outbox", "true");
        }

        @Override
        public void close() {
            closed = true;
            sender.close();
            published.release(Competitors.THREADS);
            for (Thread thread : threads) {
                try {
                    thread.join();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
            database.close();
        }

        private void work() {
            try {
                while (!closed) {
                    if (sendSome() < LIMIT) {
                        published.tryAcquire(IDLE_MILLIS, TimeUnit.MILLISECONDS);
                    }
                }
            } catch (SQLException e) {
                throw new IllegalStateException("the outbox cannot be worked on", e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        private int sendSome() throws SQLException {
            try (Connection connection = database.source().getConnection()) {
                connection.setAutoCommit(false);
                List<Row> rows = lock(connection);
                var taken = new ArrayList<Long>();
                var refused = new ArrayList<Long>();
                for (Row row : rows) {
                    (send(row.job()) ? taken : refused).add(row.id());
                }
                update(connection, DELETE, taken);
                update(connection, PUT_OFF, refused);
                connection.commit();
                return rows.size();
            }
        }

        private static List<Row> lock(Connection connection) throws SQLException {
            try (PreparedStatement lock = connection.prepareStatement(LOCK)) {
                lock.setInt(1, LIMIT);
                var rows = new ArrayList<Row>();
                try (ResultSet found = lock.executeQuery()) {
                    while (found.next()) {
                        rows.add(new Row(
                                found.getLong(1), new Job(found.getString(2), found.getInt(3), found.getBytes(4))));
                    }
                }
                return rows;
            }
        }

        private boolean send(Job job) {
            try {
                sender.send(job.id(), job.destination(), job.body());
                return true;
            } catch (IOException e) {
                return false;
            }
        }

        private static void update(Connection connection, String sql, List<Long> ids) throws SQLException {
            if (!ids.isEmpty()) {
                try (PreparedStatement update = connection.prepareStatement(sql)) {
                    update.setArray(1, connection.createArrayOf("bigint", ids.toArray()));
                    update.executeUpdate();
                }
            }
        }
    }
}
