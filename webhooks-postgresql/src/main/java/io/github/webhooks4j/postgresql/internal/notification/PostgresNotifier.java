package io.github.webhooks4j.postgresql.internal.notification;

import io.github.webhooks4j.jdbc.internal.commit.StoreEventPublisher;
import io.github.webhooks4j.postgresql.internal.PostgresConnections;
import io.github.webhooks4j.spi.store.LaneKey;
import io.github.webhooks4j.spi.store.StoreException;
import io.github.webhooks4j.spi.store.StoreException.Reason;
import io.github.webhooks4j.spi.store.StoreListener;
import io.github.webhooks4j.spi.store.Subscription;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Receives the notifications of other nodes and sends those of this one, over one connection and on one daemon thread, which
 * starts with the first watcher. NOTIFY takes a lock of the whole server when it commits: within a transaction that writes, it
 * would serialise all commits. So notifications are collected, and sent up to 20 times a second by themselves. Thread-safe.
 */
public final class PostgresNotifier implements StoreEventPublisher, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PostgresNotifier.class);

    /** How long it waits for notifications before it looks for some to send. */
    private static final int POLL_MILLIS = 50;

    /** How long it pauses after it sent some: 20 times a second at most. */
    private static final Duration REST = Duration.ofMillis(50);

    /** After this many turns without a notification it asks whether the connection is still there: about every 10 s. */
    private static final int QUIET_TURNS = 200;

    /** Its own notification arrives at once, if any does: after this many turns, about 2 s, it will not. */
    private static final int GREETING_TURNS = 40;

    private static final String NO_NOTIFICATIONS =
            " receives no notifications of other nodes, whose work is found by polling every 10 s only; its connections must not lead "
                    + "through a pooler that shares sessions (PgBouncer's pool_mode=transaction): give the store a data source "
                    + "of its own for listening (PostgresStore.builder)";

    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(5);

    /** Null: there is no connection on which notifications arrive. */
    private final @Nullable PostgresConnections connections;

    private final String subject;
    private final NotificationBuffer buffer = new NotificationBuffer();
    private final List<StoreListener> watchers = new CopyOnWriteArrayList<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition ended = lock.newCondition();
    private volatile boolean closed;

    /** Whether this node is known to receive no notifications; changed by the thread. */
    private volatile boolean unnotified;

    /** Guarded by {@link #lock}; null before the first watcher. */
    private @Nullable Thread thread;

    /** Confined to the thread. */
    private Duration pause = FIRST_PAUSE;

    public PostgresNotifier(@Nullable PostgresConnections connections, String subject) {
        this.connections = connections;
        this.subject = subject;
    }

    /**
     * Notifies a listener from now on.
     *
     * @return ends the notifications
     * @throws StoreException if it was closed
     */
    public Subscription subscribe(StoreListener watcher) {
        lock.lock();
        try {
            if (closed) {
                throw new StoreException(
                        Reason.CLOSED, "the store on " + subject + " was closed; open it again to use it");
            }
            watchers.add(watcher);
            if (connections == null) {
                noteUnnotified("its connections share sessions of the server");
            } else if (thread == null) {
                thread = new Thread(() -> run(connections), "webhooks-postgres-watch");
                thread.setDaemon(true);
                thread.start();
            }
            return () -> watchers.remove(watcher);
        } finally {
            lock.unlock();
        }
    }

    /** Returns what an operator should know, though everything works: that this node receives no notifications. */
    public List<String> notes() {
        return unnotified ? List.of(subject + NO_NOTIFICATIONS) : List.of();
    }

    private boolean isWatched() {
        return connections != null && !watchers.isEmpty();
    }

    private void noteUnnotified(String why) {
        if (!unnotified) {
            unnotified = true;
            LOG.warn("{}{} ({})", subject, NO_NOTIFICATIONS, why);
        }
    }

    @Override
    public void workAvailable(Collection<LaneKey> lanes) {
        if (isWatched()) {
            buffer.workAvailable(lanes);
        }
    }

    @Override
    public void webhooksChanged() {
        if (isWatched()) {
            buffer.webhooksChanged();
        }
    }

    /** Ends the thread, and waits for that a few seconds at most. */
    @Override
    public void close() {
        Thread running;
        lock.lock();
        try {
            closed = true;
            ended.signalAll();
            running = thread;
        } finally {
            lock.unlock();
        }
        if (running != null && running != Thread.currentThread()) {
            // Wakes it where it waits for a connection of the pool.
            running.interrupt();
            try {
                running.join(STOP_TIMEOUT.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void run(PostgresConnections listening) {
        while (!closed) {
            try {
                listen(listening);
            } catch (SQLException | RuntimeException | Error e) {
                if (!closed) {
                    LOG.warn(
                            "{}: the connection that listens was lost, another is made; until then work of other "
                                    + "nodes is found by polling only",
                            subject,
                            e);
                }
            }
            await(pause);
            pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
        }
    }

    private void listen(PostgresConnections listening) throws SQLException {
        try (NotificationConnection connection = NotificationConnection.open(listening)) {
            pause = FIRST_PAUSE;
            // Events before LISTEN are lost: force a resync.
            publish(StoreListener::onResyncRequired);
            String greeting = NotificationBuffer.greeting(connection.session());
            connection.notify(greeting);
            boolean receives = false;
            int turns = 0;
            int quiet = 0;
            while (!closed) {
                List<String> received = takeTurn(connection, greeting);
                receives |= !received.isEmpty();
                if (receives) {
                    unnotified = false;
                } else if (++turns == GREETING_TURNS) {
                    noteUnnotified("its own notification did not arrive within 2 s");
                }
                quiet = received.isEmpty() ? quiet + 1 : 0;
                if (quiet == QUIET_TURNS) {
                    connection.ping();
                    quiet = 0;
                }
            }
        }
    }

    /** Returns the notifications that arrived. */
    private List<String> takeTurn(NotificationConnection connection, String greeting) throws SQLException {
        List<String> received = connection.poll(POLL_MILLIS, greeting);
        received.forEach(message -> publish(watcher -> NotificationBuffer.dispatch(message, watcher)));
        String own = buffer.take();
        if (own != null) {
            connection.notify(own);
            await(REST);
        }
        return received;
    }

    private void publish(Consumer<StoreListener> what) {
        for (StoreListener watcher : watchers) {
            try {
                what.accept(watcher);
            } catch (RuntimeException | Error e) {
                LOG.warn("{}: a watcher failed", subject, e);
            }
        }
    }

    /** Waits, but not over the end. */
    private void await(Duration time) {
        lock.lock();
        try {
            long left = time.toNanos();
            while (!closed && left > 0) {
                left = ended.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            // Only close() interrupts, and has set what ends the loops.
            LOG.debug("{}: interrupted while waiting", subject);
        } finally {
            lock.unlock();
        }
    }
}
