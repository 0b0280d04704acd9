package io.github.webhooks4j.engine.simulation;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/**
 * A machine: its own clock, which has skew and jumps, and at most one node at a time. It may pause, with everything on it, and
 * continue as if no time had passed; and it may lose the store for a while.
 */
final class SimulatedMachine {
    private final Simulation world;
    private final int number;
    private final MachineClock clock = new MachineClock();
    private Duration ahead;
    private Duration setBack = Duration.ZERO;
    private @Nullable SimulatedNode node;
    private long pausedUntil;
    private long cutOffUntil;
    private int hanging;
    private long troubledAt = Long.MIN_VALUE / 2;
    private long jumpedAt = Long.MIN_VALUE / 2;
    private long awayAt = Long.MIN_VALUE / 2;

    SimulatedMachine(Simulation world, int number, Duration ahead) {
        this.world = world;
        this.number = number;
        this.ahead = ahead;
    }

    Clock clock() {
        return clock;
    }

    /** Returns the node that runs here and accepts work; null if there is none. */
    @Nullable SimulatedNode running() {
        SimulatedNode present = node;
        return present != null && present.isRunning() ? present : null;
    }

    /** Starts a node, unless one runs or is just closing. */
    void start() {
        if (node != null && !node.isDead()) {
            return;
        }
        var fresh = new SimulatedNode(world, this);
        node = fresh;
        world.say(() -> this + " starts as " + fresh.parts.claimant.node());
        try {
            fresh.start();
        } catch (RuntimeException | OutOfMemoryError e) {
            if (!fresh.isDead()) {
                crash();
            }
        }
    }

    /** Ends the node like a power loss, and starts another one after a while. */
    void crash() {
        SimulatedNode present = node;
        if (present == null || present.isDead()) {
            return;
        }
        world.say(() -> this + " crashes");
        present.kill();
        world.oracle.crashed(present);
        startAgain();
    }

    /** Ends the node gracefully. */
    void close() {
        SimulatedNode present = running();
        if (present == null) {
            return;
        }
        world.say(() -> this + " closes");
        try {
            present.close();
        } catch (SimulatedNode.Crash e) {
            // During its closing: then another one was planned.
            return;
        }
        world.oracle.closed(present);
    }

    /** Has the node deliver nothing for a while. */
    void stopDelivering() {
        SimulatedNode present = running();
        if (present == null) {
            return;
        }
        world.say(() -> this + " stops delivering");
        try {
            present.stopDelivering();
        } catch (SimulatedNode.Crash e) {
            return;
        }
        present.plan(world.between(0, 30_000_000), present::startDelivering);
    }

    void startAgain() {
        world.plan(world.between(0, 30_000_000), this::start);
    }

    void pause(Duration length) {
        world.say(() -> this + " pauses for " + length);
        pausedUntil = Math.max(pausedUntil, world.now() + Simulation.toMicros(length));
        wasAwayUntil(pausedUntil);
    }

    void cutOff(Duration length) {
        world.say(() -> this + " loses the store for " + length);
        cutOffUntil = Math.max(cutOffUntil, world.now() + Simulation.toMicros(length));
        wasAwayUntil(cutOffUntil);
    }

    void jump(Duration by) {
        world.say(() -> "the clock of " + this + " jumps by " + by);
        ahead = ahead.plus(by);
        jumpedAt = world.now();
        if (by.isNegative()) {
            setBack = setBack.minus(by);
        }
        wasAwayUntil(world.now());
    }

    /** A fault occurred here that may have kept the node from renewing its leases. */
    void troubled() {
        troubledAt = Math.max(troubledAt, world.now());
    }

    /** A call of the store does not return: for longer than it was meant to if calls of other machines hang inside it. */
    void beginsToHang() {
        hanging++;
    }

    void hangsNoMore() {
        hanging--;
        wasAwayUntil(world.now());
    }

    private void wasAwayUntil(long end) {
        troubledAt = Math.max(troubledAt, end);
        awayAt = Math.max(awayAt, end);
    }

    /**
     * Returns whether for this long it was neither paused, nor without the store, nor in a call that did not return, and its clock
     * did not jump. Single calls of the store may have failed.
     */
    boolean wasThere(Duration since) {
        return hanging == 0 && world.now() - awayAt > Simulation.toMicros(since);
    }

    /** Returns whether there was no fault here for this long. */
    boolean isWell(Duration since) {
        return hanging == 0 && world.now() - troubledAt > Simulation.toMicros(since);
    }

    /** Returns whether its clock did not jump for this long. */
    boolean isSteady(Duration since) {
        return world.now() - jumpedAt > Simulation.toMicros(since);
    }

    /** Returns whether it was not paused for this long. */
    boolean isAwake(Duration since) {
        return world.now() - pausedUntil > Simulation.toMicros(since);
    }

    /** Returns whether no node runs here, or events that a pause delayed have still to happen. */
    boolean isAway() {
        return running() == null || world.now() <= pausedUntil;
    }

    boolean isCutOff() {
        return world.faults() && world.now() < cutOffUntil;
    }

    /** Returns for how long the machine is still paused. */
    long stillPaused() {
        return world.faults() ? Math.max(0, pausedUntil - world.now()) : 0;
    }

    /** Returns by how much the clock was set back until now, in all. */
    Duration setBack() {
        return setBack;
    }

    @Override
    public String toString() {
        return "machine " + number;
    }

    private final class MachineClock extends Clock {
        @Override
        public Instant instant() {
            return world.clock.instant().plus(ahead);
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new IllegalStateException("a machine's clock has one zone");
        }
    }
}
