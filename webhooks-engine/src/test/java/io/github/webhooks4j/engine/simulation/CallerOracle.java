package io.github.webhooks4j.engine.simulation;

import io.github.webhooks4j.spi.store.StoreException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Watches callers of the engine: each gets a result within the bound, and no failure of a store that did not fail. */
final class CallerOracle {
    /** A timer that was due while its machine was paused runs a moment after the machine continues. */
    private static final Duration SLACK = Duration.ofSeconds(2);

    private final Simulation world;
    private final List<Waiting> waiting = new ArrayList<>();

    /** One waiting call, compared by identity. */
    private static final class Waiting {
        private final SimulatedNode node;
        private final String who;

        Waiting(SimulatedNode node, String who) {
            this.node = node;
            this.who = who;
        }
    }

    CallerOracle(Simulation world) {
        this.world = world;
    }

    /** A caller waits on a live node; a caller on a dead node has died with it. */
    void waits(SimulatedNode node, CompletableFuture<?> answer, Duration bound, String who) {
        if (answer.isDone()) {
            return;
        }
        var caller = new Waiting(node, who);
        waiting.add(caller);
        var unused = answer.whenComplete((told, failure) -> waiting.remove(caller));
        look(node, answer, bound.plus(SLACK), () -> who + " on " + node.machine + " got no result within " + bound);
    }

    private void look(
            SimulatedNode node,
            CompletableFuture<?> answer,
            Duration after,
            java.util.function.Supplier<String> wrong) {
        node.plan(Simulation.toMicros(after), () -> {
            if (!answer.isDone() && node.machine.isAwake(SLACK)) {
                throw world.violation(wrong.get());
            } else if (!answer.isDone()) {
                look(node, answer, SLACK, wrong);
            }
        });
    }

    /** A caller got an exception. */
    void failed(SimulatedNode node, @Nullable Throwable failure) {
        Throwable cause = failure == null || failure.getCause() == null ? failure : failure.getCause();
        world.require(
                !(cause instanceof StoreException)
                        || node.isDead()
                        || world.isUnreliable()
                        || !node.machine.isWell(Duration.ofMinutes(1)),
                () -> "a publish on " + node.machine + " failed although the store took everything: " + cause);
    }

    /** The node has closed: no caller waits there any more. */
    void closed(SimulatedNode node) {
        List<String> left = waiting.stream()
                .filter(caller -> caller.node.equals(node))
                .map(caller -> caller.who)
                .toList();
        world.require(left.isEmpty(), () -> node.machine + " has closed, but these still wait there: " + left);
    }

    void crashed(SimulatedNode node) {
        waiting.removeIf(caller -> caller.node.equals(node));
    }
}
