package io.github.webhooks4j.netty.internal.client;

import io.github.webhooks4j.delivery.FailureCode;
import io.github.webhooks4j.netty.internal.connection.ConnectionPool;
import io.github.webhooks4j.netty.internal.connection.Dial;
import io.github.webhooks4j.netty.internal.connection.Dialler;
import io.github.webhooks4j.netty.internal.connection.EventLoops;
import io.github.webhooks4j.netty.internal.connection.PoolKey;
import io.github.webhooks4j.transport.internal.egress.Destinations;
import io.github.webhooks4j.transport.internal.exchange.OwnFailures;
import io.github.webhooks4j.transport.internal.settings.ClientSettings;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.EventLoop;
import io.netty.util.Timeout;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import okhttp3.HttpUrl;

/**
 * One event loop: its exchanges in flight, and its idle connections. Confined to the loop's thread, but for {@link
 * #execute}.
 */
final class ClientLoop {
    private final EventLoop loop;
    private final Dialler dialler;
    private final Bootstrap bootstrap;
    private final Destinations destinations;
    private final OwnFailures ownFailures;
    private final Duration readTimeout;
    private final ConnectionPool pool;
    private final Set<HttpExchange> inFlight = new HashSet<>();
    private boolean closed;

    ClientLoop(
            EventLoop loop,
            EventLoops loops,
            Dialler dialler,
            Destinations destinations,
            OwnFailures ownFailures,
            ClientSettings.Limits limits) {
        this.loop = loop;
        this.dialler = dialler;
        this.bootstrap = loops.bootstrap(loop);
        this.destinations = destinations;
        this.ownFailures = ownFailures;
        this.readTimeout = limits.read();
        this.pool = new ConnectionPool(loop, limits.connectionAge());
    }

    /**
     * Runs a task on the loop.
     *
     * @throws java.util.concurrent.RejectedExecutionException if the loop has ended
     */
    void execute(Runnable task) {
        loop.execute(task);
    }

    /** Counts an exchange as in flight; returns false if it must be aborted. */
    boolean add(HttpExchange exchange) {
        return !closed && inFlight.add(exchange);
    }

    void remove(HttpExchange exchange) {
        inFlight.remove(exchange);
    }

    /** Aborts what is in flight, and closes idle connections. */
    void close() {
        closed = true;
        for (HttpExchange exchange : List.copyOf(inFlight)) {
            exchange.end(FailureCode.ABORTED);
        }
        pool.close();
    }

    Dial dial(PoolKey key, Duration deadline, Dial.Listener listener) {
        return new Dial(dialler, bootstrap, loop, key, deadline, listener);
    }

    ConnectionPool pool() {
        return pool;
    }

    boolean isDeniedLiteral(HttpUrl url) {
        return destinations.isDeniedLiteral(url);
    }

    /** Returns whether a connection to a host at this address may be used. */
    boolean allows(String host, InetSocketAddress peer) {
        return dialler.ways().to(host).allows(peer);
    }

    Timeout after(Duration time, Runnable task) {
        return dialler.deadlines().after(time, loop, task);
    }

    Duration readTimeout() {
        return readTimeout;
    }

    long nanoTime() {
        return dialler.nanoTime().getAsLong();
    }

    void noteOwnFailure(FailureCode code, Throwable failure) {
        ownFailures.note(code, failure);
    }
}
