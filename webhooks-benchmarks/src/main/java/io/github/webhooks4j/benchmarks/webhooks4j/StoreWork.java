package io.github.webhooks4j.benchmarks.webhooks4j;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.benchmarks.run.VoidRunException;
import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.delivery.Attempt;
import io.github.webhooks4j.delivery.AttemptOutcome;
import io.github.webhooks4j.delivery.DeliveryId;
import io.github.webhooks4j.delivery.DeliveryResult.Response;
import io.github.webhooks4j.delivery.Timing;
import io.github.webhooks4j.event.Event;
import io.github.webhooks4j.event.EventBody;
import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.event.Topic;
import io.github.webhooks4j.spi.store.ClaimToken;
import io.github.webhooks4j.spi.store.LeaseRequest;
import io.github.webhooks4j.spi.store.Mutation;
import io.github.webhooks4j.spi.store.MutationResult;
import io.github.webhooks4j.spi.store.NewChain;
import io.github.webhooks4j.spi.store.NewEvent;
import io.github.webhooks4j.spi.store.NodeId;
import io.github.webhooks4j.spi.store.Store;
import io.github.webhooks4j.webhook.Webhook;
import io.github.webhooks4j.webhook.WebhookId;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;

/**
 * What a store does for deliveries that succeed at once, and nothing else: one thread writes them through the store's own port, as
 * an engine does. Confined to one thread.
 */
public final class StoreWork {
    private static final Clock CLOCK = Clock.systemUTC();
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final Topic TOPIC = new Topic("benchmark/store-work");
    private static final Response ACCEPTED = new Response(200, null, null, "", Timing.ofTotal(Duration.ofMillis(12)));
    private static final int FENCE = 1;
    private static final int SEED = 1;

    private final Store store;
    private final List<Webhook> webhooks = new ArrayList<>();
    private final boolean randomIds;
    private final LeaseRequest claimant;
    private final byte[] body;
    private final Random random = new Random(SEED);
    private List<ClaimToken> held = new ArrayList<>();
    private int next;
    private long cpuNanos;
    private long nanos;

    /**
     * Starts on a store whose engine has never run.
     *
     * @param webhooks how many webhooks the events go to, in turn
     * @param randomIds whether the ids of events are random instead of ascending
     * @param lease for how long the node holds what it publishes
     * @param destination of every webhook
     * @param body of every event
     */
    public StoreWork(Store store, int webhooks, boolean randomIds, Duration lease, URI destination, byte[] body) {
        this.store = requireNonNull(store, "store");
        this.randomIds = randomIds;
        this.claimant = new LeaseRequest(new NodeId("store_work"), lease);
        this.body = body.clone();
        for (int number = 0; number < webhooks; number++) {
            this.webhooks.add(
                    StoredWebhooks.add(store, new WebhookId("wh_work_%06d".formatted(number)), TOPIC, destination));
        }
    }

    /** Publishes events, whose deliveries this node then holds, and finishes the deliveries that it held before: in one commit. */
    public void commit(int events) {
        List<ClaimToken> finished = held;
        held = new ArrayList<>(events);
        write(events, finished);
    }

    /** Publishes events whose deliveries this node then holds, too. */
    public void hold(int events) {
        write(events, List.of());
    }

    /** Returns the CPU time of this thread in all commits. */
    public Duration cpu() {
        return Duration.ofNanos(cpuNanos);
    }

    /** Returns how long all commits took. */
    public Duration elapsed() {
        return Duration.ofNanos(nanos);
    }

    /**
     * Checks that the store has recorded all of it.
     *
     * @throws VoidRunException if it has not
     */
    public void check() {
        long delivering = store.chainCounts().delivering();
        if (delivering != held.size()) {
            throw new VoidRunException("the store must hold " + held.size() + " deliveries, held " + delivering);
        }
    }

    private void write(int events, List<ClaimToken> finished) {
        Instant now = CLOCK.instant().truncatedTo(ChronoUnit.MILLIS);
        var accepted = new ArrayList<NewEvent>(events);
        for (int i = 0; i < events; i++) {
            accepted.add(event(next++, now));
        }
        var changes = new ArrayList<Mutation>(1 + finished.size());
        changes.add(new Mutation.Publish(accepted));
        for (ClaimToken key : finished) {
            changes.add(new Mutation.RecordAttempt(key, new Attempt(1, now, ACCEPTED), new AttemptOutcome.Delivered()));
        }
        Store node = store.forNode(Clock.fixed(now, ZoneOffset.UTC));
        long start = System.nanoTime();
        long cpuStart = THREADS.getCurrentThreadCpuTime();
        List<MutationResult> results = node.commit(changes);
        cpuNanos += THREADS.getCurrentThreadCpuTime() - cpuStart;
        nanos += System.nanoTime() - start;
        if (!(results.get(0) instanceof MutationResult.Published)) {
            throw new VoidRunException("the store must accept all events, returned " + results.get(0));
        }
    }

    private NewEvent event(int number, Instant now) {
        Webhook webhook = webhooks.get(number % webhooks.size());
        ChainId chain = ChainIds.of(webhook.id(), number);
        held.add(new ClaimToken(new DeliveryId(chain, 0), 0, FENCE));
        var event = new Event(eventId(number), TOPIC, null, Event.PUSH, now, EventBody.ofStored(body));
        var newChain = new NewChain(
                chain, webhook.id(), webhook.revision(), webhook.settings().plan(), claimant);
        return new NewEvent(ChainIds.eventNumber(number), event, List.of(newChain));
    }

    private EventId eventId(int number) {
        return new EventId(
                randomIds ? new UUID(random.nextLong(), random.nextLong()).toString() : "event-%09d".formatted(number));
    }
}
