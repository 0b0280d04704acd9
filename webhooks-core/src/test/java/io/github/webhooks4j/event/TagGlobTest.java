package io.github.webhooks4j.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TagGlobTest {
    @ParameterizedTest
    @CsvSource({
        "latest, latest",
        "v*, v",
        "v*, v1.2.3",
        "*, latest",
        "*, ''",
        "**, latest",
        "*-rc, 1.0-rc",
        "*-rc*, 1.0-rc.1",
        "v?.*, v1.0",
        "?, x",
        "*a*b, xxaxxbxb",
        "a*a, aa",
        "1.*.0, 1.2.3.0",
        "v[1], v[1]",
        "'v\\*', 'v\\1'"
    })
    void matches(String pattern, String tag) {
        assertThat(new TagGlob(pattern).matches(tag)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "latest, latest2",
        "latest, Latest",
        "latest, ''",
        "v*, 1.0",
        "v?, v",
        "v?, v12",
        "*-rc, 1.0-rc.1",
        "a*a, a",
        "1.0, 1x0",
        "v[1], v1",
        "?, ''"
    })
    void does_not_match(String pattern, String tag) {
        assertThat(new TagGlob(pattern).matches(tag)).isFalse();
    }

    @Test
    void takes_bounded_time_for_a_pattern_made_to_be_slow() {
        var glob = new TagGlob("*a".repeat(63) + "*b");
        String tag = "a".repeat(20_000);

        boolean matches = Assertions.assertTimeout(Duration.ofSeconds(2), () -> glob.matches(tag));

        assertThat(matches).isFalse();
        assertThat(glob.matches(tag + "b")).isTrue();
    }

    @Test
    void takes_128_characters_and_refuses_none_and_129() {
        assertThat(new TagGlob("t".repeat(128)).matches("t".repeat(128))).isTrue();
        assertThatThrownBy(() -> new TagGlob(""))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a tag pattern must be 1 to 128 characters, was \"\"");
        assertThatThrownBy(() -> new TagGlob("t".repeat(129)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a tag pattern must be 1 to 128 characters, was \"" + "t".repeat(40) + "…\"");
    }
}
