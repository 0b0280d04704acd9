package io.github.webhooks4j.engine.simulation;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.callback.CallbackState;
import io.github.webhooks4j.chain.Chain;
import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.chain.Transition.Effect;
import io.github.webhooks4j.delivery.AttemptOutcome;
import io.github.webhooks4j.delivery.AttemptOutcome.Retry.Cause;
import io.github.webhooks4j.delivery.DeliveryId;
import io.github.webhooks4j.delivery.DeliveryResult;
import io.github.webhooks4j.delivery.DeliveryResult.NoResponse;
import io.github.webhooks4j.delivery.DeliveryResult.Response;
import io.github.webhooks4j.delivery.FailureCode;
import io.github.webhooks4j.delivery.Header;
import io.github.webhooks4j.delivery.NextAttempt;
import io.github.webhooks4j.delivery.RetrySchedule;
import io.github.webhooks4j.engine.internal.delivery.AttemptRunner;
import io.github.webhooks4j.signature.WebhookHeaders;
import io.github.webhooks4j.spi.store.ClaimToken;
import io.github.webhooks4j.spi.store.ClaimedDelivery;
import io.github.webhooks4j.spi.store.LaneKey;
import io.github.webhooks4j.spi.store.Mutation;
import io.github.webhooks4j.spi.store.MutationResult;
import io.github.webhooks4j.spi.store.PendingDelivery;
import io.github.webhooks4j.spi.store.StoredAttempt;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Watches requests on the wire: each is allowed, has the expected content, and is recorded unchanged. */
final class WireOracle {
    /** One request on the wire. */
    private static final class Sent {
        final SimulatedNode node;
        final AttemptRunner.PreparedAttempt begun;

        @Nullable DeliveryResult result;

        Instant endedAt = Instant.MIN;
        boolean crashed;

        Sent(SimulatedNode node, AttemptRunner.PreparedAttempt begun) {
            this.node = node;
            this.begun = begun;
        }
    }

    /** A claim and an attempt's number: there is one request for each. */
    private record AttemptKey(ClaimToken claim, int number) {}

    private record RunKey(DeliveryId delivery, int resumes) {}

    private record RetryKey(RunKey run, int number, LaneKey lane) {}

    /** When an attempt may begin, by how much the clock had been set back, and the results of the attempts before it. */
    private record NotBefore(Instant at, Duration setBack, NextAttempt next) {}

    private record NodeLane(SimulatedNode node, LaneKey lane) {}

    private final Simulation world;
    private final Map<AttemptKey, Sent> sent = new LinkedHashMap<>();
    /** The latest request of each delivery that has not ended. */
    private final Map<RunKey, AttemptKey> onTheWire = new HashMap<>();

    private final Map<NodeLane, Integer> inFlight = new HashMap<>();
    private final Map<RetryKey, NotBefore> notBefore = new HashMap<>();

    WireOracle(Simulation world) {
        this.world = world;
    }

    /** Returns whether a request under this claim has not ended, and is the latest of its delivery. */
    boolean isOnTheWire(ClaimToken claim) {
        AttemptKey attempt = onTheWire.get(run(claim));
        return attempt != null && attempt.claim().equals(claim);
    }

    void wire(SimulatedNode node, AttemptRunner.PreparedAttempt begun) {
        ClaimedDelivery due = begun.delivery();
        DeliveryId delivery = due.key().delivery();
        world.say(() -> node.machine + " sends " + due.key() + " attempt " + due.attempt());
        var key = new AttemptKey(due.key(), due.attempt());
        world.require(
                sent.put(key, new Sent(node, begun)) == null,
                () -> "attempt " + due.attempt() + " of " + due.key() + " went over the wire twice");
        world.require(
                header(begun, WebhookHeaders.ID).equals(webhookId(due.key())),
                () -> "delivery " + delivery + " was sent as " + header(begun, WebhookHeaders.ID));
        world.require(
                header(begun, WebhookHeaders.ATTEMPT).equals(Integer.toString(due.attempt())),
                () -> "attempt " + due.attempt() + " of " + delivery + " was sent with another number");
        world.require(
                begun.request().needsNewConnection() == due.next().onNewConnection(),
                () -> "attempt " + due.next() + " of " + delivery + " was sent over the wrong connection");
        checkPredecessor(delivery);
        checkBackOff(node, due);
        AttemptKey other = onTheWire.put(run(due.key()), key);
        world.require(
                other == null || other.claim().fencingToken() != due.key().fencingToken(),
                () -> "delivery " + due.key() + " is on the wire already, as " + other);
        world.require(
                other == null
                        || requireNonNull(sent.get(other)).node != node
                        || !node.machine.isWell(SimulatedNode.TERM.multipliedBy(2)),
                () -> "delivery " + due.key() + " is on the wire already from the same node, as " + other);
        int present = inFlight.merge(new NodeLane(node, due.lane()), 1, Integer::sum);
        world.require(
                present <= world.limit,
                () -> "lane " + due.lane() + " has " + present + " attempts in flight, of at most " + world.limit);
    }

    /** Every run of a step that was called back before it was resumed has an id of its own. */
    private String webhookId(ClaimToken claim) {
        DeliveryId delivery = claim.delivery();
        long run = world.disk().findChain(delivery.chain()).orElseThrow().callbacks().stream()
                .filter(callback -> callback.step() == delivery.step() && callback.resumes() < claim.resumeCount())
                .count();
        return delivery.chain().value() + "_" + delivery.step() + (run == 0 ? "" : "_r" + run);
    }

    private void checkPredecessor(DeliveryId delivery) {
        if (delivery.step() == 0) {
            return;
        }
        var before = new DeliveryId(delivery.chain(), delivery.step() - 1);
        Chain chain =
                world.disk().findChain(delivery.chain()).orElseThrow().chain().chain();
        var callback = chain.callbacks().get(before.step());
        world.require(
                callback != null && callback.state() == CallbackState.SUCCESS && world.receivers.hasSucceeded(before),
                () -> "step " + delivery + " is contacted before the step before it called back with success");
    }

    private void checkBackOff(SimulatedNode node, ClaimedDelivery due) {
        NotBefore earliest = notBefore.get(new RetryKey(run(due.key()), due.attempt(), due.lane()));
        world.require(
                due.attempt() == 1 || earliest != null,
                () -> "attempt " + due.attempt() + " of " + due.key() + " follows no failure");
        if (earliest != null) {
            world.require(
                    due.next().equals(earliest.next()),
                    () -> due.next() + " of " + due.key() + " is counted wrongly, should be " + earliest.next());
            Instant now = world.isShared()
                    ? world.clock.instant()
                    : node.machine
                            .clock()
                            .instant()
                            .plus(node.machine.setBack())
                            .minus(earliest.setBack());
            world.require(
                    !now.isBefore(earliest.at()),
                    () -> "attempt " + due.attempt() + " of " + due.key() + " began at " + now + ", not before "
                            + earliest.at() + " as promised");
        }
    }

    void ended(SimulatedNode node, AttemptRunner.PreparedAttempt begun, DeliveryResult result) {
        ClaimedDelivery due = begun.delivery();
        world.say(() -> "ended " + due.key() + " attempt " + due.attempt() + ": "
                + (result instanceof Response answered ? answered.status() + " " + answered.retryAfter() : result));
        var key = new AttemptKey(due.key(), due.attempt());
        Sent request = requireNonNull(sent.get(key));
        request.result = result;
        request.endedAt = node.machine.clock().instant();
        onTheWire.remove(run(due.key()), key);
        inFlight.merge(new NodeLane(node, due.lane()), -1, Integer::sum);
    }

    /** A node has ended, and its connections with it. */
    void forget(SimulatedNode node, boolean crashed) {
        sent.forEach((key, request) -> {
            if (request.node == node) {
                request.crashed |= crashed;
                onTheWire.remove(run(key.claim()), key);
            }
        });
        inFlight.keySet().removeIf(lane -> lane.node() == node);
    }

    /** Checks an attempt that is about to be recorded. */
    void checkVerdict(Mutation.RecordAttempt recorded) {
        Sent request =
                sent.get(new AttemptKey(recorded.key(), recorded.attempt().number()));
        world.require(
                request != null && recorded.attempt().result().equals(request.result),
                () -> "attempt " + recorded.attempt().number() + " of " + recorded.key()
                        + " is recorded and was not made like that");
        if (request == null || request.result == null) {
            return;
        }
        RetrySchedule schedule = request.begun.settings().retrySchedule();
        NextAttempt made = request.begun.delivery().next();
        int failures = made.failures() + 1;
        AttemptOutcome verdict = recorded.verdict();
        int status = request.result instanceof Response answered ? answered.status() : 0;
        boolean right;
        if (isUncounted(request.result, made)) {
            right = verdict instanceof AttemptOutcome.Retry retry
                    && retry.cause() == (isSenderFault(request.result) ? Cause.SENDER_FAULT : Cause.REUSED_CONNECTION)
                    && isSoon(retry.at(), request, made);
        } else if (status / 100 == 2) {
            right = verdict instanceof AttemptOutcome.Delivered;
        } else if (status == 410) {
            right = verdict instanceof AttemptOutcome.Gone;
        } else if (failures > schedule.delays().size()) {
            right = verdict instanceof AttemptOutcome.Exhausted;
        } else {
            right = verdict instanceof AttemptOutcome.Retry retry
                    && isInBounds(retry.at(), request, schedule, failures);
        }
        world.require(
                right,
                () -> made + " of " + recorded.key() + " at " + request.endedAt + " with " + request.result
                        + " was judged " + verdict);
    }

    /** Returns whether an attempt does not count against its destination. */
    private static boolean isUncounted(DeliveryResult result, NextAttempt made) {
        return isSenderFault(result)
                || (result instanceof NoResponse failure
                        && failure.code() == FailureCode.REUSED_CONNECTION_LOST
                        && !made.onNewConnection());
    }

    private static boolean isSenderFault(DeliveryResult result) {
        return result instanceof NoResponse failure && failure.code().isSenderFault();
    }

    private static boolean isSoon(Instant at, Sent request, NextAttempt made) {
        boolean atOnce = !isSenderFault(requireNonNull(request.result))
                || (made.senderFaults() == 0
                        && request.result instanceof NoResponse failure
                        && failure.code() == FailureCode.ABORTED);
        Duration wait = Duration.between(request.endedAt, at);
        return atOnce
                ? wait.toMillis() == 0
                : wait.compareTo(Duration.ofSeconds(1)) >= 0 && wait.compareTo(Duration.ofMinutes(1)) <= 0;
    }

    /** Counts the results of the attempts of a delivery, independently of the engine. */
    private static NextAttempt next(NextAttempt made, DeliveryResult result) {
        if (isSenderFault(result)) {
            return new NextAttempt(made.number() + 1, made.failures(), made.senderFaults() + 1, made.onNewConnection());
        }
        return isUncounted(result, made)
                ? new NextAttempt(made.number() + 1, made.failures(), 0, true)
                : new NextAttempt(made.number() + 1, made.failures() + 1, 0, false);
    }

    private static boolean isInBounds(Instant at, Sent request, RetrySchedule schedule, int failures) {
        double gap = schedule.delays().get(failures - 1).toMillis();
        double asked = request.result instanceof Response answered && answered.retryAfter() != null
                ? 1000.0 * Long.parseLong(answered.retryAfter())
                : 0;
        double wait = Duration.between(request.endedAt, at).toMillis();
        return wait >= Math.max(asked, gap * (1 - schedule.jitter())) - 1
                && wait <= Math.max(asked, gap * (1 + schedule.jitter())) + 1;
    }

    /** Notes that an attempt may follow, and when. */
    void noteRetry(SimulatedNode node, Mutation change, MutationResult.Applied applied, Instant now) {
        if (change instanceof Mutation.RecordAttempt recorded
                && recorded.verdict() instanceof AttemptOutcome.Retry retry
                && !applied.before().equals(applied.after())) {
            // By the clock that the claim will use.
            Instant at = world.isShared() ? retry.at().plus(Duration.between(now, world.clock.instant())) : retry.at();
            Sent request =
                    sent.get(new AttemptKey(recorded.key(), recorded.attempt().number()));
            if (request == null || request.result == null) {
                return;
            }
            notBefore.put(
                    new RetryKey(
                            run(recorded.key()),
                            recorded.attempt().number() + 1,
                            applied.after().lane()),
                    new NotBefore(
                            at.minusMillis(1),
                            node.machine.setBack(),
                            next(requireNonNull(applied.before().due()).next(), request.result)));
        }
    }

    /** Notes that an attempt may be made earlier, because an operator ended its wait. */
    void noteDeliverNow(Mutation change, MutationResult.Applied applied) {
        if (change instanceof Mutation.DeliverNow deliver && applied.effect() == Effect.DUE_NOW) {
            PendingDelivery due = requireNonNull(applied.after().due());
            Duration earlier = Duration.between(
                    due.at(), requireNonNull(applied.before().due()).at());
            notBefore.computeIfPresent(
                    new RetryKey(
                            run(deliver.key()), due.attempt(), applied.after().lane()),
                    (key, promised) ->
                            new NotBefore(promised.at().minus(earlier), promised.setBack(), promised.next()));
        }
    }

    /** Notes that an attempt may be made at once, because it has another destination now. */
    void noteMove(SimulatedNode node, Mutation change, MutationResult.Applied applied) {
        PendingDelivery due = applied.after().due();
        if (!(change instanceof Mutation.Move)
                || due == null
                || applied.before().lane().equals(applied.after().lane())) {
            return;
        }
        Chain chain = applied.after().chain();
        var delivery = new DeliveryId(chain.id(), chain.state().step());
        Instant now =
                world.isShared() ? world.clock.instant() : node.machine.clock().instant();
        notBefore.put(
                new RetryKey(
                        new RunKey(delivery, chain.resumeCount()),
                        due.attempt(),
                        applied.after().lane()),
                new NotBefore(now.minusMillis(1), node.machine.setBack(), new NextAttempt(due.attempt(), 0, 0, false)));
    }

    /** Compares the recorded attempts with the requests that were sent. */
    void check(Collection<ChainId> chains) {
        var recorded = new HashSet<AttemptKey>();
        chains.forEach(chain -> world.disk()
                .findChain(chain)
                .ifPresent(story -> story.attempts().forEach(attempt -> checkRecord(attempt, recorded))));
        for (var request : sent.entrySet()) {
            ChainId chain = request.getKey().claim().delivery().chain();
            world.require(
                    recorded.contains(request.getKey())
                            || request.getValue().crashed
                            || world.disk().findChain(chain).isEmpty(),
                    () -> "attempt " + request.getKey() + " was made and is not recorded");
        }
    }

    private void checkRecord(StoredAttempt attempt, Set<AttemptKey> recorded) {
        var key = new AttemptKey(attempt.key(), attempt.attempt().number());
        world.require(sent.containsKey(key), () -> "attempt " + key + " is recorded and was not made");
        world.require(recorded.add(key), () -> "attempt " + key + " is recorded twice");
    }

    private static RunKey run(ClaimToken claim) {
        return new RunKey(claim.delivery(), claim.resumeCount());
    }

    private static String header(AttemptRunner.PreparedAttempt begun, String name) {
        return begun.request().headers().stream()
                .filter(header -> header.name().equals(name))
                .map(Header::value)
                .reduce((one, other) -> one + ", " + other)
                .orElse("nothing");
    }
}
