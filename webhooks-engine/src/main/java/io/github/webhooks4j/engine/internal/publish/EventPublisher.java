package io.github.webhooks4j.engine.internal.publish;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.engine.internal.backend.CommandGateway;
import io.github.webhooks4j.engine.internal.commit.FirstDeliveries;
import io.github.webhooks4j.engine.internal.context.EngineContext;
import io.github.webhooks4j.engine.internal.context.EventNumbers;
import io.github.webhooks4j.engine.internal.registry.OutdatedWebhooksException;
import io.github.webhooks4j.engine.internal.registry.WebhookRegistry;
import io.github.webhooks4j.event.Event;
import io.github.webhooks4j.event.EventConflictException;
import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.event.TestScope;
import io.github.webhooks4j.publish.PublishResult;
import io.github.webhooks4j.spi.store.Mutation;
import io.github.webhooks4j.spi.store.MutationResult;
import io.github.webhooks4j.spi.store.NewEvent;
import io.github.webhooks4j.webhook.Webhook;
import io.github.webhooks4j.webhook.WebhookId;
import java.sql.Connection;
import java.time.Duration;
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
    private final EventNumbers numbers;
    private final PublishOptions options;

    /**
     * Creates a publisher.
     *
     * @param numbers allocates the numbers of events
     */
    public EventPublisher(
            EngineContext context,
            WebhookRegistry registry,
            CommandGateway commits,
            FirstDeliveries firstDeliveries,
            TransactionalPublisher transactional,
            SampleEvents testEvents,
            EventNumbers numbers,
            PublishOptions options) {
        this.context = context;
        this.registry = registry;
        this.commits = commits;
        this.firstDeliveries = firstDeliveries;
        this.transactional = transactional;
        this.testEvents = testEvents;
        this.numbers = numbers;
        this.options = options;
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
     * @throws io.github.webhooks4j.catalog.UnknownEventTypeException if the catalogue refuses the type of one
     * @throws io.github.webhooks4j.catalog.InvalidEventException if the body of one breaks its schema, and that is refused
     * @throws io.github.webhooks4j.engine.lifecycle.EngineClosedException if the engine is closed
     */
    public CompletableFuture<List<PublishResult>> publish(List<Event> events) {
        return measured(events.size(), () -> {
            commits.requireOpen();
            return bounded(publish(checked(events), new PublishAttempts(registry)));
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
     * Publishes events again if they are to be matched anew, since the store was restored to an earlier time, or if their numbers
     * are taken.
     */
    private CompletableFuture<List<PublishResult>> publish(List<Event> events, PublishAttempts attempts) {
        return publishOnce(events).exceptionallyCompose(failure -> {
            Throwable cause = failure.getCause();
            if (cause == null || !PublishAttempts.isRepeatable(cause)) {
                return CompletableFuture.failedFuture(failure);
            }
            // Not on the committer's task: this may query the store, and waits for permits.
            return CompletableFuture.runAsync(
                            () -> attempts.prepareNext(cause),
                            work -> context.tasks().runAside(work))
                    .thenCompose(prepared -> publish(events, attempts));
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
        var attempts = new PublishAttempts(registry);
        while (true) {
            try {
                Webhook webhook = registry.requireEnabled(id);
                Event event = timed(testEvents.forWebhook(webhook).asTest(scope));
                PublishResult result = commits.await(publishTo(webhook, event)).get(0);
                if (result.duplicate()) {
                    throw new IllegalStateException("testEvent must return an event with a new id each time, was "
                            + event.id() + ", which was published before");
                }
                return result;
            } catch (OutdatedWebhooksException | NumberTakenException e) {
                attempts.prepareNext(e);
            }
        }
    }

    /**
     * Publishes events once; the future fails with {@link OutdatedWebhooksException} or {@link NumberTakenException} if it must be
     * tried again.
     */
    private CompletableFuture<List<PublishResult>> publishOnce(List<Event> events) {
        // Read before matching: the versions required of the store then cover at least those used for matching.
        List<Long> basis = registry.basis();
        List<List<Webhook>> matching = matching(events);
        int chains = matching.stream().mapToInt(List::size).sum();
        EventBatch batch = newBatch(basis);
        for (int i = 0; i < events.size(); i++) {
            // More chains than one transaction should create are only listed, and created slice by slice afterwards.
            if (chains > options.slice()) {
                batch.list(events.get(i), matching.get(i), options.slice());
            } else {
                batch.start(events.get(i), matching.get(i));
            }
        }
        return submit(batch);
    }

    private CompletableFuture<List<PublishResult>> publishTo(Webhook webhook, Event event) {
        EventBatch batch = newBatch(registry.basis());
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
        var attempts = new PublishAttempts(registry);
        boolean readAnew = false;
        while (true) {
            try {
                return transactional.publish(connection, list(checked, readAnew ? List.of() : registry.basis()));
            } catch (OutdatedWebhooksException e) {
                registry.readAnew(e, WebhookRegistry.MAX_CHOICES);
                // The cache is now as the store. The application's transaction may be older and not see that state.
                readAnew = true;
            } catch (NumberTakenException e) {
                attempts.allocateAnew(e);
            }
        }
    }

    /**
     * Lists the chains, even if they are few: the application's transaction writes no more than it must, and memory
     * holds nothing that would have to be released after a rollback.
     */
    private List<NewEvent> list(List<Event> events, List<Long> basis) {
        List<List<Webhook>> matching = matching(events);
        EventBatch batch = newBatch(basis);
        for (int i = 0; i < events.size(); i++) {
            batch.list(events.get(i), matching.get(i), options.slice());
        }
        return batch.acceptances();
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

    private EventBatch newBatch(List<Long> basis) {
        return new EventBatch(
                registry, numbers, firstDeliveries, basis, context.clock().instant());
    }

    private CompletableFuture<List<PublishResult>> submit(EventBatch batch) {
        List<NewEvent> acceptances = batch.acceptances();
        return commits.submit(new Mutation.Publish(acceptances), batch.prepared())
                .handle((outcome, failure) -> {
                    if (outcome instanceof MutationResult.Published published) {
                        return published.publications();
                    }
                    throw failed(outcome, failure, acceptances);
                });
    }

    private static RuntimeException failed(
            @Nullable MutationResult outcome, @Nullable Throwable failure, List<NewEvent> acceptances) {
        if (outcome instanceof MutationResult.EventConflict conflict) {
            return new EventConflictException(conflict.event());
        }
        if (outcome instanceof MutationResult.WebhooksOutdated) {
            return new OutdatedWebhooksException(acceptances.get(0).basedOn());
        }
        if (outcome instanceof MutationResult.NumberTaken taken) {
            return new NumberTakenException(taken.event());
        }
        return failure instanceof RuntimeException known
                ? known
                : new IllegalStateException("publishing failed unexpectedly", failure);
    }

    /** Returns the events of one call, each with a time; refuses too many, two of one id, and what the catalogue refuses. */
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
        CatalogCheck catalog = options.catalog();
        if (catalog != null) {
            timed.forEach(catalog::check);
        }
        return timed;
    }

    private Event timed(Event event) {
        return event.occurredAt() == null
                ? event.withOccurredAt(context.clock().instant().truncatedTo(ChronoUnit.MILLIS))
                : event;
    }
}
