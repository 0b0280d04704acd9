package io.github.webhooks4j.tck;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.callback.Callback;
import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.chain.ChainInput;
import io.github.webhooks4j.chain.ChainState;
import io.github.webhooks4j.delivery.Attempt;
import io.github.webhooks4j.delivery.DeliveryResult;
import io.github.webhooks4j.delivery.FailureCode;
import io.github.webhooks4j.delivery.RetrySchedule;
import io.github.webhooks4j.delivery.Timing;
import io.github.webhooks4j.delivery.Verdict;
import io.github.webhooks4j.event.Event;
import io.github.webhooks4j.event.EventBody;
import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.event.Topic;
import io.github.webhooks4j.signature.WebhookSecret;
import io.github.webhooks4j.store.Acceptance;
import io.github.webhooks4j.store.ChainStory;
import io.github.webhooks4j.store.Change;
import io.github.webhooks4j.store.Claimant;
import io.github.webhooks4j.store.Claimed;
import io.github.webhooks4j.store.Due;
import io.github.webhooks4j.store.DueDelivery;
import io.github.webhooks4j.store.DueKey;
import io.github.webhooks4j.store.LaneClaim;
import io.github.webhooks4j.store.LaneKey;
import io.github.webhooks4j.store.NewChain;
import io.github.webhooks4j.store.NodeId;
import io.github.webhooks4j.store.Outcome;
import io.github.webhooks4j.store.Outcome.Applied;
import io.github.webhooks4j.store.Store;
import io.github.webhooks4j.store.StoredWebhook;
import io.github.webhooks4j.testkit.ManualClock;
import io.github.webhooks4j.webhook.Destination;
import io.github.webhooks4j.webhook.SigningSecret;
import io.github.webhooks4j.webhook.TopicFilter;
import io.github.webhooks4j.webhook.Webhook;
import io.github.webhooks4j.webhook.WebhookId;
import io.github.webhooks4j.webhook.WebhookSettings;
import io.github.webhooks4j.webhook.WebhookStatus;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A store under test, and short words for what the contract does to it. Everything happens at the clock's time. */
abstract class StoreFixture {

    static final Duration TERM = Duration.ofSeconds(15);
    static final Claimant NODE = new Claimant(new NodeId("node"), TERM);
    static final Claimant OTHER_NODE = new Claimant(new NodeId("other_node"), TERM);
    static final Duration CALLBACK_DEADLINE = Duration.ofHours(1);
    static final WebhookSecret SECRET = WebhookSecret.of("whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3");

    final ManualClock clock = new ManualClock();
    private final StoreContract contract;
    Store store;

    StoreFixture(StoreContract contract) {
        this.contract = contract;
    }

    @BeforeEach
    void open_the_store() {
        store = contract.open();
    }

    @AfterEach
    void close_the_store() {
        store.close();
    }

    void restart() {
        store = contract.reopen(store);
    }

    // What there is

    /** Saves a webhook with this number of destinations, which awaits the callback of the last if it has several. */
    Webhook savedWebhook(String id, int steps) {
        return saved(webhook(id, steps));
    }

    /** Saves a webhook like a node that knows its latest change. */
    Webhook saved(Webhook webhook) {
        long latest = store.webhooks(0).stream()
                .filter(kept -> kept.webhook().id().equals(webhook.id()))
                .mapToLong(StoredWebhook::change)
                .findFirst()
                .orElse(0);
        assertThat(store.save(webhook, latest, clock.instant())).isPresent();
        return webhook;
    }

    Webhook webhook(String id, int steps) {
        var destinations = IntStream.range(0, steps)
                .mapToObj(step -> new Destination("https://" + id + ".example/" + step, null).withNumber(step))
                .toList();
        return new Webhook(
                new WebhookId(id),
                1,
                new WebhookSettings(
                        "Webhook " + id,
                        TopicFilter.of("acme/app"),
                        destinations,
                        steps > 1,
                        List.of(),
                        RetrySchedule.standard(),
                        CALLBACK_DEADLINE,
                        false),
                List.of(new SigningSecret(SECRET, null)),
                WebhookStatus.ENABLED,
                clock.instant());
    }

    static Event event(String id) {
        return event(id, "{\"event\":\"" + id + "\"}");
    }

    static Event event(String id, String json) {
        return new Event(
                new EventId(id),
                new Topic("acme/app"),
                "v1",
                Event.PUSH,
                ManualClock.DEFAULT_START,
                EventBody.of(json.getBytes(StandardCharsets.UTF_8)));
    }

    static NewChain newChain(String id, Webhook webhook) {
        return new NewChain(
                new ChainId(id),
                webhook.id(),
                webhook.revision(),
                webhook.settings().plan(),
                null);
    }

    static NewChain newClaimedChain(String id, Webhook webhook) {
        return new NewChain(
                new ChainId(id),
                webhook.id(),
                webhook.revision(),
                webhook.settings().plan(),
                NODE);
    }

    static Change publish(Event event, NewChain... chains) {
        return new Change.Publish(List.of(new Acceptance(event, List.of(chains))));
    }

    // What happens

    List<Outcome> commit(Change... changes) {
        List<Outcome> outcomes = store.commit(List.of(changes), clock.instant());
        assertThat(store.ledger().isBalanced())
                .as("%s is balanced", store.ledger())
                .isTrue();
        return outcomes;
    }

    Outcome commitOne(Change change) {
        List<Outcome> outcomes = commit(change);
        assertThat(outcomes).hasSize(1);
        return outcomes.get(0);
    }

    private Applied applied(Change change) {
        Outcome outcome = commitOne(change);
        assertThat(outcome).isInstanceOf(Applied.class);
        return (Applied) outcome;
    }

    /** Publishes an event of its own for the chain. */
    void start(String chain, Webhook webhook) {
        commit(publish(event("event_of_" + chain), newChain(chain, webhook)));
    }

    /** Starts a chain and claims its first delivery, the only work of its lane. */
    DueDelivery startAndClaim(String chain, Webhook webhook) {
        start(chain, webhook);
        return claimOne(webhook, 0);
    }

    Claimed claim(Webhook webhook, int step, int limit) {
        return claim(NODE, webhook, step, limit);
    }

    Claimed claim(Claimant claimant, Webhook webhook, int step, int limit) {
        return store.claim(List.of(new LaneClaim(lane(webhook, step), limit)), claimant, clock.instant());
    }

    /** Claims the delivery that must be the only one due in the lane. */
    DueDelivery claimOne(Webhook webhook, int step) {
        List<DueDelivery> deliveries = claim(webhook, step, 2).deliveries();
        assertThat(deliveries).hasSize(1);
        return deliveries.get(0);
    }

    Applied record(DueKey key, int number, Verdict verdict) {
        return applied(attempt(key, number, verdict));
    }

    Change attempt(DueKey key, int number, Verdict verdict) {
        DeliveryResult result = verdict instanceof Verdict.Delivered ? answered(200) : notAnswered();
        return new Change.RecordAttempt(key, new Attempt(number, clock.instant(), result), verdict);
    }

    /** Brings a step's payload to where it belongs. */
    Applied deliver(Webhook webhook, int step) {
        DueDelivery delivery = claimOne(webhook, step);
        return record(delivery.key(), delivery.attempt(), new Verdict.Delivered());
    }

    Applied apply(String chain, ChainInput input) {
        return applied(new Change.Apply(new ChainId(chain), input));
    }

    Applied callBack(String chain, int step, Callback callback) {
        return apply(chain, new ChainInput.CalledBack(step, callback));
    }

    Applied cancel(String chain) {
        return apply(chain, new ChainInput.Cancel());
    }

    Applied release(DueKey key) {
        return applied(new Change.Release(key));
    }

    Verdict retryIn(Duration wait) {
        return new Verdict.Retry(clock.instant().plus(wait));
    }

    static Verdict giveUp() {
        return new Verdict.Exhausted();
    }

    static Verdict gone() {
        return new Verdict.Gone();
    }

    static DeliveryResult answered(int status) {
        return new DeliveryResult.Answered(status, null, null, "", Timing.ofTotal(Duration.ofMillis(12)));
    }

    static DeliveryResult notAnswered() {
        return new DeliveryResult.NotAnswered(FailureCode.CONNECT_FAILED, Timing.ofTotal(Duration.ofMillis(3)));
    }

    // What is seen

    /** Returns every webhook that is kept, in the order of their latest changes. */
    List<Webhook> webhooks() {
        return store.webhooks(0).stream().map(StoredWebhook::webhook).toList();
    }

    /** Returns the due deliveries that no node works on. */
    static Due free(Instant at, int attempt, int fence) {
        return new Due(at, attempt, fence, null);
    }

    /** Returns what is due to be done and has just been claimed. */
    Due held(Instant at, int attempt, int fence) {
        return new Due(at, attempt, fence, NODE.lease(clock.instant()));
    }

    static LaneKey lane(Webhook webhook, int step) {
        return new LaneKey(
                webhook.id(), webhook.settings().plan().destinations().get(step));
    }

    ChainStory story(String chain) {
        return store.story(new ChainId(chain)).orElseThrow();
    }

    ChainState state(String chain) {
        return story(chain).chain().chain().state();
    }

    WebhookStatus status(Webhook webhook) {
        return webhooks().stream()
                .filter(kept -> kept.id().equals(webhook.id()))
                .findFirst()
                .orElseThrow()
                .status();
    }

    static List<ChainId> ids(String... ids) {
        return List.of(ids).stream().map(ChainId::new).toList();
    }
}
