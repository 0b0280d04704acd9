package io.github.webhooks4j.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TypePatternTest {
    @ParameterizedTest
    @CsvSource({
        "push, push",
        "order.paid, order.paid",
        "order.*, order.paid",
        "order.*, order.paid.late",
        "a.b.*, a.b.c"
    })
    void matches_a_type_or_every_type_with_a_prefix(String pattern, String type) {
        assertThat(new TypePattern(pattern).matches(type)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "push, pushed",
        "order.*, order",
        "order.*, order.",
        "order.*, orders.paid",
        "order.paid, order",
        "a.b.*, a.c"
    })
    void matches_no_other_type(String pattern, String type) {
        assertThat(new TypePattern(pattern).matches(type)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "*", ".*", "order*", "*.paid", "order.*.late", "order paid", "order.**", "a\n"})
    void refuses_what_is_neither_a_type_nor_a_prefix(String pattern) {
        assertThatThrownBy(() -> new TypePattern(pattern))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "an event type pattern must be 1 to 100 characters of [a-zA-Z0-9_.-], or such a prefix with .*"
                                + " after it, for example order.*, was \"" + pattern.replace("\n", "\\u000a") + '"');
    }

    @Test
    void takes_100_characters_and_refuses_one_more() {
        assertThat(new TypePattern("t".repeat(98) + ".*").pattern()).hasSize(100);
        assertThatThrownBy(() -> new TypePattern("t".repeat(99) + ".*"))
                .isInstanceOf(IllegalArgumentException.class)
                .message()
                .startsWith("an event type pattern must be 1 to 100 characters");
    }
}
