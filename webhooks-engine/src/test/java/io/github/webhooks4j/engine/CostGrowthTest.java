package io.github.webhooks4j.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.engine.internal.publish.FanOut;
import io.github.webhooks4j.engine.internal.runtime.EngineCore;
import io.github.webhooks4j.testkit.InMemoryStore;
import io.github.webhooks4j.testkit.ManualClock;
import io.github.webhooks4j.webhook.Webhook;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What an engine does costs about as much for each item however many there are: CPU of one thread, which drives all parts, the least
 * of three, for 1,000, 10,000 and 100,000. A cost that grew with the square would be a hundred times as much.
 *
 * <p>It measures CPU, so it may take several times as long on a machine that does other work as well: its time limit is only for a
 * test that hangs.
 */
@Tag("stress")
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class CostGrowthTest {
    private static final List<Integer> SIZES = List.of(1_000, 10_000, 100_000);
    private static final double MOST = 2;
    private static final int TRIES = 5;
    private static final int ROUNDS = 3;
    /** Measured together, if not more: of fewer the caches of the processor would make each cheaper. */
    private static final int TOGETHER = 100_000;

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    /** What is measured; what it needs is prepared before. */
    private interface Work {
        void run();
    }

    @Test
    void one_event_to_many_webhooks() {
        growsWithTheirNumber(webhooks -> {
            var scene = new Scene(webhooks, false);
            scene.start();
            return () -> {
                var published = scene.parts.publisher.publish(List.of(scene.node.event("push")));
                scene.node.runUntil(() -> published.isDone() && scene.store.pendingSlices() == 0);
                assertThat(scene.store.chainCounts().accepted()).isEqualTo(webhooks);
            };
        });
    }

    @Test
    void starting_with_many_webhooks_on_one_topic() {
        growsWithTheirNumber(webhooks -> {
            var scene = new Scene(webhooks, false);
            return scene::start;
        });
    }

    @Test
    void starting_with_many_webhooks_on_topics_of_their_own() {
        growsWithTheirNumber(webhooks -> {
            var scene = new Scene(webhooks, true);
            return scene::start;
        });
    }

    @Test
    void changing_each_of_many_webhooks_of_one_topic() {
        growsWithTheirNumber(webhooks -> {
            var scene = new Scene(webhooks, false);
            scene.start();
            List<Webhook> all = scene.node.facades.webhooks.list();
            return () -> {
                all.forEach(webhook -> scene.node.facades.webhooks.disable(webhook.id()));
                scene.node.upkeep();
            };
        });
    }

    @Test
    void deleting_each_of_many_webhooks_of_one_topic() {
        growsWithTheirNumber(webhooks -> {
            var scene = new Scene(webhooks, false);
            scene.start();
            List<Webhook> all = scene.node.facades.webhooks.list();
            return () -> {
                all.forEach(webhook -> scene.node.facades.webhooks.delete(webhook.id()));
                scene.node.upkeep();
            };
        });
    }

    /**
     * Measures up to five times, since other work on the machine temporarily takes a part of the processor's caches.
     */
    private static void growsWithTheirNumber(IntFunction<Work> work) {
        var ratios = List.of(Double.MAX_VALUE);
        for (int tries = 0; tries < TRIES && Collections.max(ratios) > MOST; tries++) {
            double[] costs = leastCosts(work);
            ratios = List.of(costs[1] / costs[0], costs[2] / costs[1]);
        }
        assertThat(ratios)
                .as("cost for each of 10,000 by that of 1,000, and of 100,000 by that of 10,000")
                .allMatch(ratio -> ratio <= MOST);
    }

    /** Returns nanoseconds for each, by size: the least of three rounds, of which the first also warms up. */
    private static double[] leastCosts(IntFunction<Work> work) {
        double[] least = {Double.MAX_VALUE, Double.MAX_VALUE, Double.MAX_VALUE};
        for (int round = 0; round < ROUNDS; round++) {
            for (int i = 0; i < least.length; i++) {
                int size = SIZES.get(i);
                List<Work> prepared = Stream.generate(() -> work.apply(size))
                        .limit(Math.max(1, TOGETHER / size))
                        .toList();
                long before = THREADS.getCurrentThreadCpuTime();
                prepared.forEach(Work::run);
                least[i] = Math.min(
                        least[i], (THREADS.getCurrentThreadCpuTime() - before) / (double) (prepared.size() * size));
            }
        }
        return least;
    }

    /** An engine on a store in memory whose parts this thread drives. */
    private static final class Scene {
        private final ManualClock clock = new ManualClock();
        private final InMemoryStore store = new InMemoryStore().forNode(clock);
        private final DrivenParts node = new DrivenParts(store, clock, FanOut.SLICE);
        private final EngineCore parts = node.parts;

        Scene(int webhooks, boolean ownTopics) {
            DrivenParts.fill(store, clock, webhooks, ownTopics);
        }

        void start() {
            node.load();
        }
    }
}
