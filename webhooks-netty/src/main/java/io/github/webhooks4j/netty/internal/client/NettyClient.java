package io.github.webhooks4j.netty.internal.client;

import io.github.webhooks4j.delivery.DeliveryResult;
import io.github.webhooks4j.delivery.DeliveryResult.NoResponse;
import io.github.webhooks4j.delivery.FailureCode;
import io.github.webhooks4j.netty.internal.connection.Deadlines;
import io.github.webhooks4j.netty.internal.connection.Dialler;
import io.github.webhooks4j.netty.internal.connection.EventLoops;
import io.github.webhooks4j.netty.internal.connection.PoolKey;
import io.github.webhooks4j.netty.internal.connection.TlsClients;
import io.github.webhooks4j.spi.transport.Exchange;
import io.github.webhooks4j.spi.transport.OutboundRequest;
import io.github.webhooks4j.transport.internal.address.InvalidUrlException;
import io.github.webhooks4j.transport.internal.dns.BoundedResolver;
import io.github.webhooks4j.transport.internal.egress.Destinations;
import io.github.webhooks4j.transport.internal.egress.EgressWays;
import io.github.webhooks4j.transport.internal.exchange.ExchangeTimes;
import io.github.webhooks4j.transport.internal.exchange.OwnFailures;
import io.github.webhooks4j.transport.internal.settings.ClientSettings;
import io.github.webhooks4j.transport.internal.profile.UnknownProfileException;
import io.github.webhooks4j.webhook.DestinationCheck;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Sends every request of this module: one request for each exchange, to allowed addresses only, always with a result.
 * Thread-safe. All requests to a destination, and all connections to it, are on one loop.
 *
 * <p>An address is checked three times: when its name is resolved, where one denied address denies the whole name; when
 * it is dialled; and when a request is sent on a connection that is open already, since the policy may have changed in
 * the meantime.
 */
public final class NettyClient implements AutoCloseable {
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);
    /** Targets that are cached, since each destination is dialled repeatedly. */
    private static final int MAX_TARGETS = 1024;

    private final ClientSettings settings;
    private final EventLoops eventLoops;
    private final Deadlines deadlines = new Deadlines();
    private final TlsClients tls;
    private final BoundedResolver resolver;
    private final Destinations destinations;
    private final OwnFailures ownFailures;
    private final List<ClientLoop> loops;
    private final Map<String, Target> targets = new ConcurrentHashMap<>();
    private volatile boolean closed;

    public NettyClient(ClientSettings settings, EventLoops eventLoops) {
        ClientSettings.Network network = settings.network();
        this.settings = settings;
        this.eventLoops = eventLoops;
        this.resolver = new BoundedResolver(network.resolver(), network.nanoTime());
        this.tls = new TlsClients(settings.tls());
        var ways = new EgressWays(settings, resolver);
        this.destinations = new Destinations(settings, ways);
        this.ownFailures = new OwnFailures(network.nanoTime());
        var dialler = new Dialler(
                ways,
                resolver,
                tls,
                deadlines,
                network.connectListener(),
                settings.limits().connect(),
                network.nanoTime());
        this.loops = eventLoops.loops().stream()
                .map(loop -> new ClientLoop(loop, eventLoops, dialler, destinations, ownFailures, settings.limits()))
                .toList();
    }

    /** Checks a URL before it is registered, as the transport port promises. */
    public DestinationCheck check(String url) {
        return destinations.check(url);
    }

    /** Returns whether requests may name this TLS profile. */
    public boolean hasTlsProfile(String name) {
        return settings.tls().named().containsKey(name);
    }

    /** Sends one request, as {@link io.github.webhooks4j.spi.transport.Transport#send} promises. */
    public Exchange send(OutboundRequest request, Consumer<? super DeliveryResult> done) {
        var times = new ExchangeTimes();
        Target target;
        try {
            tls.check(request.tlsProfile());
            target = target(request.url(), request.tlsProfile());
        } catch (InvalidUrlException e) {
            return over(closed ? FailureCode.ABORTED : FailureCode.ADDRESS_DENIED, times, done);
        } catch (UnknownProfileException e) {
            ownFailures.note(FailureCode.INTERNAL_ERROR, e);
            return over(FailureCode.INTERNAL_ERROR, times, done);
        }
        if (closed) {
            return over(FailureCode.ABORTED, times, done);
        }
        ClientLoop loop = loopOf(target.key());
        var exchange = new HttpExchange(loop, request, target, times, done);
        try {
            loop.execute(exchange);
            return exchange;
        } catch (RejectedExecutionException e) {
            // Closed since it was checked.
            return over(FailureCode.ABORTED, times, done);
        }
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        for (ClientLoop loop : loops) {
            loop.execute(loop::close);
        }
        resolver.close();
        eventLoops.close(CLOSE_TIMEOUT);
        deadlines.close();
        tls.close();
    }

    private Target target(String url, @Nullable String profile) throws InvalidUrlException {
        String name = profile == null ? url : profile + ' ' + url;
        Target known = targets.get(name);
        if (known != null) {
            return known;
        }
        var target = new Target(destinations.read(url), profile);
        if (targets.size() >= MAX_TARGETS) {
            targets.clear();
        }
        targets.put(name, target);
        return target;
    }

    private ClientLoop loopOf(PoolKey key) {
        int hash = key.hashCode();
        return loops.get(Math.floorMod(hash ^ hash >>> 16, loops.size()));
    }

    private static Exchange over(FailureCode code, ExchangeTimes times, Consumer<? super DeliveryResult> done) {
        done.accept(new NoResponse(code, times.timing()));
        return Exchange.OVER;
    }
}
