package io.github.webhooks4j.engine.internal.backend;

import io.github.webhooks4j.event.Event;
import io.github.webhooks4j.spi.store.ChainSlice;
import io.github.webhooks4j.spi.store.ClaimToken;
import io.github.webhooks4j.spi.store.ClaimedDelivery;
import io.github.webhooks4j.spi.store.Mutation;
import io.github.webhooks4j.spi.store.MutationResult;
import io.github.webhooks4j.spi.store.NewChain;
import io.github.webhooks4j.spi.store.NewEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A batch of mutations that a store has made durable, with their results, in commit order. Immutable.
 *
 * @param entries at least one
 */
public record Committed(List<Entry> entries) {
    public Committed {
        entries = List.copyOf(entries);
    }

    /**
     * One mutation and its result.
     *
     * @param change the mutation itself, also where it was committed as a record that had been set aside
     * @param preparedAt when its first deliveries were prepared
     * @param accepted the events that it made durable
     * @param started the chains that it created
     * @param refused prepared first deliveries whose chains it did not create, or that this node does not hold
     * @param eventType the type of the event whose attempt it records; null if that is not known, and for all others
     */
    public record Entry(
            Mutation change,
            MutationResult outcome,
            Instant preparedAt,
            List<NewEvent> accepted,
            List<StartedChain> started,
            List<ClaimedDelivery> refused,
            @Nullable String eventType) {
        /** Returns the entry of a mutation without prepared deliveries. */
        public static Entry of(Mutation change, MutationResult outcome) {
            return of(change, outcome, PreparedDeliveries.NONE);
        }

        /** Returns the same entry with the type of the event whose attempt it records. */
        public Entry ofEventType(@Nullable String type) {
            return type == null ? this : new Entry(change, outcome, preparedAt, accepted, started, refused, type);
        }

        public static Entry of(Mutation change, MutationResult outcome, PreparedDeliveries prepared) {
            return of(change, outcome, prepared, Set.of());
        }

        /**
         * Returns the entry of a mutation.
         *
         * @param notHeld the claims of prepared deliveries that this node does not hold though their chains are durable
         */
        public static Entry of(
                Mutation change, MutationResult outcome, PreparedDeliveries prepared, Set<ClaimToken> notHeld) {
            if (change instanceof Mutation.Publish publish) {
                return outcome instanceof MutationResult.Published published
                        ? ofPublish(publish, published, prepared, notHeld)
                        : ofNothing(change, outcome, prepared);
            }
            if (change instanceof Mutation.CreateChains create) {
                return outcome instanceof MutationResult.Created created
                        ? ofSlice(create, created, prepared)
                        : ofNothing(change, outcome, prepared);
            }
            if (change instanceof Mutation.EndSetAside end) {
                return ofNothing(ofSetAside(end), outcome, prepared);
            }
            return ofNothing(change, outcome, prepared);
        }

        /** Returns the entries of the mutations of which a slice of a bulk job consists, without those that were skipped. */
        public static List<Entry> ofChains(Mutation change, MutationResult outcome) {
            if (!(change instanceof Mutation.BulkSlice slice) || !(outcome instanceof MutationResult.BulkMoved moved)) {
                return List.of();
            }
            var entries = new ArrayList<Entry>();
            for (int i = 0; i < moved.results().size(); i++) {
                if (!(moved.results().get(i) instanceof MutationResult.BulkSkipped)) {
                    entries.add(of(slice.changes().get(i), moved.results().get(i)));
                }
            }
            return entries;
        }

        private static Entry ofNothing(Mutation change, MutationResult outcome, PreparedDeliveries prepared) {
            return new Entry(change, outcome, prepared.at(), List.of(), List.of(), prepared.deliveries(), null);
        }

        private static Entry ofPublish(
                Mutation.Publish publish,
                MutationResult.Published published,
                PreparedDeliveries prepared,
                Set<ClaimToken> notHeld) {
            var accepted = new ArrayList<NewEvent>();
            var started = new ArrayList<StartedChain>();
            var refused = new ArrayList<ClaimedDelivery>();
            Iterator<ClaimedDelivery> deliveries = prepared.deliveries().iterator();
            for (int i = 0; i < publish.acceptances().size(); i++) {
                NewEvent acceptance = publish.acceptances().get(i);
                Event event = acceptance.event();
                boolean isNew = !published.publications().get(i).duplicate();
                if (isNew) {
                    accepted.add(acceptance);
                }
                for (NewChain chain : acceptance.chainsNow()) {
                    ClaimedDelivery delivery = delivery(chain, deliveries);
                    boolean held = isNew && delivery != null && !notHeld.contains(delivery.key());
                    if (isNew) {
                        started.add(new StartedChain(
                                chain, event.id(), event.topic(), event.type(), false, held ? delivery : null));
                    }
                    if (delivery != null && !held) {
                        refused.add(delivery);
                    }
                }
            }
            return new Entry(publish, published, prepared.at(), accepted, started, refused, null);
        }

        private static Entry ofSlice(
                Mutation.CreateChains create, MutationResult.Created created, PreparedDeliveries prepared) {
            var started = new ArrayList<StartedChain>();
            Iterator<ClaimedDelivery> deliveries = prepared.deliveries().iterator();
            ChainSlice slice = create.slice();
            for (NewChain chain : slice.chains()) {
                boolean cancelled = created.cancelled().contains(chain.id());
                started.add(new StartedChain(
                        chain,
                        slice.event(),
                        slice.topic(),
                        slice.eventType(),
                        cancelled,
                        delivery(chain, deliveries)));
            }
            return new Entry(create, created, prepared.at(), List.of(), started, List.of(), null);
        }

        private static @Nullable ClaimedDelivery delivery(NewChain chain, Iterator<ClaimedDelivery> deliveries) {
            return chain.claimant() == null || !deliveries.hasNext() ? null : deliveries.next();
        }

        /** A delivery whose record was dropped is released like one that was not attempted. */
        private static Mutation ofSetAside(Mutation.EndSetAside end) {
            Mutation change = end.record().change();
            return !end.written() && change instanceof Mutation.RecordAttempt recorded
                    ? new Mutation.Release(recorded.key())
                    : change;
        }
    }

    /**
     * Passes each entry to a listener, also the entries after one on which it fails.
     *
     * @throws RuntimeException or an {@link Error}: the first failure, thrown after the last entry
     */
    @SuppressWarnings("ReferenceEquality") // a failure is nothing but itself
    public void forEach(Consumer<Entry> listener) {
        Throwable first = null;
        for (Entry entry : entries) {
            try {
                listener.accept(entry);
            } catch (RuntimeException | Error e) {
                if (first == null) {
                    first = e;
                } else if (first != e) {
                    first.addSuppressed(e);
                }
            }
        }
        if (first instanceof Error error) {
            throw error;
        }
        if (first != null) {
            throw (RuntimeException) first;
        }
    }
}
