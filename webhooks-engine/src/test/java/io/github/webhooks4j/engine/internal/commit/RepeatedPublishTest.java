package io.github.webhooks4j.engine.internal.commit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.chain.ChainPlan;
import io.github.webhooks4j.engine.CommitFixture;
import io.github.webhooks4j.engine.EventContents;
import io.github.webhooks4j.engine.HookedStore;
import io.github.webhooks4j.engine.ManualTaskRunner;
import io.github.webhooks4j.engine.internal.backend.Committed;
import io.github.webhooks4j.event.Event;
import io.github.webhooks4j.event.EventBody;
import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.event.Topic;
import io.github.webhooks4j.publish.PublishResult;
import io.github.webhooks4j.spi.store.ClaimedDelivery;
import io.github.webhooks4j.spi.store.LeaseRequest;
import io.github.webhooks4j.spi.store.Mutation;
import io.github.webhooks4j.spi.store.MutationResult;
import io.github.webhooks4j.spi.store.NewChain;
import io.github.webhooks4j.spi.store.NewEvent;
import io.github.webhooks4j.spi.store.NodeId;
import io.github.webhooks4j.spi.store.StoreException;
import io.github.webhooks4j.testkit.InMemoryStore;
import io.github.webhooks4j.testkit.ManualClock;
import io.github.webhooks4j.webhook.WebhookId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RepeatedPublishTest {
    private static final LeaseRequest NODE = new LeaseRequest(new NodeId("node"), Duration.ofSeconds(15));
    private static final LeaseRequest OTHER = new LeaseRequest(new NodeId("other"), Duration.ofSeconds(15));
    private static final EventBody BODY = EventBody.of("{}".getBytes(StandardCharsets.UTF_8));
    private static final WebhookId WEBHOOK = new WebhookId("w");
    private static final ChainId CHAIN = ChainId.of(WEBHOOK.number(), 7);

    private final ManualClock clock = new ManualClock();
    private final InMemoryStore store = new InMemoryStore().forNode(clock);
    private final List<ClaimedDelivery> started = new ArrayList<>();
    private final List<ClaimedDelivery> refused = new ArrayList<>();
    private boolean failsToRenew;
    private boolean comesLate;
    private final CommitFixture node = new CommitFixture(
            new ManualTaskRunner(),
            HookedStore.of(store, (method, arguments) -> {
                if (method.equals("commit") && comesLate) {
                    comesLate = false;
                    store.commit(List.of(publishBy(OTHER)));
                    throw new StoreException(StoreException.Reason.FAILED, "on purpose");
                }
                if (method.equals("renew") && failsToRenew) {
                    throw new StoreException(StoreException.Reason.FAILED, "on purpose");
                }
            }),
            clock,
            CommitLimits.DEFAULT.withRecordInterval(Duration.ZERO),
            batch -> batch.forEach(this::follow));

    private void follow(Committed.Entry entry) {
        entry.started().forEach(chain -> {
            if (chain.prepared() != null) {
                started.add(chain.prepared());
            }
        });
        refused.addAll(entry.refused());
    }

    @Test
    void delivers_an_event_that_a_failed_commit_has_made_durable_as_no_duplicate() {
        store.failAfterNextCommit();
        CompletableFuture<MutationResult> outcome = publish();

        node.step();

        assertThat(outcome).isCompletedWithValue(published(false));
        assertThat(started).hasSize(1);
        assertThat(refused).isEmpty();
    }

    @Test
    void an_event_that_another_node_published_under_the_same_number_is_a_duplicate() {
        store.commit(List.of(publishBy(OTHER)));
        CompletableFuture<MutationResult> outcome = publish();

        node.step();

        assertThat(outcome).isCompletedWithValue(published(true));
        assertThat(started).isEmpty();
        assertThat(refused).hasSize(1);
    }

    @Test
    void does_not_deliver_what_another_node_holds_after_a_commit_that_failed_here() {
        CompletableFuture<MutationResult> outcome = publish();
        comesLate = true;

        node.step();

        assertThat(outcome).isCompletedWithValue(published(false));
        assertThat(started).isEmpty();
        assertThat(refused).hasSize(1);
    }

    @Test
    void nothing_is_delivered_while_the_store_does_not_tell_who_holds_it() {
        store.failAfterNextCommit();
        failsToRenew = true;
        CompletableFuture<MutationResult> outcome = publish();

        node.step();

        assertThat(outcome).isCompletedWithValue(published(false));
        assertThat(started).isEmpty();
        assertThat(refused).hasSize(1);
    }

    private CompletableFuture<MutationResult> publish() {
        FirstDeliveries.Prepared first = new FirstDeliveries(node.lanes, NODE)
                .prepare(List.of(chain(null)), EventContents.push(BODY), clock.instant());
        return node.commits.submit(publishOf(first.chains()), first.deliveries());
    }

    private Mutation publishBy(LeaseRequest claimant) {
        return publishOf(List.of(chain(claimant)));
    }

    private Mutation publishOf(List<NewChain> chains) {
        var event = new Event(new EventId("e"), new Topic("acme/app"), null, Event.PUSH, clock.instant(), BODY);
        return new Mutation.Publish(List.of(new NewEvent(7, event, chains)));
    }

    private static NewChain chain(@Nullable LeaseRequest claimant) {
        return new NewChain(CHAIN, WEBHOOK, 1, new ChainPlan(1, true, Duration.ofHours(1)), claimant);
    }

    private static MutationResult published(boolean duplicate) {
        return new MutationResult.Published(List.of(new PublishResult(new EventId("e"), List.of(CHAIN), duplicate)));
    }
}
