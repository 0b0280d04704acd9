package io.github.webhooks4j.tck.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.webhooks4j.delivery.AttemptOutcome;
import io.github.webhooks4j.spi.store.ClaimResult;
import io.github.webhooks4j.spi.store.ClaimedDelivery;
import io.github.webhooks4j.spi.store.LaneDueTime;
import io.github.webhooks4j.spi.store.StoreRules;
import io.github.webhooks4j.testkit.InMemoryStore;
import io.github.webhooks4j.testkit.ManualClock;
import io.github.webhooks4j.webhook.WebhookStatus;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a test asks of a store in memory whose nodes hold chains in claim batches. */
class InMemoryStoreClaimBatchesTest extends ClaimBatchFixture {
    private InMemoryStore memory;

    InMemoryStoreClaimBatchesTest() {
        super(new InMemoryStoreTest());
    }

    @BeforeEach
    void take_the_store() {
        memory = (InMemoryStore) CheckedStore.unchecked(store);
    }

    @Test
    void is_not_idle_while_a_batch_holds_a_chain_of_an_enabled_webhook() throws Exception {
        hold("c");

        assertThatThrownBy(() -> memory.awaitIdle(clock.instant(), Duration.ZERO))
                .isInstanceOf(AssertionError.class)
                .hasMessageStartingWith("the engines had something to do after PT0S: ");
        record(token("c"), 1, new AttemptOutcome.Delivered());
        memory.awaitIdle(clock.instant(), Duration.ZERO);
    }

    @Test
    void is_idle_though_a_batch_holds_a_chain_of_a_disabled_webhook() throws Exception {
        hold("c");
        saved(webhook.withStatus(WebhookStatus.DISABLED, clock.instant()));

        memory.awaitIdle(clock.instant(), Duration.ZERO);

        assertThat(story("c").chain().due()).isEqualTo(StoreRules.heldFromStart(clock.instant()));
    }

    @Test
    void holds_what_it_held_when_an_earlier_state_is_put_back() {
        hold("c1", "c2");
        InMemoryStore.Snapshot before = memory.snapshot();
        record(token("c1"), 1, new AttemptOutcome.Delivered());
        release(token("c2"));
        hold("later");

        memory.restore(before);

        assertThat(store.inconsistencies(9)).isEmpty();
        assertThat(store.lanes()).isEmpty();
        assertThat(store.renew(List.of(token("c1"), token("c2"), token("later")), NODE))
                .containsExactly(token("later"));
    }

    @Test
    void releases_what_batches_held_in_a_crash() {
        hold("c1", "c2");

        store = CheckedStore.of(memory.reopen().forNode(clock));

        assertThat(store.inconsistencies(9)).isEmpty();
        assertThat(store.lanes()).containsExactly(new LaneDueTime(lane(webhook, 0), clock.instant()));
        ClaimResult claimed = claim(NODE, webhook, 0, 9);
        assertThat(claimed.deliveries())
                .extracting(delivery -> delivery.key().fencingToken())
                .containsExactly(2, 2);
        assertThat(claimed.takeovers()).isZero();
    }

    @Test
    void ends_batches_by_its_own_clock_however_the_nodes_clocks_differ() {
        var storeClock = new ManualClock();
        Instant skewed = clock.instant().plus(Duration.ofHours(1));
        var shared = new InMemoryStore(storeClock);
        store = CheckedStore.of(shared.forNode(clock));
        saved(webhook);
        hold("c");
        InMemoryStore other = shared.join().forNode(Clock.fixed(skewed, ZoneOffset.UTC));

        storeClock.advance(TERM.minusMillis(1));
        assertThat(other.lanes()).isEmpty();
        storeClock.advance(Duration.ofMillis(1));

        assertThat(other.lanes()).containsExactly(new LaneDueTime(lane(webhook, 0), skewed));
        assertThat(claim(OTHER_NODE, webhook, 0, 9).deliveries())
                .extracting(ClaimedDelivery::key)
                .extracting(key -> key.delivery().chain())
                .containsExactly(id("c"));
    }

    @Test
    void estimates_its_time_by_its_own_clock_or_else_by_the_nodes() {
        var storeClock = new ManualClock();
        storeClock.advance(Duration.ofDays(1));

        assertThat(new InMemoryStore(storeClock).forNode(clock).estimatedTime()).isEqualTo(storeClock.instant());
        assertThat(store.estimatedTime()).isEqualTo(clock.instant());
    }
}
