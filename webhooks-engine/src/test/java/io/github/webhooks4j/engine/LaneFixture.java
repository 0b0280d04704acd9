package io.github.webhooks4j.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.delivery.DeliveryId;
import io.github.webhooks4j.delivery.NextAttempt;
import io.github.webhooks4j.delivery.RateLimit;
import io.github.webhooks4j.engine.internal.lane.AttemptResult;
import io.github.webhooks4j.engine.internal.lane.CircuitSettings;
import io.github.webhooks4j.engine.internal.lane.LaneScheduler;
import io.github.webhooks4j.engine.internal.lane.LaneTraits;
import io.github.webhooks4j.engine.internal.lane.NodeShare;
import io.github.webhooks4j.event.EventBody;
import io.github.webhooks4j.spi.store.ClaimToken;
import io.github.webhooks4j.spi.store.ClaimedDelivery;
import io.github.webhooks4j.spi.store.DeliveringNodes;
import io.github.webhooks4j.spi.store.LaneKey;
import io.github.webhooks4j.spi.store.NodeId;
import io.github.webhooks4j.spi.store.NodeLease;
import io.github.webhooks4j.webhook.WebhookId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;

/** Lanes without an engine, and what their tests do with them. */
public abstract class LaneFixture {
    public static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    /** The share of a node without others, at any time. */
    public static final NodeShare ALONE = NodeShare.of(
            new DeliveringNodes(new NodeLease(new NodeId("node"), NOW, Instant.EPOCH), List.of()),
            Instant.EPOCH,
            Duration.ofDays(100_000));

    /** The share of this node beside another one, at any time. */
    public static NodeShare beside(String other) {
        return NodeShare.of(
                new DeliveringNodes(
                        new NodeLease(new NodeId("node"), NOW, Instant.EPOCH),
                        List.of(new NodeLease(new NodeId(other), NOW, Instant.EPOCH))),
                Instant.EPOCH,
                Duration.ofDays(100_000));
    }

    static final int MOST = 8;
    public static final int CEILING = 2;
    public static final EventBody SMALL = EventBody.of("{}".getBytes(StandardCharsets.UTF_8));

    static final EventBody LARGE = EventBody.ofStored(new byte[1 << 20]);
    public static final LaneKey A = lane("wh_a");
    public static final LaneKey B = lane("wh_b");
    int agreedPerMinute;
    /** Where lanes go; each to a host of its own unless it is said. */
    public final Map<LaneKey, String> hosts = new HashMap<>();

    public final Map<LaneKey, String> owners = new HashMap<>();
    public final AtomicInteger wakes = new AtomicInteger();
    public final AtomicInteger renewals = new AtomicInteger();

    @SuppressWarnings("this-escape") // the scheduler asks for traits only later
    public final LaneScheduler lanes = new LaneScheduler(
            MOST,
            CEILING,
            CircuitSettings.DEFAULT,
            (lane, former) -> traits(lane),
            wakes::incrementAndGet,
            renewals::incrementAndGet);

    /** The two lanes that most tests are about have succeeded lately. */
    @BeforeEach
    void begin_with_two_lanes_that_are_known() {
        lanes.start();
        lanes.share(ALONE, NOW);
        succeed(A, CEILING);
        succeed(B, CEILING);
    }

    LaneTraits traits(LaneKey lane) {
        List<RateLimit> limits = agreedPerMinute == 0 ? List.of() : List.of(RateLimit.perMinute(agreedPerMinute));
        return new LaneTraits(null, limits, hosts.getOrDefault(lane, lane.toString()), owners.get(lane));
    }

    /** Lets a lane succeed until its concurrency limit has this value. */
    public void succeed(LaneKey lane, int window) {
        for (int size = 1; size < window; size *= 2) {
            offer(lane, "success");
            begin(1);
            lanes.ended(lane, AttemptResult.SUCCEEDED, NOW);
        }
    }

    public void offer(LaneKey lane, String... chains) {
        for (String chain : chains) {
            assertThat(lanes.tryReserve(lane, SMALL.length(), NOW)).isTrue();
            assertThat(lanes.enqueueReserved(List.of(delivery(lane, chain, SMALL))))
                    .isEmpty();
        }
    }

    /** Opens a lane's circuit by five failures. */
    public void open(LaneKey lane) {
        for (int failure = 0; failure < 5; failure++) {
            offer(lane, "failing" + failure);
            begin(1);
            lanes.ended(lane, AttemptResult.FAILED, NOW);
        }
    }

    public List<@Nullable String> begin(int times) {
        var begun = new ArrayList<@Nullable String>();
        for (int i = 0; i < times; i++) {
            ClaimedDelivery next = lanes.next(NOW);
            begun.add(next == null ? null : name(next));
        }
        return begun;
    }

    public static List<String> names(List<ClaimedDelivery> deliveries) {
        return deliveries.stream().map(LaneFixture::name).toList();
    }

    public static String name(ClaimedDelivery delivery) {
        return delivery.key().delivery().chain().value().substring("chn_".length());
    }

    public static LaneKey lane(String webhook) {
        return new LaneKey(new WebhookId(webhook), 0);
    }

    public static ClaimToken key(String name, int fence) {
        return new ClaimToken(new DeliveryId(new ChainId("chn_" + name), 0), 0, fence);
    }

    public static ClaimedDelivery delivery(LaneKey lane, String chain, EventBody body) {
        String name = lane.webhook().value().substring("wh_".length()) + chain;
        return new ClaimedDelivery(key(name, 1), NextAttempt.FIRST, lane, 1, EventContents.push(body));
    }
}
