package io.github.webhooks4j.internal.text;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.Violation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class MetadataRulesTest {
    private final List<Violation> violations = new ArrayList<>();

    @Test
    void takes_sixteen_entries_of_any_script_sorted_by_key() {
        Map<String, String> metadata = entries(15, "");
        metadata.put("A.b_c-9", "東京 🚀");

        assertThat(check(metadata)).containsExactlyEntriesOf(new TreeMap<>(metadata));
        assertThat(violations).isEmpty();
    }

    @Test
    void takes_values_that_are_as_long_as_they_may_be() {
        assertThat(check(Map.of("k".repeat(100), "🚀".repeat(999)))).hasSize(1);
        assertThat(violations).isEmpty();
    }

    @Test
    void refuses_null() {
        check(null);

        assertThat(violations).hasToString("[metadata must not be null, was null]");
    }

    @Test
    void refuses_more_than_sixteen_entries() {
        check(entries(17, "v"));

        assertThat(violations).hasToString("[metadata must be at most 16 entries, was 17 entries]");
    }

    @Test
    void names_every_entry_that_breaks_a_rule() {
        var metadata = new HashMap<@Nullable String, @Nullable String>();
        metadata.put(null, "x");
        metadata.put("", "x");
        metadata.put("a b", "x");
        metadata.put("control", "a\nb");
        metadata.put("half", "\ud83d");
        metadata.put("k".repeat(101), "x");
        metadata.put("long", "x".repeat(1_001));
        metadata.put("none", null);

        assertThat(check(metadata)).isEmpty();
        assertThat(violations)
                .extracting(Violation::toString)
                .containsExactly(
                        "metadata must have keys that are not null, was one that is null",
                        "metadata.\"\" must have a key of 1 to 100 characters of [A-Za-z0-9_.-], was 0 characters",
                        "metadata.\"a b\" must have a key of 1 to 100 characters of [A-Za-z0-9_.-], was 3 characters",
                        "metadata.\"control\" must hold no control characters, was \"a\\u000ab\"",
                        "metadata.\"half\" must be Unicode text without half of a surrogate pair, was \"\\ud83d\"",
                        "metadata.\"" + "k".repeat(40)
                                + "…\" must have a key of 1 to 100 characters of [A-Za-z0-9_.-], was 101 characters",
                        "metadata.\"long\" must be at most 1000 characters, was 1001 characters",
                        "metadata.\"none\" must not be null, was null");
    }

    @Test
    void refuses_more_than_four_kibibytes_together() {
        Map<String, String> metadata = entries(4, "x".repeat(1_000));
        metadata.put("z", "x".repeat(4_096 - 4 * 1_002 - 1));
        assertThat(check(metadata)).hasSize(5);
        assertThat(violations).isEmpty();

        metadata.put("z", "x".repeat(4_096 - 4 * 1_002));
        check(metadata);

        assertThat(violations).hasToString("[metadata must be at most 4096 bytes of UTF-8 together, was 4097 bytes]");
    }

    private Map<String, String> check(@Nullable Map<? extends @Nullable String, ? extends @Nullable String> metadata) {
        return MetadataRules.check(metadata, violations);
    }

    private static Map<String, String> entries(int count, String value) {
        return IntStream.range(0, count)
                .boxed()
                .collect(Collectors.toMap(
                        number -> "k" + Character.forDigit(number % 16, 16) + (number > 15 ? "_" : ""),
                        number -> value,
                        (one, other) -> one,
                        HashMap::new));
    }
}
