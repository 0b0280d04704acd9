package io.github.webhooks4j.engine.simulation;

import io.github.webhooks4j.chain.Chain;
import io.github.webhooks4j.chain.ChainEvent;
import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.chain.ChainState;
import io.github.webhooks4j.chain.Transition.Effect;
import io.github.webhooks4j.event.Event;
import io.github.webhooks4j.event.EventBody;
import io.github.webhooks4j.event.EventConflictException;
import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.publish.PublishResult;
import io.github.webhooks4j.spi.store.Mutation;
import io.github.webhooks4j.spi.store.MutationResult;
import io.github.webhooks4j.spi.store.NewChain;
import io.github.webhooks4j.spi.store.NewEvent;
import io.github.webhooks4j.spi.store.StoredChain;
import io.github.webhooks4j.stats.ChainCounts;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Knows the promises and watches everything: the results of callers, the commits, and with {@link WireOracle}, {@link
 * ClaimOracle} and {@link OrderOracle} the requests on the wire, the claims and the order of deliveries. Reads the store directly, bypassing the engine and all injected faults.
 */
final class SimulationOracle {
    private final Simulation world;
    private final Map<ChainId, StoredChain> model = new LinkedHashMap<>();
    private final Map<EventId, PublishResult> accepted = new LinkedHashMap<>();
    /** All bodies that were ever published under an id. */
    private final Map<EventId, Set<EventBody>> published = new HashMap<>();

    /** Chains that are to be created later. */
    private final Set<ChainId> listed = new LinkedHashSet<>();

    private final Set<String> advanced = new HashSet<>();
    final WireOracle wire;
    final ClaimOracle claims;
    final CallerOracle callers;
    final RateOracle rates;
    final OrderOracle order;
    final BulkOracle bulk;

    SimulationOracle(Simulation world) {
        this.world = world;
        this.wire = new WireOracle(world);
        this.claims = new ClaimOracle(world, wire);
        this.callers = new CallerOracle(world);
        this.rates = new RateOracle(world);
        this.order = new OrderOracle(world);
        this.bulk = new BulkOracle(world);
    }

    /** Returns every chain ever accepted, the oldest first. */
    List<ChainId> chains() {
        return List.copyOf(model.keySet());
    }

    // What the application sees

    void publishing(Event event) {
        published.computeIfAbsent(event.id(), absent -> new HashSet<>()).add(event.body());
    }

    void published(Event event, PublishResult publication) {
        PublishResult before = accepted.get(event.id());
        if (before != null && isKept(before)) {
            world.require(
                    before.chains().equals(publication.chains()),
                    () -> "event " + event.id() + " was accepted with " + before.chains() + " and again with "
                            + publication.chains());
        }
        for (ChainId chain : publication.chains()) {
            world.require(
                    isThere(chain),
                    () -> "chain " + chain + " of event " + event.id() + " was promised and is not in the store");
        }
        accepted.put(event.id(), publication);
    }

    void refused(List<Event> events, Throwable failure) {
        Throwable cause = failure.getCause() == null ? failure : failure.getCause();
        world.require(
                !(cause instanceof EventConflictException)
                        || events.stream()
                                .anyMatch(event -> published
                                                .getOrDefault(event.id(), Set.of())
                                                .size()
                                        > 1),
                () -> "events were refused as conflicting that no other was published like: " + events);
    }

    private boolean isKept(PublishResult publication) {
        return publication.chains().stream()
                .anyMatch(chain -> world.disk().findChain(chain).isPresent());
    }

    private boolean isThere(ChainId chain) {
        if (listed.contains(chain)) {
            return true;
        }
        StoredChain record = model.get(chain);
        return world.disk().findChain(chain).isPresent() || (record != null && record.finishedAt() != null);
    }

    // What the disk sees

    void committing(List<Mutation> changes) {
        changes.forEach(change -> {
            if (change instanceof Mutation.RecordAttempt recorded) {
                wire.checkVerdict(recorded);
            }
        });
    }

    /**
     * Mutations were committed.
     *
     * @param now the node's clock at the call, by which the store translates its times
     */
    void committed(SimulatedNode node, List<Mutation> changes, List<MutationResult> outcomes, Instant now) {
        for (int i = 0; i < changes.size(); i++) {
            committed(node, changes.get(i), outcomes.get(i), now);
        }
        order.committed();
    }

    private void committed(SimulatedNode node, Mutation submitted, MutationResult outcome, Instant now) {
        Mutation change = submitted instanceof Mutation.EndSetAside end && end.written()
                ? end.record().change()
                : submitted;
        world.say(() -> node.machine + " commits " + tell(change) + " -> " + tell(outcome));
        if (change instanceof Mutation.Publish publish) {
            accepted(publish, outcome).forEach(acceptance -> accepted(node, acceptance));
        } else if (change instanceof Mutation.CreateChains create && outcome instanceof MutationResult.Created) {
            create.slice().chains().forEach(chain -> {
                world.require(
                        listed.remove(chain.id()),
                        () -> "chain " + chain.id() + " is created and was not to be, or a second time");
                look(chain.id());
                world.require(
                        model.containsKey(chain.id()),
                        () -> "chain " + chain.id() + " is not in the store though its slice was created");
                started(node, chain.id());
            });
        } else if (change instanceof Mutation.BulkSlice slice && outcome instanceof MutationResult.BulkMoved moved) {
            bulk.moved(slice, moved);
            for (int i = 0; i < moved.results().size(); i++) {
                committed(node, slice.changes().get(i), moved.results().get(i), now);
            }
        } else if (outcome instanceof MutationResult.BulkStarted started) {
            bulk.started(started.job());
        } else if (change instanceof Mutation.Rerun rerun) {
            look(rerun.chain().id());
        } else if (change instanceof Mutation.Send send) {
            look(send.chain().id());
        } else if (outcome instanceof MutationResult.Applied applied) {
            ChainId chain = applied.after().chain().id();
            look(chain);
            order.moved(applied.before(), applied.after());
            claims.committed(node, change, applied);
            checkAdvance(change, applied);
            wire.noteRetry(node, change, applied, now);
            wire.noteMove(node, change, applied);
            wire.noteDeliverNow(change, applied);
        }
    }

    private void accepted(SimulatedNode node, NewEvent acceptance) {
        order.accepted(acceptance);
        for (NewChain chain : acceptance.chains()) {
            // The store may list the chains of an event with an ordering key, too.
            boolean later = acceptance.slice() > 0
                    || (acceptance.event().orderingKey() != null
                            && world.disk().findChain(chain.id()).isEmpty());
            if (later) {
                listed.add(chain.id());
            } else {
                look(chain.id());
                started(node, chain.id());
            }
        }
    }

    private void started(SimulatedNode node, ChainId chain) {
        claims.born(node, chain);
        StoredChain record = model.get(chain);
        if (record != null) {
            order.started(record);
        }
    }

    /** Returns the events that this commit has added to the store. */
    private static List<NewEvent> accepted(Mutation.Publish publish, MutationResult outcome) {
        if (!(outcome instanceof MutationResult.Published published)) {
            return List.of();
        }
        return IntStream.range(0, publish.acceptances().size())
                .filter(i -> !published.publications().get(i).duplicate())
                .mapToObj(publish.acceptances()::get)
                .toList();
    }

    /** What is in the queue and what claim batches hold must agree at any time. */
    void checkConsistency() {
        List<String> findings = world.disk().inconsistencies(10);
        world.require(findings.isEmpty(), () -> "the store is inconsistent: " + findings);
    }

    private void look(ChainId chain) {
        world.disk().findChain(chain).ifPresent(story -> model.put(chain, story.chain()));
    }

    private void checkAdvance(Mutation change, MutationResult.Applied applied) {
        Chain before = applied.before().chain();
        Chain after = applied.after().chain();
        boolean settledByCallback = change instanceof Mutation.Apply apply
                && apply.input() instanceof ChainEvent.CallbackReceived
                && applied.effect() == Effect.MOVED;
        boolean moved = after.state().step() > before.state().step()
                || (after.state() instanceof ChainState.Complete
                        && before.state().isUnfinished());
        if (settledByCallback || moved) {
            int step = change instanceof Mutation.Apply apply
                            && apply.input() instanceof ChainEvent.CallbackReceived calledBack
                    ? calledBack.step()
                    : before.state().step();
            world.require(
                    advanced.add(before.id() + "_" + step + " " + before.resumeCount()),
                    () -> "step " + step + " of " + before.id() + " was advanced twice");
        }
    }

    // Ends

    /** Connections end with their process, and so does the process's knowledge of them. */
    void crashed(SimulatedNode node) {
        forget(node, true);
        accepted.forEach((event, publication) -> publication
                .chains()
                .forEach(chain -> world.require(
                        isThere(chain), () -> "chain " + chain + " of event " + event + " is lost in a crash")));
    }

    /** The node has stopped delivering, and has had the time to release its work. */
    void stopped(SimulatedNode node) {
        claims.stopped(node, model.keySet());
    }

    /** The node closed gracefully and releases its work at once; after faults, what it could not write is done again. */
    void closed(SimulatedNode node) {
        claims.closed(node, model.keySet());
        forget(node, world.faults());
    }

    private void forget(SimulatedNode node, boolean crashed) {
        wire.forget(node, crashed);
        claims.forget(node);
    }

    /** Enough time has passed to cancel the chains of deleted webhooks. */
    void deletionsDone() {
        world.require(
                world.disk().abandoned(1).isEmpty(),
                () -> "a deleted webhook still has unfinished chains: "
                        + world.disk().abandoned(9));
    }

    /** There are no more faults, every receiver accepts, and more than enough time has passed. */
    void drained() {
        world.require(
                world.disk().pendingSlices() == 0,
                () -> "there are still chains to create: " + world.disk().slices(null, 9));
        world.require(listed.isEmpty(), () -> "chains were never created: " + listed);
        bulk.drained();
        for (ChainId chain : model.keySet()) {
            world.disk().findChain(chain).ifPresent(story -> {
                StoredChain record = story.chain();
                world.require(
                        !record.chain().state().isUnfinished(),
                        () -> "chain " + chain + " hangs: " + record.chain().state() + ", " + record.due());
            });
        }
    }

    /** Compares the counts at the end. */
    void check() {
        checkConsistency();
        var counts = new HashMap<String, Long>();
        model.values().forEach(record -> counts.merge(record.chain().state().code(), 1L, Long::sum));
        ChainCounts ledger = world.disk().chainCounts();
        var counted = new ChainCounts(
                model.size(),
                counts.getOrDefault("complete", 0L),
                counts.getOrDefault("awaiting_callback", 0L),
                counts.getOrDefault("delivering", 0L),
                counts.getOrDefault("interrupted", 0L),
                counts.getOrDefault("cancelled", 0L));
        world.require(ledger.isBalanced(), () -> "the chain counts are not balanced: " + ledger);
        world.require(
                ledger.equals(counted),
                () -> "the chain counts are " + ledger + ", the chains in the store are " + counted);
        wire.check(model.keySet());
    }

    private static String tell(Mutation change) {
        return change instanceof Mutation.Publish publish
                ? "Publish of "
                        + publish.acceptances().stream()
                                .map(acceptance -> acceptance.event().id())
                                .toList()
                : change.toString();
    }

    private static String tell(MutationResult outcome) {
        return outcome instanceof MutationResult.Applied applied
                ? applied.effect() + " " + applied.before().chain().state() + " -> "
                        + applied.after().chain().state() + " "
                        + applied.after().due()
                : outcome.toString();
    }
}
