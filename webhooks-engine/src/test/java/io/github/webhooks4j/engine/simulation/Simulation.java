package io.github.webhooks4j.engine.simulation;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.engine.internal.commit.CommitLimits;
import io.github.webhooks4j.engine.internal.publish.FanOut;
import io.github.webhooks4j.spi.store.Mutation;
import io.github.webhooks4j.spi.store.Store;
import io.github.webhooks4j.spi.store.StoreException;
import io.github.webhooks4j.stats.ChainCounts;
import io.github.webhooks4j.testkit.InMemoryStore;
import io.github.webhooks4j.testkit.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One run of the real engine in a simulated world, on one thread and from one seed: time is a queue of events, and work that would
 * run concurrently on threads runs in an order that the seed determines. While a caller waits, other events happen.
 *
 * <p>A world has either one node on its own store, which uses the node's clock and is opened again after a crash, as a SQLite file
 * is; or one to five nodes on a shared store, which uses its own clock, as a PostgreSQL server does.
 *
 * <p>It is in the engine's own package, so that the parts of the engine need not be public.
 */
final class Simulation {
    /** A promise was broken. */
    static final class Violation extends AssertionError {
        private static final long serialVersionUID = 1;

        Violation(String message) {
            super(message);
        }
    }

    /**
     * The only fault of a run: at one of the moments at which a call of the store can fail, which are counted from 1.
     *
     * @param error whether it is an {@code Error}, as when memory runs out; a {@code StoreException} otherwise
     */
    record SingleFault(long point, boolean error) {}

    private record Planned(long micros, long order, Runnable what) {}

    /** How long a run takes, and by how much its long pauses are stretched so that days cost no more than minutes. */
    private record Pace(Duration horizon, int stretch, int actions) {}

    private static final List<Pace> PACES = List.of(
            new Pace(Duration.ofSeconds(20), 1, 24),
            new Pace(Duration.ofMinutes(3), 3, 24),
            new Pace(Duration.ofHours(6), 100, 24),
            new Pace(Duration.ofDays(8), 2000, 30));
    private static final Duration LONGEST_DRAIN = Duration.ofDays(12);
    /** The time within which the rows of deleted webhooks are cancelled, once there are no faults: the engine looks each minute. */
    private static final Duration DELETIONS_DONE = Duration.ofMinutes(3);

    private static final int MAX_EVENTS = 400_000;

    final long seed;
    final Random random;
    final Random engineRandom;
    /** Draws the bulk jobs. */
    final Random bulkRandom;
    /** Wall-clock time, from which the clocks of machines differ. */
    final ManualClock clock = new ManualClock();

    final int limit;
    final Duration retention;
    /** Chains that are created in one transaction. */
    final int slice;

    /** The maximum of commits that a node has in flight. */
    final int journals;

    /** A defect of the engine, for tests of the simulation. */
    EngineMutant engineMutant = EngineMutant.NONE;

    final CommitLimits journalLimits;
    final SimulationOracle oracle = new SimulationOracle(this);
    final SimulatedReceivers receivers = new SimulatedReceivers(this);
    final SimulatedHost host = new SimulatedHost(this);
    private final List<SimulatedMachine> machines = new ArrayList<>();
    private final boolean shared;
    private final UnaryOperator<Store> mutation;
    private final Pace pace;
    private final PriorityQueue<Planned> queue =
            new PriorityQueue<>(Comparator.comparingLong(Planned::micros).thenComparingLong(Planned::order));
    private final @Nullable List<String> trace;
    private InMemoryStore disk;
    private boolean faults;
    private double failureRate;
    private double crashRate;
    private double hangRate;
    private double memoryRate;
    private boolean poisoned;
    private @Nullable SingleFault single;
    private long faultPoints;
    private long micros;
    private long planned;
    private long done;
    private @Nullable Violation violation;

    /**
     * Prepares a run.
     *
     * @param mutation injects a defect between the engine and the store
     * @param trace takes a line for everything that happens; null for none
     */
    Simulation(long seed, UnaryOperator<Store> mutation, @Nullable List<String> trace) {
        this.seed = seed;
        this.mutation = mutation;
        this.trace = trace;
        random = new Random(seed * 0x9E3779B97F4A7C15L + 1);
        engineRandom = new Random(random.nextLong());
        bulkRandom = new Random(seed * 0x9E3779B97F4A7C15L + 2);
        pace = PACES.get(random.nextInt(PACES.size()));
        limit = 1 + random.nextInt(4);
        slice = seed % 4 == 0 ? FanOut.SLICE : (int) (seed % 4);
        retention = pace.horizon().toDays() > 0 ? Duration.ofHours(30) : Duration.ofDays(30);
        shared = random.nextInt(5) < 3;
        disk = shared ? new InMemoryStore(clock) : new InMemoryStore();
        CommitLimits normal = CommitLimits.DEFAULT;
        journalLimits = new CommitLimits(
                normal.maxWaiting(),
                smallOr(normal.maxBatch()),
                smallOr(normal.fullBatch()),
                random.nextBoolean() ? normal.recordInterval() : Duration.ofMillis(random.nextInt(1_000)),
                smallOr(normal.maxBatchChains()),
                normal.maxBatchBytes(),
                Duration.ofMillis(10 + random.nextInt(1_000)),
                Duration.ofSeconds(1 + random.nextInt(30)),
                normal.outagePause(),
                // Fewer would take two records that are never written for a store that fails.
                Math.max(8, 2 + random.nextInt(15)),
                2 + random.nextInt(9),
                smallOr(normal.maxSetAside()),
                normal.maxListed());
        journals = shared ? 1 + random.nextInt(2) : 1;
        int count = shared ? 1 + random.nextInt(5) : 1;
        for (int number = 1; number <= count; number++) {
            Duration ahead = Duration.ofMillis(shared ? random.nextInt(-5_000, 5_001) : 0);
            machines.add(new SimulatedMachine(this, number, ahead));
        }
    }

    /**
     * Runs, drains and checks.
     *
     * @throws Violation if a promise was broken
     */
    void run() {
        drawFaults();
        play(random.nextInt(4 + 3 * machines.size()));
    }

    /** Runs, drains and checks, with one fault and no other; returns at how many moments it could have come. */
    long runWith(SingleFault fault) {
        single = fault;
        play(0);
        return faultPoints;
    }

    private void drawFaults() {
        failureRate = random.nextInt(3) == 0 ? 0 : random.nextDouble() * 0.15;
        crashRate = random.nextInt(3) == 0 ? 0 : random.nextDouble() * 0.01;
        hangRate = random.nextInt(3) == 0 ? 0.02 : 0;
        memoryRate = random.nextInt(4) == 0 ? 0.02 : 0;
        // Not over days: leases of records that are set aside in memory are renewed every few seconds.
        poisoned = random.nextInt(3) == 0 && pace.horizon().toDays() == 0;
    }

    private void play(int troubles) {
        machines.forEach(SimulatedMachine::start);
        host.prepare();
        faults = true;
        long horizon = toMicros(pace.horizon());
        for (int action = 0; action < pace.actions(); action++) {
            plan(between(0, horizon), host::act);
        }
        for (int jobs = bulkRandom.nextInt(4); jobs > 0; jobs--) {
            plan(bulkRandom.nextLong(horizon), host::actOnMany);
        }
        for (int trouble = troubles; trouble > 0; trouble--) {
            plan(between(0, horizon), this::makeTrouble);
        }
        runWhile(() -> micros < horizon);
        drain();
        oracle.check();
        if (violation != null) {
            throw violation;
        }
    }

    /** Returns the usual bound, or a small one, which is then reached nearly always. */
    private int smallOr(int usual) {
        return random.nextBoolean() ? usual : 1 + random.nextInt(4);
    }

    private void makeTrouble() {
        SimulatedMachine machine = machines.get(random.nextInt(machines.size()));
        switch (random.nextInt(7)) {
            case 0 -> machine.crash();
            case 1 -> {
                machine.close();
                machine.startAgain();
            }
            case 2 -> machine.jump(Duration.ofMillis(between(-240_000, 240_000)));
            case 3 -> machine.pause(Duration.ofMillis(between(100, chance(0.5) ? 5_000 : 60_000)));
            case 4 -> machine.stopDelivering();
            case 5 -> machine.cutOff(Duration.ofMillis(between(100, 120_000)));
            default -> {
                Duration length = Duration.ofMillis(between(100, 240_000));
                machines.forEach(each -> each.cutOff(length));
            }
        }
    }

    private void drain() {
        say(() -> "drain: no more faults");
        faults = false;
        machines.forEach(SimulatedMachine::startAgain);
        runWhile(() -> machines.stream().anyMatch(SimulatedMachine::isAway));
        host.settle();
        receivers.settle();
        long soon = micros + toMicros(DELETIONS_DONE) * stretch();
        runWhile(() -> micros < soon && !disk.abandoned(1).isEmpty());
        oracle.deletionsDone();
        long end = micros + toMicros(LONGEST_DRAIN);
        runWhile(() -> micros < end && !isFinished());
        long quiet = micros + toMicros(Duration.ofMinutes(1));
        runWhile(() -> micros < quiet);
        // A publish that a caller has repeated in the last minute, to a webhook with a rate limit.
        long last = micros + toMicros(LONGEST_DRAIN);
        runWhile(() -> micros < last && !isFinished());
        oracle.drained();
        machines.forEach(SimulatedMachine::close);
    }

    private boolean isFinished() {
        ChainCounts ledger = disk.chainCounts();
        return ledger.delivering() == 0
                && ledger.awaitingCallback() == 0
                && disk.pendingSlices() == 0
                && disk.runningBulkJob().isEmpty()
                && disk.abandoned(1).isEmpty();
    }

    /** Lets events happen one after another for as long as {@code condition} holds and there are any. */
    void runWhile(BooleanSupplier condition) {
        while (condition.getAsBoolean()) {
            Planned next = queue.poll();
            if (next == null) {
                return;
            }
            if (++done > MAX_EVENTS) {
                throw violation("the engine does not become idle: " + MAX_EVENTS + " events by "
                        + Duration.ofNanos(micros * 1000));
            }
            if (next.micros() > micros) {
                clock.advance(Duration.ofNanos((next.micros() - micros) * 1000));
                micros = next.micros();
            }
            try {
                next.what().run();
            } catch (SimulatedNode.Crash e) {
                // All work in flight on the node ends with it.
            }
            if (violation != null) {
                // Also if the engine caught it: it must expect any exception of a store.
                throw violation;
            }
        }
    }

    /** Schedules an action. */
    void plan(long afterMicros, Runnable what) {
        queue.add(new Planned(micros + Math.max(0, afterMicros), planned++, what));
    }

    void plan(Duration after, Runnable what) {
        plan(toMicros(after), what);
    }

    /** Returns a running node, of which there may be several; null while there is none. */
    @Nullable SimulatedNode node() {
        List<SimulatedNode> running = machines.stream()
                .map(SimulatedMachine::running)
                .filter(Objects::nonNull)
                .toList();
        return running.isEmpty() ? null : running.get(random.nextInt(running.size()));
    }

    /** Returns the store itself, without faults. */
    InMemoryStore disk() {
        return disk;
    }

    /** Returns whether nodes choose the same numbers for events at every opportunity. */
    boolean numbersCollide() {
        return seed % 5 == 0;
    }

    /** Returns whether the events of this world have ordering keys, most of them. */
    boolean hasOrderingKeys() {
        return seed % 3 == 0;
    }

    /** Returns whether the store uses its own clock, which never jumps. */
    boolean isShared() {
        return shared;
    }

    /** Returns the time that the store uses. */
    Instant storeTime(SimulatedMachine machine) {
        return (shared ? clock : machine.clock()).instant();
    }

    /** Opens the store for a node that starts, without faults. */
    Store open() {
        if (shared) {
            return mutation.apply(disk.join());
        }
        disk = disk.reopen();
        return mutation.apply(disk);
    }

    /** Returns the elapsed time, in microseconds; unlike the clock it never jumps. */
    long now() {
        return micros;
    }

    int stretch() {
        return pace.stretch();
    }

    boolean faults() {
        return faults;
    }

    boolean failsNow() {
        if (!faults) {
            return false;
        }
        faultPoints++;
        return single == null ? random.nextDouble() < failureRate : single.point() == faultPoints;
    }

    /** Returns the exception with which a call of the store fails, or throws it if it is an error. */
    StoreException failure(String message) {
        if (single != null && single.error()) {
            throw new OutOfMemoryError(message);
        }
        return new StoreException(StoreException.Reason.FAILED, message);
    }

    boolean hangsNow() {
        return faults && random.nextDouble() < hangRate;
    }

    boolean runsOutOfMemoryNow() {
        return faults && random.nextDouble() < memoryRate;
    }

    /** Returns whether the store never takes a change, for as long as there are faults: attempts of some chains. */
    boolean isPoison(Mutation change) {
        if (change instanceof Mutation.RecordAttempt recorded) {
            return isPoison(recorded.key().delivery().chain());
        }
        return change instanceof Mutation.SetAside set
                && isPoison(set.record().chain())
                && set.record().chain().hashCode() % 8 == 0;
    }

    /** Returns whether the store never takes an attempt of a chain, for as long as there are faults. */
    boolean isPoison(ChainId chain) {
        return faults && poisoned && chain.hashCode() % 4 == 0;
    }

    /** Returns whether calls of the store fail at random, without a fault of a machine. */
    boolean isUnreliable() {
        return failureRate > 0 || memoryRate > 0 || single != null;
    }

    List<SimulatedMachine> machines() {
        return machines;
    }

    /** Returns the nodes that run. */
    List<SimulatedNode> nodes() {
        return machines.stream()
                .map(SimulatedMachine::running)
                .filter(Objects::nonNull)
                .toList();
    }

    boolean crashesNow() {
        return faults && random.nextDouble() < crashRate;
    }

    boolean chance(double probability) {
        return random.nextDouble() < probability;
    }

    /** Returns a number from {@code least} (inclusive) to {@code beyond} (exclusive). */
    long between(long least, long beyond) {
        return random.nextLong(least, beyond);
    }

    void say(Supplier<String> line) {
        if (trace != null) {
            trace.add(clock.instant() + "  " + line.get());
        }
    }

    void require(boolean condition, Supplier<String> otherwise) {
        if (!condition) {
            throw violation(otherwise.get());
        }
    }

    Violation violation(String message) {
        say(() -> "VIOLATION: " + message);
        violation = violation == null ? new Violation(message) : violation;
        return violation;
    }

    static long toMicros(Duration duration) {
        return duration.toNanos() / 1000;
    }

    /** Runs one seed; the exception states how to replay it if it fails. */
    static void run(long seed, UnaryOperator<Store> mutation) {
        try {
            new Simulation(seed, mutation, null).run();
        } catch (Violation e) {
            throw new AssertionError(
                    "seed " + seed + ": " + e.getMessage() + "; replay it with -Dtest=SimulationTest -Dsimulation.seed="
                            + seed,
                    e);
        } catch (RuntimeException e) {
            throw new AssertionError("seed " + seed + " failed; replay it with -Dsimulation.seed=" + seed, e);
        }
    }

    /** Runs one seed and returns what happened, with the violation as the last line if there is one. */
    static List<String> trace(long seed, UnaryOperator<Store> mutation) {
        var trace = new ArrayList<String>();
        try {
            new Simulation(seed, mutation, trace).run();
            trace.add("nothing is wrong with seed " + seed);
        } catch (Violation e) {
            trace.add("seed " + seed + ": " + e.getMessage());
        }
        return trace;
    }
}
