package io.github.webhooks4j.netty.internal.connection;

import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The idle connections of one loop, the one that was used last first. Confined to its loop.
 *
 * <p>A used connection is given out when it is clean and surely alive: open, within its times, and, unless it is proven and
 * was in use a moment ago, silent for a millisecond.
 */
@SuppressWarnings("FutureReturnValueIgnored") // The tasks throw nothing.
public final class ConnectionPool {
    /** Idle connections to one destination. */
    static final int MAX_IDLE_OF_KEY = 64;
    /** Idle connections of a loop. */
    static final int MAX_IDLE = 2048;

    private static final long PROBE_MILLIS = 1;
    private static final long SWEEP_MILLIS = 1000;
    private static final long DRAIN_MILLIS = 1000;

    private final EventLoop loop;
    private final Duration greatestAge;
    private final Map<PoolKey, Deque<Connection>> idle = new HashMap<>();
    private int size;
    private boolean sweeping;
    private boolean closed;
    private boolean knowsQuickAck;
    private @Nullable ChannelOption<Boolean> quickAck;

    public ConnectionPool(EventLoop loop, Duration greatestAge) {
        this.loop = loop;
        this.greatestAge = greatestAge;
    }

    /**
     * Gives out an idle connection, or null if there is none; at once, or after a millisecond.
     *
     * @param taken called once with the connection, which no other exchange gets
     * @param failed called with what this or {@code taken} throws after a millisecond, when no caller can catch it
     */
    public void take(PoolKey key, Consumer<@Nullable Connection> taken, Consumer<Throwable> failed) {
        Connection connection = poll(key);
        if (connection == null || !connection.needsProbe()) {
            taken.accept(connection);
            return;
        }
        acknowledge(connection);
        loop.schedule(() -> probed(key, connection, taken, failed), PROBE_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Takes a connection back that an exchange has ended with; closes it unless it may carry another one. */
    public void release(Connection connection) {
        if (!connection.leave() || closed || size >= MAX_IDLE) {
            connection.close();
            return;
        }
        Deque<Connection> same = idle.computeIfAbsent(connection.key(), key -> new ArrayDeque<>(2));
        if (same.size() >= MAX_IDLE_OF_KEY) {
            connection.close();
            return;
        }
        same.addFirst(connection);
        size++;
        sweepLater();
    }

    /**
     * Takes a connection back whose exchange has ended before its response: closes it, unless the rest of the response
     * arrives within a second and is within the bound of all responses.
     */
    public void drain(Connection connection) {
        if (closed || !connection.mayBeDrained()) {
            connection.close();
            return;
        }
        Future<?> tooLate = loop.schedule(connection::close, DRAIN_MILLIS, TimeUnit.MILLISECONDS);
        connection.drain(() -> {
            tooLate.cancel(false);
            release(connection);
        });
    }

    /** Closes a connection that an exchange has ended with. */
    public void discard(Connection connection) {
        connection.close();
    }

    /** Closes all idle connections, and whatever is released later. */
    public void close() {
        closed = true;
        for (Deque<Connection> same : idle.values()) {
            same.forEach(Connection::close);
        }
        idle.clear();
        size = 0;
    }

    private void probed(
            PoolKey key, Connection connection, Consumer<@Nullable Connection> taken, Consumer<Throwable> failed) {
        try {
            if (connection.mayCarryAnother(greatestAge)) {
                taken.accept(connection);
            } else {
                connection.close();
                take(key, taken, failed);
            }
        } catch (Throwable e) {
            connection.close();
            failed.accept(e);
        }
    }

    private @Nullable Connection poll(PoolKey key) {
        Deque<Connection> same = idle.get(key);
        while (same != null && !same.isEmpty()) {
            Connection connection = same.removeFirst();
            size--;
            if (same.isEmpty()) {
                idle.remove(key);
            }
            if (connection.mayCarryAnother(greatestAge)) {
                return connection;
            }
            connection.close();
        }
        return null;
    }

    private void acknowledge(Connection connection) {
        if (!knowsQuickAck) {
            quickAck = connection.quickAck();
            knowsQuickAck = true;
        }
        connection.acknowledge(quickAck);
    }

    private void sweepLater() {
        if (!sweeping) {
            sweeping = true;
            loop.schedule(this::sweep, SWEEP_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    /** Closes what may carry no other request, so that an idle destination costs nothing. */
    private void sweep() {
        sweeping = false;
        List<Connection> useless = new ArrayList<>();
        for (Iterator<Deque<Connection>> all = idle.values().iterator(); all.hasNext(); ) {
            Deque<Connection> same = all.next();
            same.removeIf(connection -> {
                boolean isUseless = !connection.mayCarryAnother(greatestAge);
                if (isUseless) {
                    useless.add(connection);
                }
                return isUseless;
            });
            if (same.isEmpty()) {
                all.remove();
            }
        }
        size -= useless.size();
        useless.forEach(Connection::close);
        if (size > 0 && !closed) {
            sweepLater();
        }
    }
}
