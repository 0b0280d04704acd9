package io.github.webhooks4j.benchmarks.scenario.soak;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SettledIdsTest {
    private static final int MANY = 100_000;

    @Test
    void knows_all_ids_that_were_added_and_no_others() {
        var ids = new SettledIds(MANY);
        for (int number = 0; number < MANY; number++) {
            ids.add("msg_" + number);
        }

        for (int number = 0; number < MANY; number++) {
            assertThat(ids.contains("msg_" + number)).isTrue();
            assertThat(ids.contains("other_" + number)).isFalse();
        }
    }

    @Test
    void has_room_for_a_single_one() {
        var ids = new SettledIds(1);
        ids.add("only");

        assertThat(ids.contains("only")).isTrue();
        assertThat(ids.contains("other")).isFalse();
    }
}
