package io.github.webhooks4j.engine;

import io.github.webhooks4j.delivery.DeliveryResult;
import io.github.webhooks4j.store.DueDelivery;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The real parts of one engine, driven by the events of a simulation where {@link Loop} and {@link Workers} drive threads. */
final class SimulatedNode implements EngineParts.Driver {
    /** The process has ended; nothing of it goes on. */
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
    private static final long POLL_MICROS = 10_000_000;
    private static final long BACK_OFF_MICROS = 50_000;
    private static final long LONGEST_BACK_OFF_MICROS = 2_000_000;
    private static final long SHORT_NAP_MICROS = 900_000;

    final EngineParts parts;
    final SimulatedMachine machine;
    private final Simulation world;
    private final SimulatedStore store;
    private final List<Turn> journals;
    private final Turn notifier;
    private final Turn dispatch;
    private final Turn upkeep;
    private final Turn leases;
    private final Turn deadlines;
    private final Turn retention;
    private int inFlight;
    private boolean looking;
    private boolean dead;
    private boolean closing;
    private boolean closed;

    SimulatedNode(Simulation world, SimulatedMachine machine) {
        this.world = world;
        this.machine = machine;
        this.store = new SimulatedStore(world, this);
        WebhookEngineBuilder options = new WebhookEngineBuilder(store, world.receivers)
                .callbackBase(BASE)
                .clock(machine.clock())
                .random(world.engineRandom)
                .maxInFlight(MOST_IN_FLIGHT)
                .maxInFlightPerDestination(world.limit)
                .retention(world.retention)
                .leaseTerm(TERM)
                .publishTimeout(BOUND)
                .listener(change -> {});
        options.slice = world.slice;
        options.journalLimits = world.journalLimits;
        options.queueing = world.engineMutant.queueing();
        this.parts = new EngineParts(options, this);
        this.journals = Stream.generate(() -> new Turn(parts.journal::step))
                .limit(world.journals)
                .toList();
        this.notifier = new Turn(parts.notifier::step);
        this.dispatch = new Turn(parts::dispatch);
        this.upkeep = new Turn(parts::upkeep);
        this.leases = new Turn(parts.leases::step, false);
        this.deadlines = new Turn(parts.deadlines::step);
        this.retention = new Turn(parts.retention::step);
    }

    /** Starts as {@link WebhookEngine} does. */
    void start() {
        parts.load();
        notifier.begin();
        journals.forEach(Turn::begin);
        leases.begin();
        dispatch.begin();
        upkeep.begin();
        deadlines.begin();
        retention.begin();
    }

    /** Closes as {@link WebhookEngine} does, except that attempts in flight get all the time they need. */
    void close() {
        closing = true;
        dispatch.end();
        upkeep.end();
        deadlines.end();
        retention.end();
        parts.journal.giveBack(parts.lanes.stop());
        world.runWhile(() -> inFlight > 0 && !dead);
        throwIfDead();
        journals.forEach(Turn::end);
        if (journals.stream().anyMatch(journal -> journal.busy)) {
            // As in production, where a loop that is in the store does not end in time.
            machine.troubled();
        } else {
            parts.journal.drain();
            throwIfDead();
        }
        leases.end();
        parts.notifier.step();
        closed = true;
        parts.journal.close();
        world.oracle.callers.closed(this);
        kill();
    }

    void kill() {
        dead = true;
        world.oracle.callers.crashed(this);
        store.leave();
    }

    /** Renews from now on what it holds: only then time goes by in small steps for the leases' sake. */
    void holdsSomething() {
        leases.wake();
    }

    /** Plans something that happens on this node: not after its death, and later if the machine stands still. */
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
    public void wakeJournal() {
        journals.forEach(Turn::wake);
    }

    @Override
    public void wakeNotifier() {
        notifier.wake();
    }

    @Override
    public void wakeDispatch() {
        dispatch.wake();
    }

    @Override
    public void wakeUpkeep() {
        upkeep.wake();
    }

    @Override
    public void wakeDeadlines() {
        deadlines.wake();
    }

    @Override
    public void startWorkers() {
        if (!looking && !dead) {
            looking = true;
            plan(pause(), this::look);
        }
    }

    @Override
    public void checkOpen() {
        if (closing || closed) {
            throw new EngineClosedException("simulated");
        }
    }

    @Override
    public void runAside(Runnable task) {
        plan(pause(), task);
    }

    /** Other events happen while a caller waits. */
    @Override
    public void await(CompletableFuture<?> future, Duration bound) {
        world.oracle.callers.waits(this, future, bound, "a caller");
        world.runWhile(() -> !future.isDone() && !dead);
        throwIfDead();
    }

    @Override
    public Runnable after(Duration delay, Runnable task) {
        if (!world.engineMutant.tellsInTime()) {
            return () -> {};
        }
        var stopped = new AtomicBoolean();
        plan(Simulation.toMicros(delay), () -> {
            if (!stopped.get()) {
                task.run();
            }
        });
        return () -> stopped.set(true);
    }

    private void look() {
        looking = false;
        while (!dead && inFlight < MOST_IN_FLIGHT) {
            DueDelivery delivery = parts.lanes.next(machine.clock().instant());
            if (delivery == null) {
                return;
            }
            inFlight++;
            String objection = world.oracle.claims.objectionTo(this, delivery);
            plan(world.chance(0.8) ? 0 : world.between(0, 50_000), () -> begin(delivery, objection));
        }
    }

    private void begin(DueDelivery delivery, @Nullable String objection) {
        Optional<Deliverer.Begun> begun;
        try {
            begun = parts.deliverer.begin(delivery);
        } catch (RuntimeException | OutOfMemoryError e) {
            throwIfDead();
            world.say(() -> "could not begin " + delivery.key());
            parts.deliverer.giveBack(delivery);
            free();
            return;
        }
        if (begun.isEmpty()) {
            world.say(() -> "not made " + delivery.key());
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

    private void send(Deliverer.Begun begun) {
        world.oracle.wire.wire(this, begun);
        crashNowAndThen();
        world.receivers.receive(begun, (after, result) -> plan(after, () -> end(begun, result)));
    }

    private void end(Deliverer.Begun begun, DeliveryResult result) {
        crashNowAndThen();
        world.oracle.wire.ended(this, begun, result);
        parts.deliverer.end(begun, result);
        free();
    }

    private void free() {
        inFlight--;
        startWorkers();
    }

    private void crashNowAndThen() {
        if (world.crashesNow()) {
            machine.crash();
            throwIfDead();
        }
    }

    private long pause() {
        return world.chance(0.9) ? world.between(0, 2_000) : world.between(0, 300_000);
    }

    /** What a {@link Loop} is to threads. */
    private final class Turn {
        private final Loop.Step step;
        private final boolean maybeLate;
        private boolean running;
        private long ticket;
        private long plannedAt = Long.MAX_VALUE;
        private long backOff;
        private long failuresInRow;
        private boolean busy;

        Turn(Loop.Step step) {
            this(step, true);
        }

        /** With {@code maybeLate} long naps are stretched: days would take too many steps otherwise, and threads may be late. */
        Turn(Loop.Step step, boolean maybeLate) {
            this.step = step;
            this.maybeLate = maybeLate;
        }

        void begin() {
            running = true;
            wake();
        }

        void end() {
            running = false;
        }

        void wake() {
            // While it backs off, nothing wakes it.
            if (backOff == 0) {
                plan(pause());
            }
        }

        private void plan(long after) {
            long at = world.now() + after;
            if (!running || at >= plannedAt) {
                return;
            }
            plannedAt = at;
            long mine = ++ticket;
            SimulatedNode.this.plan(after, () -> {
                if (mine == ticket && running) {
                    run();
                }
            });
        }

        private void run() {
            plannedAt = Long.MAX_VALUE;
            if (busy) {
                // It is in a call of the store that takes its time.
                plan(SHORT_NAP_MICROS);
                return;
            }
            backOff = 0;
            busy = true;
            try {
                Instant next = step.run();
                failuresInRow = 0;
                plan(nap(next));
            } catch (RuntimeException | OutOfMemoryError e) {
                throwIfDead();
                backOff = Math.min(LONGEST_BACK_OFF_MICROS, BACK_OFF_MICROS << Math.min(failuresInRow, 10));
                failuresInRow++;
                ticket++;
                plannedAt = Long.MAX_VALUE;
                plan(backOff);
            } finally {
                busy = false;
            }
        }

        private long nap(@Nullable Instant next) {
            long poll = POLL_MICROS * world.stretch();
            if (next == null) {
                return poll;
            }
            long wait = Math.max(
                    0, Simulation.toMicros(Duration.between(machine.clock().instant(), next)));
            if (wait > SHORT_NAP_MICROS && (maybeLate || parts.leases.isEmpty())) {
                wait += (long) (wait * world.random.nextDouble() * (world.stretch() - 1));
            }
            return Math.min(poll, wait);
        }
    }
}
