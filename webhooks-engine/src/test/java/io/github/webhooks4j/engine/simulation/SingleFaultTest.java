package io.github.webhooks4j.engine.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.engine.simulation.Simulation.SingleFault;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Lets every call of the store fail in turn, before and after it was carried out, once in each run and with no other fault:
 * afterwards the chain counts balance, no chain hangs, and every caller got a result. {@code -Dsimulation.stride=1} tries every
 * moment, not only one in <i>n</i>.
 */
@Tag("simulation")
class SingleFaultTest {
    private static final long RUNS_PER_WORLD = 150;

    @ParameterizedTest
    @CsvSource({"1, false", "1, true", "2, false", "2, true", "3, false", "3, true", "4, false", "4, true", "5, true"})
    @Timeout(value = 1, unit = TimeUnit.HOURS)
    void at_any_call_of_the_store_leaves_nothing_behind(long seed, boolean error) {
        long points = world(seed).runWith(new SingleFault(Long.MAX_VALUE, error));
        assertThat(points).isGreaterThan(100);
        long stride = Long.getLong("simulation.stride", Math.max(1, points / RUNS_PER_WORLD));

        for (long point = 1; point <= points; point += stride) {
            try {
                world(seed).runWith(new SingleFault(point, error));
            } catch (RuntimeException | Error e) {
                throw new AssertionError("seed " + seed + ", fault at moment " + point + " of " + points, e);
            }
        }
    }

    private static Simulation world(long seed) {
        return new Simulation(seed, UnaryOperator.identity(), null);
    }
}
