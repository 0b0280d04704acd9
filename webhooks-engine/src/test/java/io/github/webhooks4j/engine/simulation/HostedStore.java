package io.github.webhooks4j.engine.simulation;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.publish.PublishResult;
import io.github.webhooks4j.spi.store.Mutation;
import io.github.webhooks4j.spi.store.MutationResult;
import io.github.webhooks4j.spi.store.NewChain;
import io.github.webhooks4j.spi.store.NewEvent;
import io.github.webhooks4j.spi.store.Store;
import io.github.webhooks4j.spi.store.TransactionalStore;
import io.github.webhooks4j.testkit.InMemoryStore;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A store in memory with one transaction of an application, which a test commits or rolls back. Thread-safe. */
public final class HostedStore {
    /** The application's connection, on which every call fails. */
    public static final Connection CONNECTION = (Connection) Proxy.newProxyInstance(
            Connection.class.getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                throw new AssertionError("the engine must leave the application's connection to the store");
            });

    private volatile InMemoryStore store;

    // guarded by this
    private final List<NewEvent> uncommitted = new ArrayList<>();
    private final Map<EventId, List<ChainId>> accepted = new HashMap<>();
    private final List<Integer> asked = new ArrayList<>();
    private int refusedNumbers;

    public HostedStore(InMemoryStore store) {
        this.store = store;
    }

    /** Returns it as the engine sees it. */
    public TransactionalStore asStore() {
        return (TransactionalStore) Proxy.newProxyInstance(
                Store.class.getClassLoader(),
                new Class<?>[] {TransactionalStore.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "publish" -> publish(acceptances(arguments[1]));
                    case "forNode" -> {
                        store = store.forNode((Clock) arguments[0]);
                        yield proxy;
                    }
                    case "accepted" -> accepted((Collection<?>) arguments[0]);
                    default -> {
                        try {
                            yield method.invoke(store, arguments);
                        } catch (InvocationTargetException e) {
                            throw e.getCause();
                        }
                    }
                });
    }

    /** Returns what the application has published and not committed. */
    public synchronized List<NewEvent> uncommitted() {
        return List.copyOf(uncommitted);
    }

    /** Commits the application's transaction. */
    public synchronized void commit(Instant now) {
        commit(uncommitted, now);
        uncommitted.clear();
    }

    /** Commits what another publisher publishes. */
    synchronized void commit(List<NewEvent> acceptances, Instant now) {
        store.forNode(Clock.fixed(now, ZoneOffset.UTC)).commit(List.of(new Mutation.Publish(acceptances)));
        acceptances.forEach(acceptance -> accepted.put(acceptance.event().id(), chains(acceptance)));
    }

    /** Takes the numbers of the next publishes for those of other events. */
    public synchronized void refuseNumbers(int publishes) {
        refusedNumbers = publishes;
    }

    /** Rolls the application's transaction back. */
    public synchronized void rollBack() {
        uncommitted.clear();
    }

    /** Returns of how many events it was asked each time whether they are accepted. */
    public synchronized List<Integer> asked() {
        return List.copyOf(asked);
    }

    private synchronized MutationResult publish(List<NewEvent> acceptances) {
        for (NewEvent acceptance : acceptances) {
            List<Long> basedOn = acceptance.basedOn();
            if (!basedOn.isEmpty() && store.webhookChanges(basedOn).complete()) {
                return new MutationResult.WebhooksOutdated();
            }
            if (accepted.containsKey(acceptance.event().id())) {
                return new MutationResult.EventConflict(acceptance.event().id());
            }
        }
        if (refusedNumbers > 0) {
            refusedNumbers--;
            return new MutationResult.NumberTaken(acceptances.get(0).event().id());
        }
        uncommitted.addAll(acceptances);
        return new MutationResult.Published(acceptances.stream()
                .map(acceptance -> new PublishResult(acceptance.event().id(), chains(acceptance), false))
                .toList());
    }

    private synchronized List<PublishResult> accepted(Collection<?> events) {
        asked.add(events.size());
        var found = new ArrayList<PublishResult>();
        accepted.forEach((event, chains) -> {
            if (events.contains(event)) {
                found.add(new PublishResult(event, chains, true));
            }
        });
        return found;
    }

    private static List<ChainId> chains(NewEvent acceptance) {
        return acceptance.chains().stream().map(NewChain::id).toList();
    }

    private static List<NewEvent> acceptances(Object argument) {
        return ((List<?>) argument).stream().map(NewEvent.class::cast).toList();
    }
}
