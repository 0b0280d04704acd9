package io.github.webhooks4j.internal.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlainTextTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "CI, then deploy",
                "\u05e9\u05dc\u05d5\u05dd",
                "\ud83d\udc69\u200d\ud83d\udcbb", // a woman at a computer: two emoji joined
                "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645", // Persian, with a non-joiner
                "\u2764\ufe0f", // a heart with a variation selector
                "\ue000",
                "\ud83e\udee8", // an emoji that Java 17 does not know
            })
    void takes_what_people_write(String text) {
        assertThat(PlainText.brokenRule(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u0000", "a\tb", "\n", "\u007f", "\u0085", "\u2028", "\u2029"})
    void refuses_control_characters_and_ends_of_lines(String text) {
        assertThat(PlainText.brokenRule(text)).contains("must hold no control characters");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u202eevil",
                "\u202a",
                "\u2066",
                "\u2069",
                "\u200e",
                "\u061c",
                "\u200b",
                "\ufeff",
                "\u00ad",
                "\u2060",
                "\u2065",
                "\ufff0",
                "\ufff9",
                "\uffff",
                "\ufdd0",
                "\udb40\udc41", // a tag character
                "\udb40\udc00",
                "\ud83f\udfff",
            })
    void refuses_what_is_not_seen_and_changes_what_is(String text) {
        assertThat(PlainText.brokenRule(text))
                .contains("must hold no format characters, such as those that change the direction of text");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\ud83d", "a\ude80", "\ude80\ud83d", "\ud83d\ud83d\ude80"})
    void refuses_half_of_a_surrogate_pair(String text) {
        assertThat(PlainText.brokenRule(text)).contains("must be Unicode text without half of a surrogate pair");
    }

    @Test
    void is_blank_if_nothing_of_it_is_seen() {
        assertThat(PlainText.isBlank(" \u00a0\u2003\u200d\u200c\ufe0f")).isTrue();
        assertThat(PlainText.isBlank(" x ")).isFalse();
    }
}
