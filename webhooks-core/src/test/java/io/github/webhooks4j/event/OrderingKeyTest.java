package io.github.webhooks4j.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OrderingKeyTest {
    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "ü", "a\n", "\u007f"})
    void refuses_what_is_not_visible_ascii(String key) {
        assertThatThrownBy(() -> new OrderingKey(key))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("an ordering key must be 1 to 200 visible ASCII characters, was " + key.length()
                        + " characters");
    }

    @Test
    void takes_200_characters_and_refuses_one_more() {
        assertThat(new OrderingKey("!" + "~".repeat(199))).hasToString("!" + "~".repeat(199));
        assertThatThrownBy(() -> new OrderingKey("k".repeat(201)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("an ordering key must be 1 to 200 visible ASCII characters, was 201 characters");
    }

    @Test
    void sorts_by_its_characters() {
        assertThat(new OrderingKey("B")).isLessThan(new OrderingKey("a")).isGreaterThan(new OrderingKey("A"));
        assertThat(new OrderingKey("a")).isEqualByComparingTo(new OrderingKey("a"));
    }
}
