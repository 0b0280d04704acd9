package io.github.webhooks4j.engine.simulation;

import io.github.webhooks4j.delivery.DeliveryResult;
import io.github.webhooks4j.engine.TestFacades;
import io.github.webhooks4j.engine.WebhookEngineBuilder;
import io.github.webhooks4j.engine.health.CircuitState;
import io.github.webhooks4j.engine.health.DestinationState;
import io.github.webhooks4j.engine.health.HealthProblem;
import io.github.webhooks4j.engine.internal.delivery.AttemptRunner;
import io.github.webhooks4j.engine.internal.delivery.DeliveryPool;
import io.github.webhooks4j.engine.internal.delivery.NodeRenewer;
import io.github.webhooks4j.engine.internal.runtime.EngineCore;
import io.github.webhooks4j.engine.internal.runtime.EngineLifecycle;
import io.github.webhooks4j.engine.internal.runtime.EngineOptions;
import io.github.webhooks4j.engine.lifecycle.EnginePhase;
import io.github.webhooks4j.engine.listener.EngineListener;
import io.github.webhooks4j.engine.simulation.EngineMutant.Switching;
import io.github.webhooks4j.spi.store.ClaimedDelivery;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The real parts and the real lifecycle of one engine, driven by the events of a simulation where {@link io.github.webhooks4j.engine.internal.runtime.ThreadedTaskRunner} and {@link
 * io.github.webhooks4j.engine.internal.delivery.DeliveryWorkers} drive threads.
 */
final class SimulatedNode implements DeliveryPool {
    /** The process has ended; none of its tasks continues. */
    static final class Crash extends Error {
        private static final long serialVersionUID = 1;

        Crash() {
            super("the node has crashed", null, false, false);
        }
    }

    static final Duration TERM = Duration.ofSeconds(15);
    /** The bound within which callers get a result. */
    static final Duration BOUND = Duration.ofSeconds(30);

    private static final URI BASE = URI.create("https://hub.example/callbacks");
    private static final int MOST_IN_FLIGHT = 8;
    /** Longer than any attempt: what is in flight at closing gets all the time that it needs. */
    private static final Duration GRACE = Duration.ofDays(1);

    /** The time within which a healthy node scans the lanes after it has started to deliver. */
    private static final Duration SOON = Duration.ofSeconds(2);
    /** The time within which a healthy node has released everything after it has stopped delivering. */
    private static final Duration RELEASED = Duration.ofSeconds(10);

    /** A node that joins others uses rate limits of a minute after a little more than this. */
    private static final Duration SHARE_NEEDED = Duration.ofMinutes(2);

    final EngineCore parts;
    final TestFacades facades;
    final SimulatedMachine machine;
    private final Simulation world;
    private final SimulatedStore store;
    private final SimulatedTaskRunner tasks;
    private final EngineLifecycle lifecycle;
    private int inFlight;
    private boolean looking;
    private boolean dead;
    private boolean closing;
    private long scannedAt = -1;
    private long stops;

    SimulatedNode(Simulation world, SimulatedMachine machine) {
        this.world = world;
        this.machine = machine;
        this.store = new SimulatedStore(world, this);
        WebhookEngineBuilder builder = new WebhookEngineBuilder(store, world.receivers)
                .callbackBase(BASE)
                .clock(machine.clock())
                .random(world.engineRandom)
                .maxInFlight(MOST_IN_FLIGHT)
                .maxInFlightPerDestination(world.limit)
                .retention(world.retention)
                .leaseTerm(TERM)
                .publishTimeout(BOUND)
                .addListener(EngineListener.of(change -> {}));
        EngineOptions options =
                TestFacades.options(builder, world.slice, world.journalLimits, world.engineMutant.queueing());
        this.tasks = new SimulatedTaskRunner(world, this);
        this.parts = EngineCore.open(options, tasks, this);
        this.facades = new TestFacades(options, parts);
        this.lifecycle = new EngineLifecycle("simulated", parts, tasks, this);
    }

    void start() {
        lifecycle.open();
        if (world.faults() && world.chance(0.1)) {
            plan(world.between(0, 10_000_000), this::startDelivering);
        } else {
            startDelivering();
        }
    }

    void startDelivering() {
        if (!isRunning() || parts.gate.phase() != EnginePhase.OPEN) {
            return;
        }
        long startedAt = world.now();
        if (world.engineMutant.switching() == Switching.SCANS_NOTHING) {
            parts.gate.move(EnginePhase.OPEN, EnginePhase.DELIVERING);
            parts.lanes.start();
        } else {
            lifecycle.startDelivering();
        }
        plan(Simulation.toMicros(SOON), () -> {
            boolean excused = !delivers() || !machine.isWell(TERM.multipliedBy(2));
            world.require(
                    excused || scannedAt >= startedAt,
                    () -> machine + " has delivered again for " + SOON + " and has not scanned the lanes");
        });
    }

    void stopDelivering() {
        long stop = ++stops;
        try {
            switch (world.engineMutant.switching()) {
                case RELEASES_NOTHING -> stopWithoutRelease();
                case STOPS_NOTHING -> parts.gate.move(EnginePhase.DELIVERING, EnginePhase.OPEN);
                default -> lifecycle.stopDelivering(GRACE);
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException("a simulation is not interrupted", e);
        }
        plan(Simulation.toMicros(RELEASED), () -> {
            if (stop == stops && isRunning() && parts.gate.phase() == EnginePhase.OPEN) {
                world.oracle.stopped(this);
            }
        });
    }

    private void stopWithoutRelease() {
        if (parts.gate.move(EnginePhase.DELIVERING, EnginePhase.STOPPING)) {
            parts.lanes.stop();
            awaitIdle(GRACE);
            parts.gate.move(EnginePhase.STOPPING, EnginePhase.OPEN);
        }
    }

    /** The store has returned all lanes to this node. */
    void scanned() {
        scannedAt = world.now();
    }

    private boolean delivers() {
        return isRunning() && parts.gate.phase() == EnginePhase.DELIVERING;
    }

    void close() {
        closing = true;
        boolean written;
        try {
            written = lifecycle.close(GRACE);
        } catch (InterruptedException e) {
            throw new IllegalStateException("a simulation is not interrupted", e);
        }
        if (!written) {
            machine.troubled();
        }
        tasks.finishAside();
        throwIfDead();
        world.oracle.callers.closed(this);
        kill();
    }

    @Override
    public boolean awaitIdle(Duration timeout) {
        world.runWhile(() -> inFlight > 0 && !dead);
        throwIfDead();
        return true;
    }

    @Override
    public List<HealthProblem> problems() {
        return List.of();
    }

    @Override
    public void abort() {
        throw new IllegalStateException("attempts get all the time that they need");
    }

    void kill() {
        dead = true;
        world.oracle.callers.crashed(this);
        world.oracle.rates.forget(this);
        store.leave();
    }

    /** Renews from now on what it holds: only then time goes by in small steps for the leases' sake. */
    void holdsSomething() {
        parts.leaseRenewal.waker().wake();
    }

    /** Returns whether its leases may end in the meantime: it holds none on a delivery, and needs no share of a rate limit soon. */
    boolean holdsNothing() {
        Instant soon = machine.clock().instant().plus(SHARE_NEEDED);
        return ((NodeRenewer) parts.work.renewals()).holdsNothing()
                && parts.lanes.destinations(machine.clock().instant()).stream()
                        .noneMatch(state -> needsShare(state, soon));
    }

    private static boolean needsShare(DestinationState state, Instant soon) {
        Instant due = state.nextDueAt();
        boolean waits = state.parked()
                || (state.circuit() instanceof CircuitState.Open open
                        && open.nextProbeAt().isAfter(soon));
        return !state.rateLimits().isEmpty() && !waits && due != null && due.isBefore(soon);
    }

    /** Schedules work on this node: dropped if the node has died, delayed while its machine is paused. */
    void plan(long afterMicros, Runnable what) {
        world.plan(afterMicros, () -> {
            long paused = machine.stillPaused();
            if (paused > 0 && !dead) {
                plan(paused + world.between(0, 1_000), what);
            } else if (!dead) {
                what.run();
            }
        });
    }

    boolean isDead() {
        return dead;
    }

    boolean isRunning() {
        return !dead && !closing;
    }

    void throwIfDead() {
        if (dead) {
            throw new Crash();
        }
    }

    @Override
    public void wake() {
        if (!looking && !dead) {
            looking = true;
            plan(pause(), this::look);
        }
    }

    private void look() {
        looking = false;
        while (!dead && inFlight < MOST_IN_FLIGHT) {
            Instant now = machine.clock().instant();
            ClaimedDelivery delivery = parts.lanes.next(world.engineMutant.seenAs(now, world));
            if (delivery == null) {
                return;
            }
            inFlight++;
            world.oracle.rates.starts(this, delivery);
            world.require(
                    closing || delivers(), () -> machine + " starts " + delivery.key() + " though it delivers nothing");
            String objection = world.oracle.claims.objectionTo(this, delivery);
            plan(world.chance(0.8) ? 0 : world.between(0, 50_000), () -> begin(delivery, now, objection));
        }
    }

    private void begin(ClaimedDelivery delivery, Instant startedAt, @Nullable String objection) {
        Optional<AttemptRunner.PreparedAttempt> begun;
        try {
            begun = parts.deliverer.prepare(delivery);
        } catch (RuntimeException | OutOfMemoryError e) {
            throwIfDead();
            world.say(() -> "could not begin " + delivery.key());
            world.oracle.rates.notMade(this, delivery, startedAt);
            parts.deliverer.release(delivery);
            free();
            return;
        }
        if (begun.isEmpty()) {
            world.say(() -> "not made " + delivery.key());
            world.oracle.rates.notMade(this, delivery, startedAt);
            free();
            return;
        }
        if (objection != null) {
            throw world.violation(objection);
        }
        crashNowAndThen();
        if (world.faults() && world.chance(0.01)) {
            // At the worst moment: it has made sure that it may, and does it a minute later.
            machine.pause(Duration.ofMillis(world.between(1_000, 60_000)));
        }
        plan(0, () -> send(begun.get()));
    }

    private void send(AttemptRunner.PreparedAttempt begun) {
        world.require(
                closing || parts.gate.phase() != EnginePhase.OPEN,
                () -> machine + " sends " + begun.delivery().key() + " after it has stopped delivering");
        world.oracle.wire.wire(this, begun);
        world.oracle.order.attempted(begun.delivery());
        crashNowAndThen();
        world.receivers.receive(begun, (after, result) -> plan(after, () -> end(begun, result)));
    }

    private void end(AttemptRunner.PreparedAttempt begun, DeliveryResult result) {
        crashNowAndThen();
        world.oracle.wire.ended(this, begun, result);
        parts.deliverer.complete(begun, result);
        free();
    }

    private void free() {
        inFlight--;
        wake();
    }

    private void crashNowAndThen() {
        if (world.crashesNow()) {
            machine.crash();
            throwIfDead();
        }
    }

    /** Returns for how long a thread takes until it runs. */
    long pause() {
        return world.chance(0.9) ? world.between(0, 2_000) : world.between(0, 300_000);
    }
}
