package io.github.webhooks4j.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventAttributesTest {
    @Test
    void has_values_by_name_in_the_order_of_the_names() {
        var attributes = new EventAttributes(Map.of("tenant", "acme", "trace.id-1_a", ""));

        assertThat(attributes.values()).containsExactly(Map.entry("tenant", "acme"), Map.entry("trace.id-1_a", ""));
        assertThat(attributes.get("tenant")).contains("acme");
        assertThat(attributes.get("other")).isEmpty();
    }

    @Test
    void is_a_copy_that_cannot_be_changed() {
        var given = new HashMap<>(Map.of("tenant", "acme"));
        var attributes = new EventAttributes(given);

        given.put("tenant", "other");

        assertThat(attributes.get("tenant")).contains("acme");
        assertThatThrownBy(() -> attributes.values().put("a", "b")).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void takes_16_attributes_and_refuses_17() {
        assertThat(new EventAttributes(numbered(16)).values()).hasSize(16);
        assertThatThrownBy(() -> new EventAttributes(numbered(17)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("an event must have at most 16 attributes, was 17");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Tenant", "ten ant", "ü", "a:b", "a\n"})
    void refuses_a_name_of_other_characters(String name) {
        assertThatThrownBy(() -> new EventAttributes(Map.of(name, "s3cret")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the name of an attribute must be 1 to 100 characters of [a-z0-9_.-], was \""
                        + name.replace("ü", "\\u00fc").replace("\n", "\\u000a") + '"');
    }

    @Test
    void takes_a_name_of_100_characters_and_refuses_one_more() {
        assertThat(new EventAttributes(Map.of("n".repeat(100), "v")).values()).hasSize(1);
        assertThatThrownBy(() -> new EventAttributes(Map.of("n".repeat(101), "v")))
                .hasMessage("the name of an attribute must be 1 to 100 characters of [a-z0-9_.-], was \""
                        + "n".repeat(40) + "…\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\nb", "\u0000", "\u0085", "\u007f"})
    void refuses_a_value_with_a_control_character_without_quoting_it(String value) {
        assertThatThrownBy(() -> new EventAttributes(Map.of("tenant", value)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("attribute tenant must hold no control characters, was one somewhere");
    }

    @Test
    void refuses_a_value_with_half_of_a_surrogate_pair() {
        assertThatThrownBy(() -> new EventAttributes(Map.of("tenant", "a\ud83d")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("attribute tenant must be Unicode text, was half of a surrogate pair somewhere");
    }

    @Test
    void takes_4096_bytes_together_and_refuses_one_more() {
        assertThat(new EventAttributes(Map.of("ab", "ü".repeat(2047))).length()).isEqualTo(4096);
        assertThatThrownBy(() -> new EventAttributes(Map.of("abc", "ü".repeat(2047))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the attributes of an event must have at most 4096 bytes together, was 4097 bytes");
    }

    @Test
    void counts_bytes_in_utf_8() {
        String value = "aü€🚀";

        assertThat(new EventAttributes(Map.of("n", value)).length())
                .isEqualTo(1 + value.getBytes(StandardCharsets.UTF_8).length);
    }

    @Test
    @SuppressWarnings("NullAway") // what callers without the annotations pass
    void refuses_null_names_and_values() {
        assertThatThrownBy(() -> new EventAttributes(Collections.singletonMap(null, "v")))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("the name of an attribute");
        assertThatThrownBy(() -> new EventAttributes(Collections.singletonMap("tenant", null)))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("the value of attribute tenant");
    }

    @Test
    void shows_no_value() {
        assertThat(new EventAttributes(Map.of("tenant", "s3cret"))).hasToString("EventAttributes[tenant]");
    }

    private static Map<String, String> numbered(int count) {
        return IntStream.range(0, count).boxed().collect(Collectors.toMap(i -> "a" + i, i -> "v"));
    }
}
