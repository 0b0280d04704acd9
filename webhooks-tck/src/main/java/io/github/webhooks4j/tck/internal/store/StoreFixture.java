package io.github.webhooks4j.tck.internal.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.callback.Callback;
import io.github.webhooks4j.chain.ChainEvent;
import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.chain.ChainState;
import io.github.webhooks4j.delivery.Attempt;
import io.github.webhooks4j.delivery.AttemptOutcome;
import io.github.webhooks4j.delivery.DeliveryResult;
import io.github.webhooks4j.delivery.FailureCode;
import io.github.webhooks4j.delivery.RetrySchedule;
import io.github.webhooks4j.delivery.Timing;
import io.github.webhooks4j.event.Event;
import io.github.webhooks4j.event.EventBody;
import io.github.webhooks4j.event.EventFilter;
import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.event.Topic;
import io.github.webhooks4j.signature.WebhookSecret;
import io.github.webhooks4j.spi.store.ChainDetails;
import io.github.webhooks4j.spi.store.ClaimRequest;
import io.github.webhooks4j.spi.store.ClaimResult;
import io.github.webhooks4j.spi.store.ClaimToken;
import io.github.webhooks4j.spi.store.ClaimedDelivery;
import io.github.webhooks4j.spi.store.LaneKey;
import io.github.webhooks4j.spi.store.LeaseRequest;
import io.github.webhooks4j.spi.store.Mutation;
import io.github.webhooks4j.spi.store.MutationResult;
import io.github.webhooks4j.spi.store.MutationResult.Applied;
import io.github.webhooks4j.spi.store.NewChain;
import io.github.webhooks4j.spi.store.NewEvent;
import io.github.webhooks4j.spi.store.NodeId;
import io.github.webhooks4j.spi.store.PendingDelivery;
import io.github.webhooks4j.spi.store.Store;
import io.github.webhooks4j.spi.store.StoredWebhook;
import io.github.webhooks4j.testkit.ManualClock;
import io.github.webhooks4j.webhook.Destination;
import io.github.webhooks4j.webhook.SigningSecret;
import io.github.webhooks4j.webhook.Webhook;
import io.github.webhooks4j.webhook.WebhookId;
import io.github.webhooks4j.webhook.WebhookSettings;
import io.github.webhooks4j.webhook.WebhookStatus;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A store under test, and short words for what the contract does to it. Everything happens at the clock's time. */
public abstract class StoreFixture {

    protected static final Duration TERM = Duration.ofSeconds(15);
    protected static final LeaseRequest NODE = new LeaseRequest(new NodeId("node"), TERM);
    protected static final LeaseRequest OTHER_NODE = new LeaseRequest(new NodeId("other_node"), TERM);
    protected static final Duration CALLBACK_DEADLINE = Duration.ofHours(1);
    protected static final WebhookSecret SECRET = WebhookSecret.of("whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3");

    protected final ManualClock clock = new ManualClock();
    private final ChainIds chainIds = new ChainIds();
    private final Opening opening;
    protected Store store;

    protected StoreFixture(Opening opening) {
        this.opening = opening;
    }

    /** How the stores under test are opened. */
    public interface Opening {
        /** Opens a store with nothing in it. */
        Store open();

        /** Ends a store and opens another over the same data. */
        Store reopen(Store store);
    }

    @BeforeEach
    protected void open_the_store() {
        store = CheckedStore.of(opening.open().forNode(clock));
    }

    @AfterEach
    protected void close_the_store() {
        store.close();
    }

    protected void restart() {
        store = CheckedStore.of(opening.reopen(CheckedStore.unchecked(store)).forNode(clock));
    }

    // What there is

    /** Saves a webhook with this number of destinations, which awaits the callback of the last if it has several. */
    protected Webhook savedWebhook(String id, int steps) {
        return saved(webhook(id, steps));
    }

    /** Saves a webhook like a node that knows its latest change. */
    protected Webhook saved(Webhook webhook) {
        long latest = store.webhooks(0).stream()
                .filter(kept -> kept.webhook().id().equals(webhook.id()))
                .mapToLong(StoredWebhook::change)
                .findFirst()
                .orElse(0);
        assertThat(store.save(webhook, latest)).isPresent();
        return webhook;
    }

    protected Webhook webhook(String id, int steps) {
        var destinations = IntStream.range(0, steps)
                .mapToObj(step -> new Destination("https://" + id + ".example/" + step, null).withNumber(step))
                .toList();
        return new Webhook(
                new WebhookId(id),
                1,
                new WebhookSettings(
                        "Webhook " + id,
                        EventFilter.of("acme/app"),
                        destinations,
                        steps > 1,
                        List.of(),
                        RetrySchedule.ofDefaults(),
                        CALLBACK_DEADLINE,
                        false),
                List.of(new SigningSecret(SECRET, null)),
                WebhookStatus.ENABLED,
                clock.instant());
    }

    protected static Event event(String id) {
        return event(id, "{\"event\":\"" + id + "\"}");
    }

    protected static Event event(String id, String json) {
        return new Event(
                new EventId(id),
                new Topic("acme/app"),
                "v1",
                Event.PUSH,
                ManualClock.DEFAULT_START,
                EventBody.of(json.getBytes(StandardCharsets.UTF_8)));
    }

    /** Returns a new chain of a webhook, whose {@link #id} is made now unless a chain had the name before. */
    protected NewChain newChain(String name, Webhook webhook) {
        return newChain(chainIds.named(name, webhook), webhook, null);
    }

    protected NewChain newClaimedChain(String name, Webhook webhook) {
        return newChain(chainIds.named(name, webhook), webhook, NODE);
    }

    private static NewChain newChain(ChainId id, Webhook webhook, @Nullable LeaseRequest claimant) {
        return new NewChain(
                id, webhook.id(), webhook.revision(), webhook.settings().plan(), claimant);
    }

    protected Mutation publish(Event event, NewChain... chains) {
        return new Mutation.Publish(List.of(newEvent(event, chains)));
    }

    /** Returns an event whose number is that of its first chain; the other chains get ids with this number. */
    protected NewEvent newEvent(Event event, NewChain... chains) {
        return newEvent(event, List.of(), 0, chains);
    }

    /** Returns an event that is based on versions of webhooks. */
    protected NewEvent newEvent(Event event, List<Long> basedOn, int slice, NewChain... chains) {
        long number =
                chains.length == 0 ? chainIds.nextNumber() : chains[0].id().number();
        return newEvent(number, event, basedOn, slice, chains);
    }

    /** Returns an event with a chosen number; its chains get ids with this number. */
    protected NewEvent newEvent(long number, Event event, List<Long> basedOn, int slice, NewChain... chains) {
        List<NewChain> numbered = Stream.of(chains)
                .map(chain -> chainIds.renumbered(chain, number))
                .toList();
        return new NewEvent(number, event, numbered, basedOn, slice);
    }

    // What happens

    protected List<MutationResult> commit(Mutation... changes) {
        List<MutationResult> outcomes = store.commit(List.of(changes));
        assertThat(store.chainCounts().isBalanced())
                .as("%s is balanced", store.chainCounts())
                .isTrue();
        return outcomes;
    }

    protected MutationResult commitOne(Mutation change) {
        List<MutationResult> outcomes = commit(change);
        assertThat(outcomes).hasSize(1);
        return outcomes.get(0);
    }

    private Applied applied(Mutation change) {
        MutationResult outcome = commitOne(change);
        assertThat(outcome).isInstanceOf(Applied.class);
        return (Applied) outcome;
    }

    /** Publishes an event of its own for the chain. */
    protected void start(String chain, Webhook webhook) {
        commit(publish(event("event_of_" + chain), newChain(chain, webhook)));
    }

    /** Starts a chain and claims its first delivery, the only work of its lane. */
    protected ClaimedDelivery startAndClaim(String chain, Webhook webhook) {
        start(chain, webhook);
        return claimOne(webhook, 0);
    }

    protected ClaimResult claim(Webhook webhook, int step, int limit) {
        return claim(NODE, webhook, step, limit);
    }

    protected ClaimResult claim(LeaseRequest claimant, Webhook webhook, int step, int limit) {
        return store.claim(List.of(new ClaimRequest(lane(webhook, step), limit)), claimant);
    }

    /** Claims the delivery that must be the only one due in the lane. */
    protected ClaimedDelivery claimOne(Webhook webhook, int step) {
        List<ClaimedDelivery> deliveries = claim(webhook, step, 2).deliveries();
        assertThat(deliveries).hasSize(1);
        return deliveries.get(0);
    }

    protected Applied record(ClaimToken key, int number, AttemptOutcome verdict) {
        return applied(attempt(key, number, verdict));
    }

    protected Mutation attempt(ClaimToken key, int number, AttemptOutcome verdict) {
        DeliveryResult result = verdict instanceof AttemptOutcome.Delivered ? answered(200) : notAnswered();
        return new Mutation.RecordAttempt(key, new Attempt(number, clock.instant(), result), verdict);
    }

    /** Brings a step's payload to where it belongs. */
    protected Applied deliver(Webhook webhook, int step) {
        ClaimedDelivery delivery = claimOne(webhook, step);
        return record(delivery.key(), delivery.attempt(), new AttemptOutcome.Delivered());
    }

    protected Applied apply(String chain, ChainEvent input) {
        return applied(new Mutation.Apply(id(chain), input));
    }

    protected Applied callBack(String chain, int step, Callback callback) {
        return apply(chain, new ChainEvent.CallbackReceived(step, callback));
    }

    protected Applied cancel(String chain) {
        return apply(chain, new ChainEvent.Cancel());
    }

    protected Applied release(ClaimToken key) {
        return applied(new Mutation.Release(key));
    }

    protected AttemptOutcome retryIn(Duration wait) {
        return new AttemptOutcome.Retry(clock.instant().plus(wait));
    }

    protected static AttemptOutcome giveUp() {
        return new AttemptOutcome.Exhausted();
    }

    protected static AttemptOutcome gone() {
        return new AttemptOutcome.Gone();
    }

    protected static DeliveryResult answered(int status) {
        return new DeliveryResult.Response(status, null, null, "", Timing.ofTotal(Duration.ofMillis(12)));
    }

    protected static DeliveryResult notAnswered() {
        return new DeliveryResult.NoResponse(FailureCode.CONNECT_FAILED, Timing.ofTotal(Duration.ofMillis(3)));
    }

    // What is seen

    /** Returns every webhook that is kept, in the order of their latest changes. */
    protected List<Webhook> webhooks() {
        return store.webhooks(0).stream().map(StoredWebhook::webhook).toList();
    }

    /** Returns the due deliveries that no node owns. */
    protected static PendingDelivery free(Instant at, int attempt, int fence) {
        return new PendingDelivery(at, attempt, fence, null);
    }

    /** Returns a pending delivery that was claimed just now. */
    protected PendingDelivery held(Instant at, int attempt, int fencingToken) {
        return new PendingDelivery(at, attempt, fencingToken, NODE.lease(clock.instant()));
    }

    protected static LaneKey lane(Webhook webhook, int step) {
        return new LaneKey(
                webhook.id(), webhook.settings().plan().destinations().get(step));
    }

    protected ChainDetails story(String chain) {
        return store.findChain(id(chain)).orElseThrow();
    }

    protected ChainState state(String chain) {
        return story(chain).chain().chain().state();
    }

    protected WebhookStatus status(Webhook webhook) {
        return webhooks().stream()
                .filter(kept -> kept.id().equals(webhook.id()))
                .findFirst()
                .orElseThrow()
                .status();
    }

    /** Returns the id of a chain by its name in the test; of one that no test starts if there is none of this name. */
    protected ChainId id(String name) {
        return chainIds.id(name);
    }

    protected List<ChainId> ids(String... names) {
        return Stream.of(names).map(this::id).toList();
    }
}
