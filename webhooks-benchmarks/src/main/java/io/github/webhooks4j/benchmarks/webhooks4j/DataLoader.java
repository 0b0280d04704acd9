package io.github.webhooks4j.benchmarks.webhooks4j;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.delivery.Attempt;
import io.github.webhooks4j.delivery.AttemptOutcome;
import io.github.webhooks4j.delivery.DeliveryId;
import io.github.webhooks4j.delivery.DeliveryResult.NoResponse;
import io.github.webhooks4j.delivery.DeliveryResult.Response;
import io.github.webhooks4j.delivery.FailureCode;
import io.github.webhooks4j.delivery.Timing;
import io.github.webhooks4j.event.Event;
import io.github.webhooks4j.event.EventBody;
import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.event.Topic;
import io.github.webhooks4j.spi.store.ClaimToken;
import io.github.webhooks4j.spi.store.LeaseRequest;
import io.github.webhooks4j.spi.store.Mutation;
import io.github.webhooks4j.spi.store.NewChain;
import io.github.webhooks4j.spi.store.NewEvent;
import io.github.webhooks4j.spi.store.NodeId;
import io.github.webhooks4j.spi.store.Store;
import io.github.webhooks4j.webhook.Webhook;
import io.github.webhooks4j.webhook.WebhookId;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Fills a store with the rows that an engine would have written in weeks, through the store's own port. All of them belong to
 * one webhook with one destination. Confined to one thread.
 */
public final class DataLoader {
    /** The webhook to which all rows belong. */
    public static final WebhookId WEBHOOK = new WebhookId("wh_filling");

    private static final Topic TOPIC = new Topic("benchmark/filling");
    private static final Clock CLOCK = Clock.systemUTC();
    private static final LeaseRequest NODE = new LeaseRequest(new NodeId("filling"), Duration.ofSeconds(30));
    private static final int FENCE = 1;
    /** Chains in one transaction. */
    private static final int BATCH = 1000;

    private static final Timing TIMING = Timing.ofTotal(Duration.ofMillis(12));
    private static final NoResponse TIMED_OUT = new NoResponse(FailureCode.TIMED_OUT, TIMING);
    private static final Response ACCEPTED = new Response(200, null, null, "", TIMING);

    private final Store store;
    private final Webhook webhook;
    private final EventBody body;

    /**
     * Starts filling a store whose engine has never run.
     *
     * @param destination where the webhook's deliveries go
     * @param body of every event
     */
    public DataLoader(Store store, URI destination, byte[] body) {
        this.store = requireNonNull(store, "store");
        this.body = EventBody.of(body);
        this.webhook = StoredWebhooks.add(store, WEBHOOK, TOPIC, destination);
    }

    /** Adds chains whose first attempt is due now; returns their webhook ids. */
    public List<String> due(int chains) {
        return add(chains, null, (key, now) -> List.of());
    }

    /** Adds chains whose first attempt has failed, and whose second is due after {@code gap}. */
    public void parked(int chains, Duration gap) {
        add(chains, NODE, (key, now) -> List.of(failure(key, 1, now, now.plus(gap))));
    }

    /** Adds chains that were delivered with the last of {@code attempts} attempts. */
    public void finished(int chains, int attempts) {
        add(chains, NODE, (key, now) -> {
            var changes = new ArrayList<Mutation>(attempts);
            for (int number = 1; number < attempts; number++) {
                changes.add(failure(key, number, now, now));
            }
            changes.add(new Mutation.RecordAttempt(
                    key, new Attempt(attempts, now, ACCEPTED), new AttemptOutcome.Delivered()));
            return changes;
        });
    }

    /** Adds chains that were delivered with the first attempt, but for every n-th, which was interrupted after it. */
    public void ended(int chains, int interruptedOf) {
        add(chains, NODE, (key, now) -> {
            boolean interrupted = key.delivery().chain().number() % interruptedOf == 0;
            return List.of(
                    interrupted
                            ? new Mutation.RecordAttempt(
                                    key, new Attempt(1, now, TIMED_OUT), new AttemptOutcome.Exhausted())
                            : new Mutation.RecordAttempt(
                                    key, new Attempt(1, now, ACCEPTED), new AttemptOutcome.Delivered()));
        });
    }

    /** Returns the id of the chain that was added with a number, from 0. */
    public static ChainId chain(int number) {
        return ChainIds.of(WEBHOOK, number);
    }

    /** What happens to a chain once it is accepted. */
    private interface Life {
        List<Mutation> of(ClaimToken key, Instant now);
    }

    private List<String> add(int chains, @Nullable LeaseRequest claimant, Life life) {
        var ids = new ArrayList<String>(chains);
        for (int from = 0; from < chains; from += BATCH) {
            Instant now = CLOCK.instant();
            var acceptances = new ArrayList<NewEvent>(BATCH);
            var changes = new ArrayList<Mutation>();
            for (int number = from; number < Math.min(from + BATCH, chains); number++) {
                ChainId chain = ChainIds.of(webhook.id(), number);
                var delivery = new DeliveryId(chain, 0);
                var event = new Event(new EventId("filling-" + number), TOPIC, null, Event.PUSH, now, body);
                acceptances.add(new NewEvent(
                        ChainIds.eventNumber(number),
                        event,
                        List.of(new NewChain(
                                chain,
                                webhook.id(),
                                webhook.revision(),
                                webhook.settings().plan(),
                                claimant))));
                changes.addAll(life.of(new ClaimToken(delivery, 0, FENCE), now));
                ids.add(delivery.webhookId());
            }
            changes.add(0, new Mutation.Publish(acceptances));
            store.forNode(Clock.fixed(now, ZoneOffset.UTC)).commit(changes);
        }
        return ids;
    }

    private static Mutation failure(ClaimToken key, int number, Instant at, Instant next) {
        return new Mutation.RecordAttempt(key, new Attempt(number, at, TIMED_OUT), new AttemptOutcome.Retry(next));
    }
}
