package io.github.webhooks4j.netty.internal.connection;

import io.github.webhooks4j.transport.EgressProxy;
import io.github.webhooks4j.transport.internal.address.DestinationDeniedException;
import io.github.webhooks4j.transport.internal.address.IpLiteral;
import io.github.webhooks4j.transport.internal.dns.BoundedResolver;
import io.github.webhooks4j.transport.internal.egress.Egress;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.EventLoop;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.Timeout;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Makes one connection: resolves the name, checks its addresses, dials them, opens the tunnel of a proxy, and secures it.
 * Confined to its loop. Each step is bounded by the connect timeout, and the whole by the caller, who {@linkplain #cancel
 * cancels} it.
 */
@SuppressWarnings({"FutureReturnValueIgnored", "ReferenceEquality"
}) // Closing reports nothing more; failures may be shared.
public final class Dial {
    /** How long an address may be silent before the next one is dialled too. */
    private static final Duration NEXT_ADDRESS_AFTER = Duration.ofMillis(250);

    private final Dialler dialler;
    private final Bootstrap bootstrap;
    private final EventLoop loop;
    private final PoolKey key;
    private final Duration within;
    private final Listener listener;
    private final Egress egress;
    private final Egress.Target target;
    private final List<Channel> channels = new ArrayList<>(1);
    private final List<Timeout> timeouts = new ArrayList<>(2);
    private List<InetAddress> addresses = List.of();
    private int next;
    private int dialling;
    private boolean reached;
    private boolean over;
    private BoundedResolver.@Nullable Wait wait;
    private @Nullable IOException failure;

    /** What is notified of the steps, on the loop. */
    public interface Listener {
        /** Called when the TLS handshake begins. */
        void securing();

        /** Called once, unless {@link #failed} is; must not throw. */
        void connected(Connection connection);

        /** Called once, unless {@link #connected} is. */
        void failed(Throwable failure);
    }

    /**
     * Prepares one.
     *
     * @param within how long the exchange takes at most, and so each step
     */
    public Dial(Dialler dialler, Bootstrap bootstrap, EventLoop loop, PoolKey key, Duration within, Listener listener) {
        this.dialler = dialler;
        this.bootstrap = bootstrap;
        this.loop = loop;
        this.key = key;
        this.listener = listener;
        this.within = within.compareTo(dialler.connectTimeout()) < 0 ? within : dialler.connectTimeout();
        this.egress = dialler.ways().to(key.host());
        this.target = egress.target(key.host(), key.port());
    }

    /** Begins. */
    public void start() {
        guarded(() -> {
            Optional<InetAddress> literal = IpLiteral.parse(target.host());
            if (literal.isPresent()) {
                dial(List.of(literal.get()));
            } else {
                resolve();
            }
        });
    }

    /** Ends it without a report. */
    public void cancel() {
        end(null);
    }

    /** Ends it with a failure if its time is over while the name is not resolved; returns whether that was so. */
    public boolean failIfUnresolved() {
        BoundedResolver.Wait unfinished = wait;
        if (over || unfinished == null) {
            return false;
        }
        guarded(() -> {
            throw egress.notResolved(unfinished.late());
        });
        return true;
    }

    private void resolve() throws UnknownHostException {
        BoundedResolver.Wait begun;
        try {
            begun = dialler.resolver().begin(target.host(), within);
        } catch (UnknownHostException e) {
            throw egress.notResolved(e);
        }
        wait = begun;
        begun.result().whenComplete((found, failed) -> onLoop(() -> resolved(found, failed)));
        timeouts.add(dialler.deadlines().after(within, loop, this::failIfUnresolved));
        awaitStart(begun);
    }

    private void awaitStart(BoundedResolver.Wait begun) {
        if (wait != null && !begun.hasStarted()) {
            timeouts.add(dialler.deadlines()
                    .after(Duration.ofNanos(BoundedResolver.TURN_NANOS), loop, () -> awaitStart(begun)));
        }
    }

    private void resolved(@Nullable List<InetAddress> found, @Nullable Throwable failed) {
        if (over) {
            return;
        }
        stopWaiting();
        guarded(() -> {
            if (found == null) {
                Throwable cause = failed instanceof CompletionException wrapped ? wrapped.getCause() : failed;
                throw egress.notResolved(BoundedResolver.failureOf(cause));
            }
            dial(found);
        });
    }

    private void dial(List<InetAddress> found) throws IOException {
        addresses = egress.checked(target, found);
        dialNext();
    }

    private void dialNext() throws IOException {
        while (!over && !reached && next < addresses.size()) {
            var address = new InetSocketAddress(addresses.get(next++), target.port());
            if (!egress.allows(address)) {
                throw new DestinationDeniedException();
            }
            try {
                dialler.listener().connectStart(address);
            } catch (IOException e) {
                add(e);
                continue;
            }
            connect(address);
            return;
        }
        if (!over && !reached && dialling == 0 && failure != null) {
            throw failure;
        }
    }

    private void connect(InetSocketAddress address) {
        dialling++;
        ChannelFuture connecting = bootstrap.connect(address);
        channels.add(connecting.channel());
        Timeout timeout = dialler.deadlines().after(dialler.connectTimeout(), loop, () -> {
            // On a busy loop it may have been made since the time was over.
            if (!connecting.isDone()) {
                connecting.channel().close();
            }
        });
        timeouts.add(timeout);
        if (next < addresses.size()) {
            timeouts.add(dialler.deadlines().after(NEXT_ADDRESS_AFTER, loop, () -> guarded(this::dialNext)));
        }
        connecting.addListener(ended -> {
            timeout.cancel();
            guarded(() -> connected(connecting, address));
        });
    }

    private void connected(ChannelFuture connecting, InetSocketAddress address) throws IOException {
        dialling--;
        if (reached) {
            return; // Another address was quicker, and this channel is closed.
        }
        channels.remove(connecting.channel());
        if (connecting.isSuccess()) {
            reached = true;
            closeAll();
            channels.add(connecting.channel());
            secure(connecting.channel(), address);
        } else {
            add(egress.notConnected(asIo(connecting.cause())));
            dialNext();
        }
    }

    private void secure(Channel channel, InetSocketAddress address) throws IOException {
        EgressProxy proxy = egress.proxy();
        if (proxy != null) {
            Tunnel.open(channel, key.authority(), proxy.credentials())
                    .addListener(opened -> guarded(() -> {
                        if (opened.isSuccess()) {
                            secureOrEnd(channel, address);
                        } else {
                            fail(opened.cause());
                        }
                    }));
        } else {
            secureOrEnd(channel, address);
        }
    }

    private void secureOrEnd(Channel channel, InetSocketAddress address) throws IOException {
        if (over) {
            return;
        }
        if (!key.tls()) {
            succeed(channel, address);
            return;
        }
        listener.securing();
        TlsClient tls = dialler.tls().of(key.profile());
        SslHandler handler = tls.handler(channel.alloc(), key.host(), key.port());
        Future<Channel> handshake = handler.handshakeFuture();
        channel.pipeline().addLast(handler);
        handshake.addListener(ended -> guarded(() -> {
            if (ended.isSuccess()) {
                TlsClient.verify(key.host(), handler.engine().getSession());
                succeed(channel, address);
            } else {
                fail(tls.failureOf(handler, ended.cause()));
            }
        }));
    }

    private void succeed(Channel channel, InetSocketAddress address) {
        if (over) {
            return;
        }
        // Before the end, after which no failure is reported.
        Connection made = Connection.on(channel, key, address, dialler.nanoTime());
        end(channel);
        listener.connected(made);
    }

    private void fail(Throwable cause) {
        if (!over) {
            end(null);
            listener.failed(cause);
        }
    }

    private void end(@Nullable Channel kept) {
        over = true;
        stopWaiting();
        channels.remove(kept);
        closeAll();
    }

    private void stopWaiting() {
        for (Timeout timeout : timeouts) {
            timeout.cancel();
        }
        timeouts.clear();
        if (wait != null) {
            wait.leave();
            wait = null;
        }
    }

    private void closeAll() {
        for (Channel channel : List.copyOf(channels)) {
            channel.close();
        }
        channels.clear();
    }

    private void add(IOException another) {
        if (failure == null) {
            failure = another;
        } else if (failure != another) {
            failure.addSuppressed(another);
        }
    }

    private void onLoop(Runnable task) {
        try {
            loop.execute(task);
        } catch (RejectedExecutionException e) {
            // The client is closed, and has ended this.
        }
    }

    private void guarded(Step step) {
        if (over) {
            return;
        }
        try {
            step.run();
        } catch (Throwable e) {
            // The policy and the listener are the application's: anything that they throw is a failure of this
            // exchange.
            fail(e);
        }
    }

    private static IOException asIo(Throwable cause) {
        if (cause instanceof IOException io) {
            return io;
        }
        // A connection that was closed at its timeout, or one for which no descriptor was left.
        var failed = new ConnectException("not connected");
        failed.initCause(cause);
        return failed;
    }

    @FunctionalInterface
    private interface Step {
        void run() throws IOException;
    }
}
