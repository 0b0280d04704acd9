package io.github.webhooks4j.engine;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.callback.CallbackState;
import io.github.webhooks4j.chain.Chain;
import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.chain.ChainInput;
import io.github.webhooks4j.chain.ChainState;
import io.github.webhooks4j.chain.InterruptionCause;
import io.github.webhooks4j.chain.Transition.Effect;
import io.github.webhooks4j.delivery.DeliveryId;
import io.github.webhooks4j.delivery.DeliveryResult;
import io.github.webhooks4j.delivery.DeliveryResult.Answered;
import io.github.webhooks4j.delivery.Header;
import io.github.webhooks4j.delivery.RetrySchedule;
import io.github.webhooks4j.delivery.Verdict;
import io.github.webhooks4j.event.Event;
import io.github.webhooks4j.event.EventBody;
import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.signature.WebhookHeaders;
import io.github.webhooks4j.store.Acceptance;
import io.github.webhooks4j.store.AttemptRecord;
import io.github.webhooks4j.store.ChainRecord;
import io.github.webhooks4j.store.ChainStory;
import io.github.webhooks4j.store.Change;
import io.github.webhooks4j.store.Claimed;
import io.github.webhooks4j.store.Due;
import io.github.webhooks4j.store.DueDelivery;
import io.github.webhooks4j.store.DueKey;
import io.github.webhooks4j.store.LaneKey;
import io.github.webhooks4j.store.Lease;
import io.github.webhooks4j.store.Ledger;
import io.github.webhooks4j.store.Outcome;
import io.github.webhooks4j.store.Publication;
import io.github.webhooks4j.store.StoreRules;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Knows what is promised and watches everything: what goes over the wire, what is committed, what callers are told. Reads the
 * store behind the back of the engine and of whatever disturbs it.
 */
final class SimulationOracle {
    /** One request on the wire. */
    private static final class Sent {
        final SimulatedNode node;
        final Deliverer.Begun begun;

        @Nullable DeliveryResult result;

        Instant endedAt = Instant.MIN;
        boolean crashed;

        Sent(SimulatedNode node, Deliverer.Begun begun) {
            this.node = node;
            this.begun = begun;
        }
    }

    /** A claim and an attempt's number: there is one request for each. */
    private record AttemptKey(DueKey claim, int number) {}

    private record RunKey(DeliveryId delivery, int resumes) {}

    private record RetryKey(RunKey run, int number) {}

    /** When an attempt may begin, by a clock that had been set back by so much. */
    private record NotBefore(Instant at, Duration setBack) {}

    /** Who was the last to change something about a delivery, and when. */
    private record Touch(SimulatedNode node, long micros) {}

    private record NodeLane(SimulatedNode node, LaneKey lane) {}

    private record Unheard(SimulatedNode node, DeliveryId delivery) {}

    private static final Duration TERM = Duration.ofSeconds(15);

    private final Simulation world;
    private final Map<ChainId, ChainRecord> model = new LinkedHashMap<>();
    private final Map<EventId, Publication> accepted = new LinkedHashMap<>();
    /** All bodies that were ever published under an id. */
    private final Map<EventId, Set<EventBody>> published = new HashMap<>();

    private final Map<AttemptKey, Sent> sent = new LinkedHashMap<>();
    private final Map<RunKey, AttemptKey> onTheWire = new HashMap<>();
    private final Map<NodeLane, Integer> inFlight = new HashMap<>();
    private final Map<DeliveryId, Touch> touched = new HashMap<>();
    /** Who holds a claim, or held it last. */
    private final Map<DueKey, SimulatedNode> holders = new HashMap<>();

    private final Map<RetryKey, NotBefore> notBefore = new HashMap<>();
    private final Set<String> advanced = new HashSet<>();
    /** Deliveries that were settled without the engine hearing of it, since the answer to a commit was lost. */
    private final Set<Unheard> unheard = new HashSet<>();

    SimulationOracle(Simulation world) {
        this.world = world;
    }

    /** Returns every chain ever accepted, the oldest first. */
    List<ChainId> chains() {
        return List.copyOf(model.keySet());
    }

    // What the host sees

    void publishing(Event event) {
        published.computeIfAbsent(event.id(), absent -> new HashSet<>()).add(event.body());
    }

    void published(Event event, Publication publication) {
        Publication before = accepted.get(event.id());
        if (before != null && isKept(before)) {
            require(
                    before.chains().equals(publication.chains()),
                    () -> "event " + event.id() + " was accepted with " + before.chains() + " and again with "
                            + publication.chains());
        }
        for (ChainId chain : publication.chains()) {
            require(
                    isThere(chain),
                    () -> "chain " + chain + " of event " + event.id() + " was promised and is not in the store");
        }
        accepted.put(event.id(), publication);
    }

    void refused(List<Event> events, Throwable failure) {
        Throwable cause = failure.getCause() == null ? failure : failure.getCause();
        require(
                !(cause instanceof EventConflictException)
                        || events.stream()
                                .anyMatch(event -> published
                                                .getOrDefault(event.id(), Set.of())
                                                .size()
                                        > 1),
                () -> "events were refused as conflicting that no other was published like: " + events);
    }

    private boolean isKept(Publication publication) {
        return publication.chains().stream()
                .anyMatch(chain -> world.disk().story(chain).isPresent());
    }

    private boolean isThere(ChainId chain) {
        ChainRecord record = model.get(chain);
        return world.disk().story(chain).isPresent() || (record != null && record.finishedAt() != null);
    }

    // What the wire sees

    /**
     * A worker has taken a delivery. Returns what is wrong if it begins: the delivery must still be to be made, and be this
     * node's. What another node did to it is heard of at the next renewal, so within a term at the latest.
     */
    @Nullable String objectionTo(SimulatedNode node, DueDelivery due) {
        world.say(() -> node.machine + " takes " + due.key() + " attempt " + due.attempt());
        DeliveryId delivery = due.key().delivery();
        ChainStory story = world.disk().story(delivery.chain()).orElse(null);
        if (story == null
                || unheard.contains(new Unheard(node, delivery))
                || StoreRules.isCurrent(story.chain(), due.key())) {
            return story == null && !wasTouchedByAnother(node, delivery) ? "delivery " + due.key() + " is gone" : null;
        }
        return wasTouchedByAnother(node, delivery)
                ? null
                : "delivery " + due.key() + " is begun although its claim is over: " + story.chain();
    }

    private boolean wasTouchedByAnother(SimulatedNode node, DeliveryId delivery) {
        Touch last = touched.get(delivery);
        boolean lately = last != null
                && last.node() != node
                && world.now() - last.micros() <= Simulation.toMicros(TERM.plusSeconds(1));
        return lately || (last != null && last.node() != node && !node.machine.isWell(TERM.multipliedBy(2)));
    }

    /** The store has handed out deliveries; some of them others held, whose leases must have been left to end for a reason. */
    void claimed(SimulatedNode node, Claimed claimed) {
        for (DueDelivery due : claimed.deliveries()) {
            world.say(() -> node.machine + " claims " + due.key());
            DueKey before = new DueKey(
                    due.key().delivery(), due.key().resumes(), due.key().fence() - 1);
            SimulatedNode holder = onTheWire.containsKey(run(before)) ? holders.get(before) : null;
            require(
                    holder == null
                            || holder.isDead()
                            || !holder.machine.isWell(TERM.multipliedBy(2))
                            || !isOnTheWire(before),
                    () -> "delivery " + due.key() + " is taken over from " + holder
                            + ", which is well and at work on it");
            holders.put(due.key(), node);
            touched.put(due.key().delivery(), new Touch(node, world.now()));
        }
    }

    private boolean isOnTheWire(DueKey claim) {
        AttemptKey attempt = onTheWire.get(run(claim));
        return attempt != null && attempt.claim().equals(claim);
    }

    private static RunKey run(DueKey claim) {
        return new RunKey(claim.delivery(), claim.resumes());
    }

    void wire(SimulatedNode node, Deliverer.Begun begun) {
        DueDelivery due = begun.delivery();
        DeliveryId delivery = due.key().delivery();
        world.say(() -> node.machine + " sends " + due.key() + " attempt " + due.attempt());
        var key = new AttemptKey(due.key(), due.attempt());
        require(
                sent.put(key, new Sent(node, begun)) == null,
                () -> "attempt " + due.attempt() + " of " + due.key() + " went over the wire twice");
        require(
                header(begun, WebhookHeaders.ID).equals(delivery.chain().value() + "_" + delivery.step()),
                () -> "delivery " + delivery + " was sent as " + header(begun, WebhookHeaders.ID));
        require(
                header(begun, WebhookHeaders.ATTEMPT).equals(Integer.toString(due.attempt())),
                () -> "attempt " + due.attempt() + " of " + delivery + " was sent with another number");
        checkPredecessor(delivery);
        checkBackOff(node, due);
        AttemptKey other = onTheWire.put(run(due.key()), key);
        require(
                other == null || other.claim().fence() != due.key().fence(),
                () -> "delivery " + due.key() + " is on the wire already, as " + other);
        require(
                other == null
                        || requireNonNull(sent.get(other)).node != node
                        || !node.machine.isWell(TERM.multipliedBy(2)),
                () -> "delivery " + due.key() + " is on the wire already from the same node, as " + other);
        int present = inFlight.merge(new NodeLane(node, due.lane()), 1, Integer::sum);
        require(
                present <= world.limit,
                () -> "lane " + due.lane() + " has " + present + " attempts in flight, of at most " + world.limit);
    }

    private void checkPredecessor(DeliveryId delivery) {
        if (delivery.step() == 0) {
            return;
        }
        var before = new DeliveryId(delivery.chain(), delivery.step() - 1);
        Chain chain = world.disk().story(delivery.chain()).orElseThrow().chain().chain();
        var callback = chain.callbacks().get(before.step());
        require(
                callback != null && callback.state() == CallbackState.SUCCESS && world.receivers.hasSucceeded(before),
                () -> "step " + delivery + " is contacted before the step before it called back with success");
    }

    private void checkBackOff(SimulatedNode node, DueDelivery due) {
        NotBefore earliest = notBefore.get(new RetryKey(run(due.key()), due.attempt()));
        require(
                due.attempt() == 1 || earliest != null,
                () -> "attempt " + due.attempt() + " of " + due.key() + " follows no failure");
        if (earliest != null) {
            Instant now = world.isShared()
                    ? world.clock.instant()
                    : node.machine
                            .clock()
                            .instant()
                            .plus(node.machine.setBack())
                            .minus(earliest.setBack());
            require(
                    !now.isBefore(earliest.at()),
                    () -> "attempt " + due.attempt() + " of " + due.key() + " began at " + now + ", not before "
                            + earliest.at() + " as promised");
        }
    }

    void ended(SimulatedNode node, Deliverer.Begun begun, DeliveryResult result) {
        DueDelivery due = begun.delivery();
        world.say(() -> "ended " + due.key() + " attempt " + due.attempt() + ": "
                + (result instanceof Answered answered ? answered.status() + " " + answered.retryAfter() : result));
        var key = new AttemptKey(due.key(), due.attempt());
        Sent request = requireNonNull(sent.get(key));
        request.result = result;
        request.endedAt = node.machine.clock().instant();
        onTheWire.remove(run(due.key()), key);
        inFlight.merge(new NodeLane(node, due.lane()), -1, Integer::sum);
    }

    private static String header(Deliverer.Begun begun, String name) {
        return begun.request().headers().stream()
                .filter(header -> header.name().equals(name))
                .map(Header::value)
                .reduce((one, other) -> one + ", " + other)
                .orElse("nothing");
    }

    // What the disk sees

    void committing(List<Change> changes) {
        changes.forEach(change -> {
            if (change instanceof Change.RecordAttempt recorded) {
                checkVerdict(recorded);
            }
        });
    }

    private void checkVerdict(Change.RecordAttempt recorded) {
        Sent request =
                sent.get(new AttemptKey(recorded.key(), recorded.attempt().number()));
        require(
                request != null && recorded.attempt().result().equals(request.result),
                () -> "attempt " + recorded.attempt().number() + " of " + recorded.key()
                        + " is recorded and was not made like that");
        if (request == null || request.result == null) {
            return;
        }
        RetrySchedule schedule = request.begun.settings().retrySchedule();
        int failures = recorded.attempt().number();
        Verdict verdict = recorded.verdict();
        int status = request.result instanceof Answered answered ? answered.status() : 0;
        boolean right;
        if (status / 100 == 2) {
            right = verdict instanceof Verdict.Delivered;
        } else if (status == 410) {
            right = verdict instanceof Verdict.GiveUp gone && gone.cause() == InterruptionCause.DESTINATION_GONE;
        } else if (failures > schedule.gaps().size()) {
            right = verdict instanceof Verdict.GiveUp givenUp && givenUp.cause() == InterruptionCause.GIVEN_UP;
        } else {
            right = verdict instanceof Verdict.Retry retry && isInBounds(retry.at(), request, schedule, failures);
        }
        require(
                right,
                () -> "attempt " + failures + " of " + recorded.key() + " at " + request.endedAt + " with "
                        + request.result + " was judged " + verdict);
    }

    private static boolean isInBounds(Instant at, Sent request, RetrySchedule schedule, int failures) {
        double gap = schedule.gaps().get(failures - 1).toMillis();
        double asked = request.result instanceof Answered answered && answered.retryAfter() != null
                ? 1000.0 * Long.parseLong(answered.retryAfter())
                : 0;
        double wait = Duration.between(request.endedAt, at).toMillis();
        return wait >= Math.max(asked, gap * (1 - schedule.jitter())) - 1
                && wait <= Math.max(asked, gap * (1 + schedule.jitter())) + 1;
    }

    void committed(SimulatedNode node, List<Change> changes, List<Outcome> outcomes) {
        for (int i = 0; i < changes.size(); i++) {
            Change change = changes.get(i);
            Outcome outcome = outcomes.get(i);
            world.say(() -> node.machine + " commits " + tell(change) + " -> " + tell(outcome));
            if (change instanceof Change.Publish publish) {
                publish.acceptances().stream()
                        .map(Acceptance::chains)
                        .flatMap(List::stream)
                        .forEach(chain -> {
                            look(chain.id());
                            holders.put(new DueKey(new DeliveryId(chain.id(), 0), 0, 1), node);
                        });
            } else if (change instanceof Change.Rerun rerun) {
                look(rerun.chain().id());
            } else if (outcome instanceof Outcome.Applied applied) {
                ChainId chain = applied.after().chain().id();
                look(chain);
                DeliveryId delivery = deliveryOf(change, applied);
                unheard.remove(new Unheard(node, delivery));
                if (!applied.before().equals(applied.after())) {
                    touched.put(delivery, new Touch(node, world.now()));
                }
                checkAdvance(change, applied);
                noteRetry(node, change, applied);
            }
        }
    }

    private void look(ChainId chain) {
        world.disk().story(chain).ifPresent(story -> model.put(chain, story.chain()));
    }

    private void checkAdvance(Change change, Outcome.Applied applied) {
        Chain before = applied.before().chain();
        Chain after = applied.after().chain();
        boolean settledByCallback = change instanceof Change.Apply apply
                && apply.input() instanceof ChainInput.CalledBack
                && applied.effect() == Effect.MOVED;
        boolean moved = after.state().step() > before.state().step()
                || (after.state() instanceof ChainState.Complete
                        && before.state().isUnfinished());
        if (settledByCallback || moved) {
            int step = change instanceof Change.Apply apply && apply.input() instanceof ChainInput.CalledBack calledBack
                    ? calledBack.step()
                    : before.state().step();
            require(
                    advanced.add(before.id() + "_" + step + " " + before.resumes()),
                    () -> "step " + step + " of " + before.id() + " was advanced twice");
        }
    }

    private void noteRetry(SimulatedNode node, Change change, Outcome.Applied applied) {
        if (change instanceof Change.RecordAttempt recorded
                && recorded.verdict() instanceof Verdict.Retry retry
                && !applied.before().equals(applied.after())) {
            // By the clock that the claim will go by.
            Instant at = world.isShared()
                    ? retry.at().plus(Duration.between(node.machine.clock().instant(), world.clock.instant()))
                    : retry.at();
            notBefore.put(
                    new RetryKey(run(recorded.key()), recorded.attempt().number() + 1),
                    new NotBefore(at.minusMillis(1), node.machine.setBack()));
        }
    }

    void answerLost(SimulatedNode node, List<Change> changes, List<Outcome> outcomes) {
        for (int i = 0; i < changes.size(); i++) {
            if (outcomes.get(i) instanceof Outcome.Applied applied) {
                unheard.add(new Unheard(node, deliveryOf(changes.get(i), applied)));
            }
        }
    }

    /** Returns the delivery that a change is about. */
    private static DeliveryId deliveryOf(Change change, Outcome.Applied applied) {
        Chain chain = applied.before().chain();
        if (change instanceof Change.RecordAttempt recorded) {
            return recorded.key().delivery();
        }
        return new DeliveryId(
                chain.id(),
                change instanceof Change.Apply apply && apply.input() instanceof ChainInput.CalledBack calledBack
                        ? calledBack.step()
                        : chain.state().step());
    }

    // What ends

    /** Connections end with their process, and with it what it knew of them. */
    void crashed(SimulatedNode node) {
        forget(node, true);
        accepted.forEach((event, publication) -> publication
                .chains()
                .forEach(chain -> require(
                        isThere(chain), () -> "chain " + chain + " of event " + event + " is lost in a crash")));
    }

    /** The node closed gracefully and hands its work back at once; after faults, what it could not write is done again. */
    void closed(SimulatedNode node) {
        if (node.machine.isWell(TERM.multipliedBy(2))) {
            model.keySet().forEach(chain -> world.disk().story(chain).ifPresent(story -> requireNotHeld(node, story)));
        }
        forget(node, world.faults());
    }

    private void forget(SimulatedNode node, boolean crashed) {
        sent.forEach((key, request) -> {
            if (request.node == node) {
                request.crashed |= crashed;
                onTheWire.remove(run(key.claim()), key);
            }
        });
        inFlight.keySet().removeIf(lane -> lane.node() == node);
        unheard.removeIf(known -> known.node() == node);
    }

    private void requireNotHeld(SimulatedNode node, ChainStory story) {
        Due due = story.chain().due();
        Lease lease = due == null ? null : due.lease();
        require(
                lease == null || !lease.holder().equals(node.parts.claimant.node()),
                () -> "chain " + story.chain().chain().id() + " stays claimed although its node has closed");
    }

    /** Nothing disturbs any more, everybody accepts, and more than enough time went by. */
    void drained() {
        for (ChainId chain : model.keySet()) {
            world.disk().story(chain).ifPresent(story -> {
                ChainRecord record = story.chain();
                require(
                        !record.chain().state().isUnfinished(),
                        () -> "chain " + chain + " hangs: " + record.chain().state() + ", " + record.due());
            });
        }
    }

    /** Compares the books at the end. */
    void check() {
        var counts = new HashMap<String, Long>();
        model.values().forEach(record -> counts.merge(record.chain().state().word(), 1L, Long::sum));
        Ledger ledger = world.disk().ledger();
        var counted = new Ledger(
                model.size(),
                counts.getOrDefault("complete", 0L),
                counts.getOrDefault("awaiting_callback", 0L),
                counts.getOrDefault("delivering", 0L),
                counts.getOrDefault("interrupted", 0L),
                counts.getOrDefault("cancelled", 0L));
        require(ledger.isBalanced(), () -> "the ledger is not balanced: " + ledger);
        require(ledger.equals(counted), () -> "the ledger says " + ledger + ", counted are " + counted);
        var recorded = new HashSet<AttemptKey>();
        model.keySet()
                .forEach(chain -> world.disk()
                        .story(chain)
                        .ifPresent(story -> story.attempts().forEach(attempt -> checkRecord(attempt, recorded))));
        for (var request : sent.entrySet()) {
            ChainId chain = request.getKey().claim().delivery().chain();
            require(
                    recorded.contains(request.getKey())
                            || request.getValue().crashed
                            || world.disk().story(chain).isEmpty(),
                    () -> "attempt " + request.getKey() + " was made and is not recorded");
        }
    }

    private void checkRecord(AttemptRecord attempt, Set<AttemptKey> recorded) {
        var key = new AttemptKey(attempt.key(), attempt.attempt().number());
        require(sent.containsKey(key), () -> "attempt " + key + " is recorded and was not made");
        require(recorded.add(key), () -> "attempt " + key + " is recorded twice");
    }

    private static String tell(Change change) {
        return change instanceof Change.Publish publish
                ? "Publish of "
                        + publish.acceptances().stream()
                                .map(acceptance -> acceptance.event().id())
                                .toList()
                : change.toString();
    }

    private static String tell(Outcome outcome) {
        return outcome instanceof Outcome.Applied applied
                ? applied.effect() + " " + applied.before().chain().state() + " -> "
                        + applied.after().chain().state() + " "
                        + applied.after().due()
                : outcome.toString();
    }

    private void require(boolean condition, Supplier<String> otherwise) {
        if (!condition) {
            throw world.violation(otherwise.get());
        }
    }
}
