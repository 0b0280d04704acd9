package io.github.webhooks4j.store;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ChangeNumbersTest {
    @Test
    void counts_up_whatever_the_tags_are() {
        long first = ChangeNumbers.next(ChangeNumbers.NONE, -1);
        long second = ChangeNumbers.next(first, 0);
        long third = ChangeNumbers.next(second, 5);

        assertThat(first).isEqualTo(2 * ChangeNumbers.COUNT - 1);
        assertThat(second).isEqualTo(2 * ChangeNumbers.COUNT);
        assertThat(third).isEqualTo(3 * ChangeNumbers.COUNT + 5);
    }

    @Test
    void differs_by_the_tag_where_the_count_is_the_same() {
        assertThat(ChangeNumbers.next(ChangeNumbers.COUNT, 1)).isNotEqualTo(ChangeNumbers.next(ChangeNumbers.COUNT, 2));
    }
}
