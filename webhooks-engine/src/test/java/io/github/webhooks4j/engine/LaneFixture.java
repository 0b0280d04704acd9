package io.github.webhooks4j.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.delivery.DeliveryId;
import io.github.webhooks4j.delivery.NextAttempt;
import io.github.webhooks4j.event.EventBody;
import io.github.webhooks4j.store.DueDelivery;
import io.github.webhooks4j.store.DueKey;
import io.github.webhooks4j.store.LaneKey;
import io.github.webhooks4j.webhook.WebhookId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;

/** Lanes without an engine, and what their tests do with them. */
abstract class LaneFixture {
    static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    static final int MOST = 8;
    static final int CEILING = 2;
    static final EventBody SMALL = EventBody.of("{}".getBytes(StandardCharsets.UTF_8));

    static final EventBody LARGE = EventBody.ofStored(new byte[1 << 20]);
    static final LaneKey A = lane("wh_a");
    static final LaneKey B = lane("wh_b");
    int agreedPerMinute;
    /** Where lanes go; each to a host of its own unless it is said. */
    final Map<LaneKey, String> hosts = new HashMap<>();

    final Map<LaneKey, String> owners = new HashMap<>();
    final AtomicInteger wakes = new AtomicInteger();
    final Lanes lanes = new Lanes(MOST, CEILING, (lane, former) -> traits(lane), wakes::incrementAndGet);

    /** The two lanes that most tests are about have succeeded lately. */
    @BeforeEach
    void begin_with_two_lanes_that_are_known() {
        lanes.start();
        succeed(A, CEILING);
        succeed(B, CEILING);
    }

    LaneTraits traits(LaneKey lane) {
        return new LaneTraits(null, agreedPerMinute, hosts.getOrDefault(lane, lane.toString()), owners.get(lane));
    }

    /** Lets a lane succeed until its concurrency limit has this value. */
    void succeed(LaneKey lane, int window) {
        for (int size = 1; size < window; size *= 2) {
            offer(lane, "success");
            begin(1);
            lanes.ended(lane, AttemptEnd.SUCCEEDED, NOW);
        }
    }

    void offer(LaneKey lane, String... chains) {
        for (String chain : chains) {
            assertThat(lanes.reserve(lane, SMALL.length(), NOW)).isTrue();
            assertThat(lanes.offerReserved(delivery(lane, chain, SMALL))).isTrue();
        }
    }

    /** Opens a lane's circuit by five failures. */
    void open(LaneKey lane) {
        for (int failure = 0; failure < 5; failure++) {
            offer(lane, "failing" + failure);
            begin(1);
            lanes.ended(lane, AttemptEnd.FAILED, NOW);
        }
    }

    List<@Nullable String> begin(int times) {
        var begun = new ArrayList<@Nullable String>();
        for (int i = 0; i < times; i++) {
            DueDelivery next = lanes.next(NOW);
            begun.add(next == null ? null : name(next));
        }
        return begun;
    }

    static List<String> names(List<DueDelivery> deliveries) {
        return deliveries.stream().map(LaneFixture::name).toList();
    }

    static String name(DueDelivery delivery) {
        return delivery.key().delivery().chain().value().substring("chn_".length());
    }

    static LaneKey lane(String webhook) {
        return new LaneKey(new WebhookId(webhook), 0);
    }

    static DueKey key(String name, int fence) {
        return new DueKey(new DeliveryId(new ChainId("chn_" + name), 0), 0, fence);
    }

    static DueDelivery delivery(LaneKey lane, String chain, EventBody body) {
        String name = lane.webhook().value().substring("wh_".length()) + chain;
        return new DueDelivery(key(name, 1), NextAttempt.FIRST, lane, 1, body);
    }
}
