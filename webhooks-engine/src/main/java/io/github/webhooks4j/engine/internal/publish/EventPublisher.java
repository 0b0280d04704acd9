package io.github.webhooks4j.engine.internal.publish;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.engine.internal.backend.CommandGateway;
import io.github.webhooks4j.engine.internal.backend.Committed;
import io.github.webhooks4j.engine.internal.backend.PreparedDeliveries;
import io.github.webhooks4j.engine.internal.commit.FirstDeliveries;
import io.github.webhooks4j.engine.internal.context.EngineContext;
import io.github.webhooks4j.engine.internal.registry.OutdatedWebhooksException;
import io.github.webhooks4j.engine.internal.registry.WebhookRegistry;
import io.github.webhooks4j.event.Event;
import io.github.webhooks4j.event.EventConflictException;
import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.event.TestScope;
import io.github.webhooks4j.publish.PublishResult;
import io.github.webhooks4j.spi.store.ClaimedDelivery;
import io.github.webhooks4j.spi.store.EventContent;
import io.github.webhooks4j.spi.store.Mutation;
import io.github.webhooks4j.spi.store.MutationResult;
import io.github.webhooks4j.spi.store.NewChain;
import io.github.webhooks4j.spi.store.NewEvent;
import io.github.webhooks4j.webhook.Webhook;
import io.github.webhooks4j.webhook.WebhookId;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Accepts events and starts a chain for each webhook that matches. Thread-safe. */
public final class EventPublisher {
    /** The most events that one call may publish. */
    static final int MAX_EVENTS = 1000;
    /** The most chains that several events of one call may start together. */
    static final int MAX_CHAINS = 10_000;
    /** The most chains that an event may start that is published in a call of its own. */
    static final int MAX_CHAINS_OF_EVENT = 100_000;

    private final EngineContext context;
    private final WebhookRegistry registry;
    private final CommandGateway commits;
    private final FirstDeliveries firstDeliveries;
    private final TransactionalPublisher transactional;
    private final SampleEvents testEvents;
    private final int slice;

    /**
     * Creates a publisher.
     *
     * @param slice the most chains that one transaction should create
     */
    public EventPublisher(
            EngineContext context,
            WebhookRegistry registry,
            CommandGateway commits,
            FirstDeliveries firstDeliveries,
            TransactionalPublisher transactional,
            SampleEvents testEvents,
            int slice) {
        this.context = context;
        this.registry = registry;
        this.commits = commits;
        this.firstDeliveries = firstDeliveries;
        this.transactional = transactional;
        this.testEvents = testEvents;
        this.slice = slice;
    }

    /**
     * Checks that the engine accepts calls.
     *
     * @throws io.github.webhooks4j.engine.lifecycle.EngineClosedException if it is closed
     */
    public void requireOpen() {
        commits.requireOpen();
    }

    /**
     * Publishes events to every webhook that matches. The future completes within the bound of the gateway, with {@link
     * EventConflictException} on a conflict.
     *
     * @throws IllegalArgumentException if the events are too many or would start too many chains
     * @throws io.github.webhooks4j.engine.lifecycle.EngineClosedException if the engine is closed
     */
    public CompletableFuture<List<PublishResult>> publish(List<Event> events) {
        return measured(events.size(), () -> {
            commits.requireOpen();
            return bounded(publish(checked(events), WebhookRegistry.MAX_CHOICES));
        });
    }

    private CompletableFuture<List<PublishResult>> measured(
            int events, Supplier<CompletableFuture<List<PublishResult>>> call) {
        if (!context.metrics().isOn()) {
            return call.get();
        }
        var measurement = new PublishMeasurement(context.metrics(), events);
        try {
            return call.get().whenComplete(measurement::ended);
        } catch (RuntimeException | Error e) {
            measurement.ended(null, e);
            throw e;
        }
    }

    /** Completes a future within the bound, even if the publish was repeated, each time with a bound of its own. */
    private <T> CompletableFuture<T> bounded(CompletableFuture<T> future) {
        if (!future.isDone()) {
            Duration bound = commits.bound();
            Runnable ended = context.tasks()
                    .after(bound, () -> future.completeExceptionally(CommandGateway.unknown("within " + bound)));
            var unused = future.whenComplete((result, failure) -> ended.run());
        }
        return future;
    }

    /**
     * Matches events again if the store lacks the versions of the webhooks by which they were matched: it was restored
     * to an earlier time.
     */
    private CompletableFuture<List<PublishResult>> publish(List<Event> events, int choices) {
        return publishOnce(events).exceptionallyCompose(failure -> {
            if (!(failure.getCause() instanceof OutdatedWebhooksException outdated)) {
                return CompletableFuture.failedFuture(failure);
            }
            // Not on the committer's task: this queries the store and waits for permits.
            return CompletableFuture.runAsync(
                            () -> registry.readAnew(outdated, choices - 1),
                            work -> context.tasks().runAside(work))
                    .thenCompose(readAnew -> publish(events, choices - 1));
        });
    }

    /**
     * Publishes a test event to one webhook, regardless of its filter; returns the chain when it is durable.
     *
     * @throws io.github.webhooks4j.webhook.UnknownWebhookException if there is no such webhook
     * @throws io.github.webhooks4j.webhook.WebhookDisabledException if it is disabled
     * @throws IllegalStateException if the function of the application returned no new event
     */
    public ChainId publishTest(WebhookId id, TestScope scope) {
        if (!context.metrics().isOn()) {
            return publishTestOnce(id, scope).chains().get(0);
        }
        var measurement = new PublishMeasurement(context.metrics(), 1);
        try {
            PublishResult result = publishTestOnce(id, scope);
            measurement.ended(List.of(result), null);
            return result.chains().get(0);
        } catch (RuntimeException | Error e) {
            measurement.ended(null, e);
            throw e;
        }
    }

    private PublishResult publishTestOnce(WebhookId id, TestScope scope) {
        commits.requireOpen();
        for (int left = WebhookRegistry.MAX_CHOICES; ; left--) {
            try {
                Webhook webhook = registry.requireEnabled(id);
                Event event = timed(testEvents.forWebhook(webhook).asTest(scope));
                PublishResult result = commits.await(publishTo(webhook, event)).get(0);
                if (result.duplicate()) {
                    throw new IllegalStateException("testEvent must return an event with a new id each time, was "
                            + event.id() + ", which was published before");
                }
                return result;
            } catch (OutdatedWebhooksException e) {
                registry.readAnew(e, left - 1);
            }
        }
    }

    /** Publishes events once; the future fails with {@link OutdatedWebhooksException} if they must be matched again. */
    private CompletableFuture<List<PublishResult>> publishOnce(List<Event> events) {
        // Read before matching: the versions required of the store then cover at least those used for matching.
        List<Long> basis = registry.basis();
        List<List<Webhook>> matching = matching(events);
        int chains = matching.stream().mapToInt(List::size).sum();
        var batch = new Batch(basis);
        for (int i = 0; i < events.size(); i++) {
            // More chains than one transaction should create are only listed, and created slice by slice afterwards.
            if (chains > slice) {
                batch.list(events.get(i), matching.get(i));
            } else {
                batch.start(events.get(i), matching.get(i));
            }
        }
        return submit(batch);
    }

    private CompletableFuture<List<PublishResult>> publishTo(Webhook webhook, Event event) {
        var batch = new Batch(registry.basis());
        batch.start(event, List.of(webhook));
        return submit(batch);
    }

    /** Publishes events in a transaction of the application; throws {@link EventConflictException} on a conflict. */
    public List<PublishResult> publish(Connection connection, List<Event> events) {
        if (!context.metrics().isOn()) {
            return publishIn(connection, events);
        }
        var measurement = new PublishMeasurement(context.metrics(), events.size());
        try {
            List<PublishResult> results = publishIn(connection, events);
            measurement.ended(results, null);
            return results;
        } catch (RuntimeException | Error e) {
            measurement.ended(null, e);
            throw e;
        }
    }

    private List<PublishResult> publishIn(Connection connection, List<Event> events) {
        commits.requireOpen();
        List<Event> checked = checked(events);
        try {
            return transactional.publish(connection, list(checked, registry.basis()));
        } catch (OutdatedWebhooksException e) {
            registry.readAnew(e, WebhookRegistry.MAX_CHOICES);
            // The cache is now as the store. The application's transaction may be older and not see that state.
            return transactional.publish(connection, list(checked, List.of()));
        }
    }

    /**
     * Lists the chains, even if they are few: the application's transaction writes no more than it must, and memory
     * holds nothing that would have to be released after a rollback.
     */
    private List<NewEvent> list(List<Event> events, List<Long> basis) {
        List<List<Webhook>> matching = matching(events);
        var batch = new Batch(basis);
        for (int i = 0; i < events.size(); i++) {
            batch.list(events.get(i), matching.get(i));
        }
        return batch.acceptances;
    }

    /** Returns the matching webhooks of each event; refuses events that would start too many chains. */
    private List<List<Webhook>> matching(List<Event> events) {
        var matching = new ArrayList<List<Webhook>>(events.size());
        long chains = 0;
        int most = events.size() == 1 ? MAX_CHAINS_OF_EVENT : MAX_CHAINS;
        for (Event event : events) {
            List<Webhook> webhooksOfEvent = registry.matching(event);
            chains += webhooksOfEvent.size();
            if (chains <= most) {
                matching.add(webhooksOfEvent);
            }
        }
        if (chains > most && events.size() == 1) {
            throw new IllegalArgumentException("event " + events.get(0).id() + " must start at most " + most
                    + " chains, one for each webhook that it matches, was " + chains
                    + "; publish it as several events with topics of fewer webhooks");
        }
        if (chains > most) {
            throw new IllegalArgumentException("the events of one call must start at most " + most
                    + " chains together, was " + chains + "; publish fewer events in one call");
        }
        return matching;
    }

    /** The events of one call, and their first deliveries in memory. */
    private final class Batch {
        private final List<Long> basis;
        private final Instant now = context.clock().instant();
        private final List<NewEvent> acceptances = new ArrayList<>();
        private final List<ClaimedDelivery> prepared = new ArrayList<>();

        Batch(List<Long> basis) {
            this.basis = basis;
        }

        /** Adds an event with its chains. */
        void start(Event event, List<Webhook> matching) {
            FirstDeliveries.Prepared first =
                    firstDeliveries.prepare(newChains(matching, event), EventContent.of(event), now);
            acceptances.add(new NewEvent(event, first.chains(), basis));
            prepared.addAll(first.deliveries().deliveries());
        }

        /** Adds an event with a list of chains to be created later. */
        void list(Event event, List<Webhook> matching) {
            acceptances.add(new NewEvent(event, newChains(matching, event), basis, slice));
        }
    }

    private List<NewChain> newChains(List<Webhook> matching, Event event) {
        var chains = new ArrayList<NewChain>(matching.size());
        for (Webhook webhook : matching) {
            chains.add(new NewChain(
                    context.ids().chain(),
                    webhook.id(),
                    webhook.revision(),
                    webhook.settings().plan(event.test()),
                    null));
        }
        return chains;
    }

    private CompletableFuture<List<PublishResult>> submit(Batch batch) {
        var prepared = new PreparedDeliveries(batch.now, batch.prepared);
        return commits.submit(new Mutation.Publish(batch.acceptances), prepared).handle((outcome, failure) -> {
            if (outcome instanceof MutationResult.Published published) {
                return publications(batch.acceptances, published);
            }
            throw failed(outcome, failure, batch.acceptances);
        });
    }

    private static List<PublishResult> publications(List<NewEvent> acceptances, MutationResult.Published published) {
        var publications = new ArrayList<PublishResult>(acceptances.size());
        for (int i = 0; i < acceptances.size(); i++) {
            PublishResult publication = published.publications().get(i);
            boolean repeated = !Committed.isNew(acceptances.get(i), publication);
            publications.add(new PublishResult(publication.event(), publication.chains(), repeated));
        }
        return publications;
    }

    private static RuntimeException failed(
            @Nullable MutationResult outcome, @Nullable Throwable failure, List<NewEvent> acceptances) {
        if (outcome instanceof MutationResult.EventConflict conflict) {
            return new EventConflictException(conflict.event());
        }
        if (outcome instanceof MutationResult.WebhooksOutdated) {
            return new OutdatedWebhooksException(acceptances.get(0).basedOn());
        }
        return failure instanceof RuntimeException known
                ? known
                : new IllegalStateException("publishing failed unexpectedly", failure);
    }

    /** Returns the events of one call, each with a time; refuses too many, and two of one id. */
    private List<Event> checked(List<Event> events) {
        if (events.isEmpty() || events.size() > MAX_EVENTS) {
            throw new IllegalArgumentException(
                    "one call must publish 1 to " + MAX_EVENTS + " events, was " + events.size());
        }
        var seen = new HashSet<EventId>();
        var timed = new ArrayList<Event>(events.size());
        for (int i = 0; i < events.size(); i++) {
            Event event = requireNonNull(events.get(i), "events[" + i + "]");
            timed.add(timed(event));
            if (!seen.add(event.id())) {
                throw new IllegalArgumentException(
                        "the events of one call must have ids of their own, but " + event.id() + " occurs twice");
            }
        }
        return timed;
    }

    private Event timed(Event event) {
        return event.occurredAt() == null
                ? event.withOccurredAt(context.clock().instant().truncatedTo(ChronoUnit.MILLIS))
                : event;
    }
}
