package io.github.webhooks4j.engine.simulation;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.bulk.BulkAction;
import io.github.webhooks4j.bulk.BulkJob;
import io.github.webhooks4j.bulk.BulkJobEndedException;
import io.github.webhooks4j.bulk.BulkJobRunningException;
import io.github.webhooks4j.bulk.BulkPlan;
import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.chain.ChainStateException;
import io.github.webhooks4j.chain.UnknownChainException;
import io.github.webhooks4j.delivery.RateLimit;
import io.github.webhooks4j.delivery.RetryAfterException;
import io.github.webhooks4j.delivery.RetrySchedule;
import io.github.webhooks4j.engine.health.SetAsideHealth;
import io.github.webhooks4j.engine.lifecycle.EngineClosedException;
import io.github.webhooks4j.event.Event;
import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.event.OrderingKey;
import io.github.webhooks4j.event.UnknownEventException;
import io.github.webhooks4j.history.HistoryQuery;
import io.github.webhooks4j.payload.PushData;
import io.github.webhooks4j.payload.PushEvents;
import io.github.webhooks4j.payload.PushPayload;
import io.github.webhooks4j.payload.Repository;
import io.github.webhooks4j.publish.PublishResult;
import io.github.webhooks4j.spi.store.Mutation;
import io.github.webhooks4j.spi.store.MutationResult;
import io.github.webhooks4j.spi.store.NewChain;
import io.github.webhooks4j.spi.store.NewEvent;
import io.github.webhooks4j.spi.store.StoreException;
import io.github.webhooks4j.spi.store.StoredWebhook;
import io.github.webhooks4j.webhook.UnknownWebhookException;
import io.github.webhooks4j.webhook.WebhookDisabledException;
import io.github.webhooks4j.webhook.WebhookDraft;
import io.github.webhooks4j.webhook.WebhookId;
import io.github.webhooks4j.webhook.WebhookStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The application and its operators: they publish, and run every command on webhooks and chains. */
final class SimulatedHost {
    private static final List<Duration> GAPS = List.of(
            Duration.ZERO,
            Duration.ofMillis(300),
            Duration.ofSeconds(2),
            Duration.ofSeconds(20),
            Duration.ofMinutes(5),
            Duration.ofHours(1));

    /** The ids of these events have the same last bits of their SHA-256, which are the last bits of the events' numbers. */
    private static final List<Integer> COLLIDING =
            List.of(0, 1166260, 7918225, 13559736, 13705015, 21189526, 23737146, 24112183);

    private static final List<BulkAction> BULK = List.of(
            BulkAction.RESUME,
            BulkAction.RESUME,
            BulkAction.RERUN,
            BulkAction.RERUN,
            BulkAction.CANCEL,
            BulkAction.SEND_MISSED);

    private final Simulation world;
    private final List<WebhookId> webhooks = new ArrayList<>();
    private final List<Event> events = new ArrayList<>();
    private final Map<EventId, PublishResult> committed = new HashMap<>();
    private List<NewEvent> written = List.of();
    private int drafts;
    private int transactions;

    SimulatedHost(Simulation world) {
        this.world = world;
    }

    void prepare() {
        for (int count = 1 + world.random.nextInt(3); count > 0; count--) {
            create(requireNonNull(world.node()));
        }
    }

    /** Lets everything that is parked continue. */
    void settle() {
        world.plan(0, () -> {
            SimulatedNode node = world.node();
            if (node == null) {
                return;
            }
            try {
                enableAll(node);
                world.nodes().forEach(this::retryWhatIsSetAside);
            } catch (StoreException e) {
                throw new Simulation.Violation("a call failed although the store takes everything: " + e.getMessage());
            }
            // The last failures may disable a webhook once more.
            world.plan(Duration.ofMinutes(1), this::settle);
        });
    }

    private void enableAll(SimulatedNode node) {
        for (StoredWebhook stored : world.disk().webhooks(0)) {
            WebhookStatus status = stored.webhook().status();
            if (status != WebhookStatus.ENABLED && status != WebhookStatus.DELETED) {
                enable(node, stored.webhook().id());
            }
        }
    }

    private void retryWhatIsSetAside(SimulatedNode node) {
        for (SetAsideHealth.Entry entry : node.facades.setAside.list().earliest()) {
            world.say(() -> "retry on " + node.machine + " what is set aside as " + entry.id());
            boolean written = node.facades.setAside.retry(entry.id());
            world.say(() -> "it was " + (written ? "" : "not ") + "there");
        }
    }

    private void enable(SimulatedNode node, WebhookId webhook) {
        try {
            node.facades.webhooks.enable(webhook);
        } catch (UnknownWebhookException e) {
            world.say(() -> "refused: " + e.getMessage());
        }
    }

    /** Does one thing at random. */
    void act() {
        SimulatedNode node = world.node();
        if (node == null) {
            return;
        }
        try {
            if (world.chance(0.7)) {
                if (world.chance(0.2)) {
                    publishInTransaction(node);
                } else {
                    publish(node);
                }
            } else {
                operate(node);
            }
        } catch (StoreException | EngineClosedException | OutOfMemoryError e) {
            world.say(() -> "failed: " + e.getMessage());
        }
    }

    private void create(SimulatedNode node) {
        webhooks.add(node.facades.webhooks.create(draft()).id());
    }

    private WebhookDraft draft() {
        int number = drafts++;
        List<String> destinations = IntStream.range(0, 1 + world.random.nextInt(3))
                .mapToObj(step -> "https://" + (world.chance(0.5) ? "shared" : "d" + number) + ".example/hook/" + number
                        + "-" + step)
                .toList();
        RetrySchedule schedule = world.chance(0.2)
                ? RetrySchedule.ofDefaults()
                : new RetrySchedule(
                        world.random
                                .ints(1 + world.random.nextInt(5), 0, GAPS.size())
                                .mapToObj(GAPS::get)
                                .toList(),
                        world.random.nextInt(3) * 0.25);
        return WebhookDraft.builder("number " + number, "acme/app", destinations)
                .retrySchedule(schedule)
                .callbackDeadline(Duration.ofSeconds(world.between(5, 7200)))
                .expectFinalCallback(world.random.nextBoolean())
                .moveUnfinished(world.chance(0.4))
                .owner(world.chance(0.4) ? "customer " + world.random.nextInt(2) : null)
                .rateLimit(rateLimit())
                .build();
    }

    /** Returns a limit that a few events reach, or none. */
    private @Nullable RateLimit rateLimit() {
        return switch (world.random.nextInt(6)) {
            case 0 -> RateLimit.perSecond(1 + world.random.nextInt(3));
            case 1 -> RateLimit.perMinute(1 + world.random.nextInt(6));
            default -> null;
        };
    }

    private void publish(SimulatedNode node) {
        var batch = new ArrayList<Event>();
        Set<EventId> ids = new HashSet<>();
        for (int count = world.chance(0.6) ? 1 : 1 + world.random.nextInt(5); count > 0; count--) {
            Event event = event();
            if (ids.add(event.id())) {
                batch.add(event);
            }
        }
        world.say(() -> "publish " + ids);
        for (Event event : batch) {
            world.oracle.publishing(event);
        }
        CompletableFuture<List<PublishResult>> answer = node.parts.publisher.publish(batch);
        world.oracle.callers.waits(node, answer, SimulatedNode.BOUND, "who published " + ids);
        var unused = answer.whenComplete((publications, failure) -> {
            if (publications != null) {
                world.say(() -> "published " + publications);
                published(batch, publications);
            } else {
                world.say(() -> "not published " + ids + ": " + failure);
                world.oracle.refused(batch, failure);
                world.oracle.callers.failed(node, failure);
            }
        });
    }

    /** Publishes a new event in a transaction of the application, which commits later, or never. */
    private void publishInTransaction(SimulatedNode node) {
        int number = transactions++;
        Event event = push(new EventId("transaction-" + number), "latest", orderingKey(number));
        PublishResult publication = node.parts
                .publisher
                .publish(HostedStore.CONNECTION, List.of(event))
                .get(0);
        List<NewEvent> acceptances = List.copyOf(written);
        world.say(() -> "published in a transaction " + publication);
        world.plan(world.chance(0.5) ? 0 : world.between(0, 3_000_000), () -> {
            if (node.isDead() || world.chance(0.2)) {
                world.say(() -> "rolled back " + event.id());
            } else {
                commit(node, event, publication, acceptances);
            }
        });
    }

    private void commit(SimulatedNode node, Event event, PublishResult publication, List<NewEvent> acceptances) {
        world.oracle.publishing(event);
        // A database checks the versions of webhooks with the statement, and not again with the commit.
        List<Mutation> changes = List.of(new Mutation.Publish(acceptances.stream()
                .map(each -> new NewEvent(each.number(), each.event(), each.chains(), List.of(), each.slice()))
                .toList()));
        List<MutationResult> outcomes =
                world.disk().forNode(node.machine.clock()).commit(changes);
        world.oracle.committed(node, changes, outcomes, node.machine.clock().instant());
        committed.put(event.id(), publication);
        world.oracle.published(event, publication);
        if (world.faults() && world.chance(0.2)) {
            // The application has committed, and its process ends before the engine looks.
            node.machine.crash();
        }
    }

    /** The engine has written this event through the application's connection. */
    MutationResult written(List<NewEvent> acceptances) {
        written = acceptances;
        return new MutationResult.Published(acceptances.stream()
                .map(acceptance -> new PublishResult(
                        acceptance.event().id(),
                        acceptance.chains().stream().map(NewChain::id).toList(),
                        false))
                .toList());
    }

    /** Returns those of the events that the application has committed. */
    List<PublishResult> accepted(Collection<EventId> events) {
        return events.stream().map(committed::get).filter(Objects::nonNull).toList();
    }

    private void published(List<Event> batch, List<PublishResult> publications) {
        for (int i = 0; i < batch.size(); i++) {
            world.oracle.published(batch.get(i), publications.get(i));
        }
    }

    private Event event() {
        if (!events.isEmpty() && world.chance(0.25)) {
            Event known = events.get(world.random.nextInt(events.size()));
            return world.chance(0.8) ? known : push(known.id(), "another", known.orderingKey());
        }
        int number = events.size();
        boolean collides = world.numbersCollide() && number < COLLIDING.size();
        var id = new EventId("push-" + (collides ? COLLIDING.get(number) : number));
        Event event = push(id, "latest", orderingKey(number));
        events.add(event);
        return event;
    }

    /** Returns one of two keys, and none for each fourth event. */
    private @Nullable OrderingKey orderingKey(int number) {
        return world.hasOrderingKeys() && number % 4 > 0 ? new OrderingKey("key-" + number % 2) : null;
    }

    private Event push(EventId id, String tag, @Nullable OrderingKey key) {
        Event event = PushEvents.of(
                id,
                world.clock.instant(),
                PushPayload.of(
                        PushData.of(world.clock.instant(), "ada", tag),
                        Repository.builder("acme/app").build()));
        return new Event(
                event.id(),
                event.topic(),
                event.tag(),
                event.type(),
                event.occurredAt(),
                event.attributes(),
                event.body(),
                event.test(),
                key);
    }

    private void operate(SimulatedNode node) {
        WebhookId webhook = webhooks.get(world.random.nextInt(webhooks.size()));
        int what = world.random.nextInt(23);
        world.say(() -> "operate " + what + " on " + webhook);
        try {
            switch (what) {
                case 0, 1 -> node.facades.webhooks.disable(webhook);
                case 2, 3, 4 -> node.facades.webhooks.enable(webhook);
                case 5 -> node.facades.webhooks.rotateSecret(webhook);
                case 6 -> node.facades.webhooks.update(webhook, draft());
                case 7 -> {
                    if (world.chance(0.3)) {
                        node.facades.webhooks.delete(webhook);
                    }
                }
                case 8 -> create(node);
                case 9 -> node.facades.webhooks.sendTest(webhook);
                case 20 -> send(node, webhook);
                default -> onChain(node, what);
            }
        } catch (UnknownWebhookException
                | UnknownChainException
                | UnknownEventException
                | ChainStateException
                | RetryAfterException
                | WebhookDisabledException e) {
            world.say(() -> "refused: " + e.getMessage());
        }
    }

    /** Sends one of the events that a webhook may have missed. */
    private void send(SimulatedNode node, WebhookId webhook) {
        if (!events.isEmpty()) {
            EventId event = events.get(world.random.nextInt(events.size())).id();
            world.say(() -> "send " + event);
            node.facades.chains.send(event, webhook);
        }
    }

    private void onChain(SimulatedNode node, int what) {
        List<ChainId> chains = world.oracle.chains();
        if (chains.isEmpty()) {
            return;
        }
        ChainId chain = chains.get(world.random.nextInt(chains.size()));
        boolean resumes = what < 17;
        world.say(() -> (what > 20 ? "deliver now " : what < 13 ? "cancel " : resumes ? "resume " : "rerun ") + chain);
        if (what > 20) {
            node.facades.chains.deliverNow(chain);
        } else if (what < 13) {
            node.facades.chains.cancel(chain);
        } else if (resumes) {
            node.facades.chains.resume(chain);
        } else {
            node.facades.chains.rerun(chain);
        }
    }

    /** Starts a bulk job, or stops the one that runs. */
    void actOnMany() {
        List<SimulatedNode> nodes = world.nodes();
        if (nodes.isEmpty()) {
            return;
        }
        SimulatedNode node = nodes.get(world.bulkRandom.nextInt(nodes.size()));
        BulkAction action = BULK.get(world.bulkRandom.nextInt(BULK.size()));
        HistoryQuery ofWebhook = HistoryQuery.all().webhook(webhooks.get(world.bulkRandom.nextInt(webhooks.size())));
        HistoryQuery query = action == BulkAction.SEND_MISSED
                ? ofWebhook.from(Instant.EPOCH)
                : world.bulkRandom.nextBoolean() ? HistoryQuery.all() : ofWebhook;
        boolean stops = world.bulkRandom.nextInt(4) == 0;
        world.say(() -> "act on many on " + node.machine + ": " + action + " " + query);
        try {
            Optional<BulkJob> running = stops ? node.facades.bulk.current() : Optional.empty();
            if (running.isPresent()) {
                node.facades.bulk.stop(running.get().id());
            } else {
                BulkPlan plan = node.facades.bulk.plan(action, query);
                if (!plan.size().isNothing()) {
                    node.facades.bulk.start(plan, "ops");
                }
            }
        } catch (StoreException
                | EngineClosedException
                | UnknownWebhookException
                | BulkJobRunningException
                | BulkJobEndedException
                | OutOfMemoryError e) {
            world.say(() -> "failed: " + e.getMessage());
        }
    }
}
