package io.github.webhooks4j.engine.internal.lane;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ConcurrencyLimitTest {
    private final ConcurrencyLimit limit = new ConcurrencyLimit(8);

    @Test
    void begins_with_one_and_doubles_with_each_success_up_to_the_ceiling() {
        assertThat(limit.size()).isEqualTo(1);

        assertThat(sizesAfterSuccesses(4)).containsExactly(2, 4, 8, 8);
    }

    @Test
    void starts_slowly_again_after_a_reset() {
        sizesAfterSuccesses(3);

        limit.reset();

        assertThat(limit.size()).isEqualTo(1);
        assertThat(sizesAfterSuccesses(4)).containsExactly(2, 4, 8, 8);
    }

    @Test
    void is_halved_by_a_429_and_grows_by_one_for_a_limitful_of_successes() {
        sizesAfterSuccesses(3);
        limit.onThrottled();
        assertThat(limit.size()).isEqualTo(4);

        assertThat(sizesAfterSuccesses(9)).containsExactly(4, 4, 4, 5, 5, 5, 5, 5, 6);
    }

    @Test
    void is_never_halved_to_nothing() {
        for (int i = 0; i < 10; i++) {
            limit.onThrottled();
        }

        assertThat(limit.size()).isEqualTo(1);
        assertThat(limit.hasCapacity(0)).isTrue();
        assertThat(limit.hasCapacity(1)).isFalse();
    }

    private int[] sizesAfterSuccesses(int count) {
        int[] sizes = new int[count];
        for (int i = 0; i < count; i++) {
            limit.onSuccess();
            sizes[i] = limit.size();
        }
        return sizes;
    }
}
