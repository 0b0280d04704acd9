package io.github.webhooks4j.micrometer;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.engine.health.EngineHealth;
import io.github.webhooks4j.engine.health.HealthProblem;
import io.github.webhooks4j.engine.health.TaskHealth;
import io.github.webhooks4j.stats.ChainCounts;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/**
 * Shows the health of an engine as gauges of a registry. {@code webhooks.chains}, {@code webhooks.chains.discrepancy}, {@code
 * webhooks.due.oldest.age}, {@code webhooks.slices} and {@code webhooks.set.aside} are of the store: all nodes that share it report the
 * same, so a dashboard takes their maximum and not their sum. The others are of the node.
 */
public final class HealthMeters {
    private HealthMeters() {}

    /**
     * Registers the gauges. Each reads the health when the registry is read; that reads neither store nor network.
     *
     * @param registry where they are registered
     * @param health returns the health, as {@code WebhookEngine.health()} does
     */
    public static void bind(MeterRegistry registry, Supplier<EngineHealth> health) {
        requireNonNull(registry, "registry");
        requireNonNull(health, "health");
        chains(registry, health, "accepted", ChainCounts::accepted);
        chains(registry, health, "complete", ChainCounts::complete);
        chains(registry, health, "awaiting_callback", ChainCounts::awaitingCallback);
        chains(registry, health, "delivering", ChainCounts::delivering);
        chains(registry, health, "interrupted", ChainCounts::interrupted);
        chains(registry, health, "cancelled", ChainCounts::cancelled);
        gauge(
                registry,
                "webhooks.chains.discrepancy",
                "Accepted chains that are counted in no state; must be 0",
                () -> health.get().store().chainCounts().discrepancy());
        gauge(
                registry,
                "webhooks.slices",
                "Slices of events whose chains are not created yet",
                () -> health.get().store().pendingSlices());
        gauge(
                registry,
                "webhooks.set.aside",
                "Records that the store never took",
                () -> health.get().setAside().count());
        TimeGauge.builder(
                        "webhooks.due.oldest.age",
                        () -> health.get().store().oldestDueAge().toMillis(),
                        TimeUnit.MILLISECONDS)
                .description("How long the delivery has been due that has waited longest for a worker")
                .register(registry);
        gauge(
                registry,
                "webhooks.tasks.failing",
                "Background tasks whose last step failed",
                () -> health.get().tasks().stream()
                        .filter(HealthMeters::isFailing)
                        .count());
        for (HealthProblem.Kind kind : HealthProblem.Kind.values()) {
            Gauge.builder(
                            "webhooks.problems",
                            () -> health.get().problems().stream()
                                    .filter(problem -> problem.kind() == kind)
                                    .count())
                    .tag("kind", kind.code())
                    .description("What makes the health of the engine red")
                    .register(registry);
        }
    }

    private static boolean isFailing(TaskHealth task) {
        return task.consecutiveFailures() > 0 || !task.alive();
    }

    private static void chains(
            MeterRegistry registry, Supplier<EngineHealth> health, String state, ToLongFunction<ChainCounts> count) {
        Gauge.builder(
                        "webhooks.chains",
                        () -> count.applyAsLong(health.get().store().chainCounts()))
                .tag("state", state)
                .description("Chains by state; accepted is their sum")
                .register(registry);
    }

    private static void gauge(MeterRegistry registry, String name, String description, Supplier<Number> value) {
        Gauge.builder(name, value).description(description).register(registry);
    }
}
