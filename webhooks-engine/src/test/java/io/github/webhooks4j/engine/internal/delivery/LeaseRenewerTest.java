package io.github.webhooks4j.engine.internal.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.delivery.DeliveryId;
import io.github.webhooks4j.delivery.NextAttempt;
import io.github.webhooks4j.engine.EventContents;
import io.github.webhooks4j.engine.ManualTaskRunner;
import io.github.webhooks4j.engine.internal.lane.CircuitSettings;
import io.github.webhooks4j.engine.internal.lane.LaneScheduler;
import io.github.webhooks4j.engine.internal.lane.LaneTraits;
import io.github.webhooks4j.event.EventBody;
import io.github.webhooks4j.spi.store.ClaimRequest;
import io.github.webhooks4j.spi.store.ClaimResult;
import io.github.webhooks4j.spi.store.ClaimToken;
import io.github.webhooks4j.spi.store.ClaimedDelivery;
import io.github.webhooks4j.spi.store.LaneKey;
import io.github.webhooks4j.spi.store.LeaseRequest;
import io.github.webhooks4j.spi.store.NodeId;
import io.github.webhooks4j.spi.store.Store;
import io.github.webhooks4j.testkit.ManualClock;
import io.github.webhooks4j.webhook.WebhookId;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LeaseRenewerTest {
    private static final Duration TERM = Duration.ofSeconds(15);
    private static final LaneKey LANE = new LaneKey(new WebhookId("wh_a"), 0);

    private final ManualClock clock = new ManualClock();
    private final LaneScheduler lanes = new LaneScheduler(
            256, 8, CircuitSettings.DEFAULT, (lane, former) -> LaneTraits.unknown(lane), () -> {}, () -> {});

    {
        lanes.start();
    }

    private final List<List<ClaimToken>> renewed = new ArrayList<>();
    private final Set<ClaimToken> lost = new HashSet<>();
    private final LeaseRenewer leases = new LeaseRenewer(
            new ManualTaskRunner().context(clock), renewing(), lanes, new LeaseRequest(new NodeId("node_1"), TERM));

    @Test
    void costs_the_store_nothing_while_leases_are_young() {
        leases.track(delivery("1"), clock.instant());
        clock.advance(Duration.ofMillis(4_999));

        leases.step();

        assertThat(renewed).isEmpty();
    }

    @Test
    void renews_leases_together_after_a_third_of_their_term() {
        ClaimedDelivery one = delivery("1");
        ClaimedDelivery other = delivery("2");
        leases.track(one, clock.instant());
        leases.track(other, clock.instant());
        clock.advance(Duration.ofSeconds(5));

        leases.step();

        assertThat(renewed).hasSize(1);
        assertThat(renewed.get(0)).containsExactlyInAnyOrder(one.key(), other.key());
        clock.advance(Duration.ofSeconds(14));
        assertThat(leases.isHeld(one.key(), clock.instant())).isTrue();
    }

    @Test
    void looks_at_leases_so_often_that_none_ends_before_it_is_renewed() {
        assertThat(leases.step()).isEqualTo(clock.instant().plus(Duration.ofMillis(2_500)));
    }

    @Test
    void ends_a_lease_when_this_node_claims_the_delivery_again() {
        ClaimedDelivery former = delivery("1");
        ClaimToken key = former.key();
        var again = new ClaimedDelivery(
                new ClaimToken(key.delivery(), key.resumeCount(), key.fencingToken() + 1),
                former.next(),
                former.lane(),
                former.revision(),
                former.event());
        leases.track(former, clock.instant());

        leases.track(again, clock.instant());

        assertThat(leases.isHeld(key, clock.instant())).isFalse();
        assertThat(leases.isHeld(again.key(), clock.instant())).isTrue();
    }

    @Test
    void lets_nothing_begin_once_a_lease_has_ended() {
        ClaimedDelivery delivery = delivery("1");
        leases.track(delivery, clock.instant());

        clock.advance(TERM.minusMillis(1));
        assertThat(leases.isHeld(delivery.key(), clock.instant())).isTrue();
        clock.advance(Duration.ofMillis(1));
        assertThat(leases.isHeld(delivery.key(), clock.instant())).isFalse();
    }

    @Test
    void ends_a_lease_when_what_became_of_it_is_durable() {
        ClaimedDelivery delivery = delivery("1");
        leases.track(delivery, clock.instant());
        leases.untrack(delivery.key());
        clock.advance(TERM);

        leases.step();

        assertThat(renewed).isEmpty();
        assertThat(leases.isHeld(delivery.key(), clock.instant())).isFalse();
    }

    @Test
    void that_are_lost_take_their_delivery_out_of_its_lane() {
        ClaimedDelivery delivery = delivery("1");
        lanes.noteNextDue(LANE, clock.instant());
        List<ClaimRequest> claims = lanes.claims(clock.instant());
        leases.track(delivery, clock.instant());
        lanes.claimed(claims, new ClaimResult(List.of(delivery), List.of(), 0));
        lost.add(delivery.key());
        clock.advance(Duration.ofSeconds(5));

        leases.step();

        assertThat(lanes.next(clock.instant())).isNull();
        assertThat(leases.isHeld(delivery.key(), clock.instant())).isFalse();
    }

    @Test
    void renews_leases_at_once_when_the_clock_was_set_back() {
        leases.track(delivery("1"), clock.instant());
        clock.set(clock.instant().minusSeconds(60));

        leases.step();

        assertThat(renewed).hasSize(1);
    }

    @Test
    void renews_so_few_leases_at_a_time_that_commits_need_not_wait_long() {
        for (int i = 0; i < 300; i++) {
            leases.track(delivery("d" + i), clock.instant());
        }
        clock.advance(Duration.ofSeconds(5));

        leases.step();

        assertThat(renewed).extracting(List::size).containsExactly(128, 128, 44);
    }

    private Store renewing() {
        return (Store) Proxy.newProxyInstance(
                Store.class.getClassLoader(), new Class<?>[] {Store.class}, (proxy, method, arguments) -> {
                    assertThat(method.getName()).isEqualTo("renew");
                    @SuppressWarnings("unchecked")
                    var keys = (List<ClaimToken>) arguments[0];
                    renewed.add(keys);
                    return keys.stream().filter(lost::contains).toList();
                });
    }

    private static ClaimedDelivery delivery(String chain) {
        var key = new ClaimToken(new DeliveryId(new ChainId(chain), 0), 0, 1);
        return new ClaimedDelivery(key, NextAttempt.FIRST, LANE, 1, EventContents.push(EventBody.of("{}")));
    }
}
