package io.github.webhooks4j.engine.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The whole engine under every simulated fault, seed by seed. {@code -Dsimulation.seeds=N} runs more of them, {@code
 * -Dsimulation.seed=S} one alone, which then prints every event, and {@code -Dsimulation.fresh=S} sets for how many seconds new
 * seeds are drawn; see docs/simulation.md.
 */
@Tag("simulation")
class SimulationTest {
    private static final long SEEDS = Long.getLong("simulation.seeds", 2_000);
    /** A build on a developer's machine draws a few seeds, continuous integration more. */
    private static final long FRESH_SECONDS =
            Long.getLong("simulation.fresh", "true".equals(System.getenv("CI")) ? 20 : 5);
    /** Fresh seeds that failed once: publishes are repeated, since their numbers are taken, while their node closes. */
    private static final List<Long> SHOWED_A_FAULT = List.of(1_797_085_865_025L);
    /** Greater than every seed of the fixed range. */
    private static final long FIRST_FRESH = 1_000_000_000L;

    @Test
    @Timeout(value = 12, unit = TimeUnit.HOURS)
    void keeps_every_promise_in_every_world() {
        Long one = Long.getLong("simulation.seed");
        if (one != null) {
            List<String> trace = Simulation.trace(one, UnaryOperator.identity());
            trace.forEach(System.out::println);
            assertThat(trace).last().isEqualTo("nothing is wrong with seed " + one);
            return;
        }
        long begun = System.nanoTime();
        for (long seed = 1; seed <= SEEDS; seed++) {
            Simulation.run(seed, UnaryOperator.identity());
        }
        System.out.printf("%d seeds in %.1f s%n", SEEDS, (System.nanoTime() - begun) / 1e9);
    }

    @Test
    void keeps_every_promise_in_worlds_that_once_showed_a_fault() {
        for (long seed : SHOWED_A_FAULT) {
            Simulation.run(seed, UnaryOperator.identity());
        }
    }

    @Test
    @Timeout(value = 12, unit = TimeUnit.HOURS)
    void keeps_every_promise_in_worlds_that_no_build_has_seen() {
        long first = FIRST_FRESH + System.currentTimeMillis();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(FRESH_SECONDS);
        long seed = first;
        while (System.nanoTime() < end) {
            Simulation.run(seed++, UnaryOperator.identity());
        }
        System.out.printf("fresh seeds: %d from %d on, in %d s%n", seed - first, first, FRESH_SECONDS);
    }

    @Test
    void goes_the_same_way_again() {
        for (long seed = 1; seed <= 20; seed++) {
            assertThat(Simulation.trace(seed, UnaryOperator.identity()))
                    .isEqualTo(Simulation.trace(seed, UnaryOperator.identity()));
        }
    }
}
