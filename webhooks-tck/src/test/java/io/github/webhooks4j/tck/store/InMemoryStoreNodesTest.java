package io.github.webhooks4j.tck.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.chain.ChainState;
import io.github.webhooks4j.delivery.AttemptOutcome;
import io.github.webhooks4j.spi.store.ClaimRequest;
import io.github.webhooks4j.spi.store.ClaimedDelivery;
import io.github.webhooks4j.spi.store.LaneDueTime;
import io.github.webhooks4j.spi.store.LaneKey;
import io.github.webhooks4j.spi.store.LeaseRequest;
import io.github.webhooks4j.spi.store.Mutation;
import io.github.webhooks4j.spi.store.MutationResult;
import io.github.webhooks4j.spi.store.StoreListener;
import io.github.webhooks4j.spi.store.StoredWebhook;
import io.github.webhooks4j.spi.store.Subscription;
import io.github.webhooks4j.tck.internal.store.StoreFixture;
import io.github.webhooks4j.testkit.InMemoryStore;
import io.github.webhooks4j.testkit.ManualClock;
import io.github.webhooks4j.webhook.Webhook;
import io.github.webhooks4j.webhook.WebhookStatus;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Several nodes on one store in memory, which uses its own clock. The scene's clock is the first node's. */
class InMemoryStoreNodesTest extends StoreFixture {
    private static final Duration AHEAD = Duration.ofSeconds(5);

    private final ManualClock storeClock = new ManualClock();
    private final List<String> heard = new ArrayList<>();
    private InMemoryStore other;
    private Webhook webhook;
    private Subscription subscription;

    InMemoryStoreNodesTest() {
        super(new InMemoryStoreTest().opening());
    }

    @BeforeEach
    void join_another_node() {
        store.close();
        storeClock.set(clock.instant());
        var first = new InMemoryStore(storeClock);
        store = first.forNode(clock);
        other = first.join();
        webhook = savedWebhook("w", 1);
        subscription = other.subscribe(new Listening());
    }

    @AfterEach
    void close_the_other() {
        other.close();
    }

    @Test
    void notifies_no_watcher_whose_subscription_is_closed() {
        subscription.close();

        start("c", webhook);

        assertThat(heard).isEmpty();
    }

    @Test
    void shows_every_node_the_same() {
        start("c", webhook);

        assertThat(other.webhooks(0)).extracting(StoredWebhook::webhook).containsExactly(webhook);
        assertThat(other.chainCounts()).isEqualTo(store.chainCounts());
        store.close();
        assertThat(other.unfinishedChains(webhook.id(), 9)).isEqualTo(ids("c"));
    }

    @Test
    void notifies_other_nodes_of_available_work_and_of_changed_webhooks() {
        start("c1", webhook);
        commit(publish(event("e"), newClaimedChain("c2", webhook)));
        saved(webhook.withStatus(WebhookStatus.DISABLED, clock.instant()));

        assertThat(heard).containsExactly("work in w/0", "webhooks");
    }

    @Test
    void ends_leases_by_its_own_clock_however_the_nodes_clocks_differ() {
        ClaimedDelivery delivery = startAndClaim("c", webhook);
        Instant late = clock.instant().plus(AHEAD);

        storeClock.advance(TERM.minusMillis(1));
        assertThat(claimAsOther(late.plus(TERM)).size()).isZero();
        storeClock.advance(Duration.ofMillis(1));
        assertThat(claimAsOther(late)).hasSize(1).first().isNotEqualTo(delivery);
    }

    @Test
    void returns_due_times_by_the_clock_of_each_node() {
        ClaimedDelivery delivery = startAndClaim("c", webhook);
        record(delivery.key(), 1, retryIn(Duration.ofMinutes(1)));

        Instant due = clock.instant().plus(Duration.ofMinutes(1));
        assertThat(store.lanes()).containsExactly(new LaneDueTime(lane(webhook, 0), due));
        assertThat(other.forNode(Clock.fixed(clock.instant().plus(AHEAD), ZoneOffset.UTC))
                        .lanes())
                .containsExactly(new LaneDueTime(lane(webhook, 0), due.plus(AHEAD)));
    }

    @Test
    void returns_the_deadline_of_a_commit_by_the_callers_clock() {
        Webhook waiting = savedWebhook("x", 2);
        start("c", waiting);
        Instant skewed = clock.instant().plus(AHEAD);
        InMemoryStore node = other.forNode(Clock.fixed(skewed, ZoneOffset.UTC));
        ClaimedDelivery delivery = claimOne(waiting, 0);

        Mutation attempt = attempt(delivery.key(), 1, new AttemptOutcome.Delivered());
        var applied = (MutationResult.Applied) node.commit(List.of(attempt)).get(0);

        assertThat(applied.after().chain().state())
                .isEqualTo(new ChainState.AwaitingCallback(0, skewed.plus(CALLBACK_DEADLINE)));
        assertThat(state("c"))
                .isEqualTo(
                        new ChainState.AwaitingCallback(0, storeClock.instant().plus(CALLBACK_DEADLINE)));
        assertThat(node.nextDeadline()).contains(skewed.plus(CALLBACK_DEADLINE));
        assertThat(other.forNode(Clock.fixed(skewed.plus(CALLBACK_DEADLINE), ZoneOffset.UTC))
                        .chainsPastDeadline(9))
                .isEmpty();
        storeClock.advance(CALLBACK_DEADLINE);
        assertThat(node.chainsPastDeadline(9)).isEqualTo(ids("c"));
    }

    @Test
    void deletes_history_by_its_own_clock_however_far_ahead_a_node_is() {
        start("c", webhook);
        cancel("c");
        Duration retention = Duration.ofDays(30);

        assertThat(other.forNode(Clock.fixed(clock.instant().plus(Duration.ofDays(40)), ZoneOffset.UTC))
                        .prune(retention, 9))
                .isZero();
        storeClock.advance(retention.plusMillis(1));
        assertThat(other.forNode(clock).prune(retention, 9)).isEqualTo(2);
    }

    private List<ClaimedDelivery> claimAsOther(Instant now) {
        var claimant = new LeaseRequest(OTHER_NODE.node(), TERM);
        return other.forNode(Clock.fixed(now, ZoneOffset.UTC))
                .claim(List.of(new ClaimRequest(lane(webhook, 0), 9)), claimant)
                .deliveries();
    }

    private final class Listening implements StoreListener {
        @Override
        public void onWorkAvailable(LaneKey lane) {
            heard.add("work in " + lane);
        }

        @Override
        public void onWebhooksChanged() {
            heard.add("webhooks");
        }

        @Override
        public void onResyncRequired() {
            heard.add("missed something");
        }
    }
}
