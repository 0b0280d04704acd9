package io.github.webhooks4j.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventTest {
    private static final Instant NOW = Instant.parse("2026-02-03T04:05:06Z");
    private static final EventId ID = new EventId("push-1");

    @Test
    void a_tag_is_unicode_text() {
        assertThatThrownBy(() -> new Event(
                        new EventId("1"),
                        new Topic("a/b"),
                        "v\ud83d",
                        Event.PUSH,
                        Instant.EPOCH,
                        EventBody.of(new byte[] {'{', '}'})))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a tag must be Unicode text, was half of a surrogate pair somewhere");
    }

    @Test
    void takes_a_tag_of_255_characters_and_refuses_one_more() {
        EventBody body = EventBody.of(json("{}"));

        assertThat(new Event(ID, new Topic("a"), "t".repeat(255), "push", NOW, body).tag())
                .hasSize(255);
        assertThatThrownBy(() -> new Event(ID, new Topic("a"), "t".repeat(256), "push", NOW, body))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a tag must be at most 255 characters, was 256 characters");
    }

    @Test
    void takes_a_type_with_hyphens_of_100_characters_and_refuses_one_more() {
        assertThat(new Event(ID, new Topic("a"), null, "x-" + "t".repeat(98), NOW, EventBody.of("{}")).type())
                .hasSize(100);
        assertThatThrownBy(() -> new Event(ID, new Topic("a"), null, "t".repeat(101), NOW, EventBody.of("{}")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "an event type must be 1 to 100 characters of [a-zA-Z0-9_.-], was \"" + "t".repeat(40) + "…\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "push!", "push event", "püsh"})
    void refuses_a_type_that_is_no_dotted_words(String type) {
        assertThatThrownBy(() -> new Event(ID, new Topic("a"), null, type, NOW, EventBody.of(json("{}"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("an event type must be 1 to 100 characters of [a-zA-Z0-9_.-], was \""
                        + type.replace("ü", "\\u00fc") + '"');
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "ü", "a\n"})
    void refuses_an_id_that_is_not_visible_ascii(String id) {
        assertThatThrownBy(() -> new EventId(id))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "an event id must be 1 to 200 visible ASCII characters, was " + id.length() + " characters");
    }

    @Test
    void takes_an_id_of_200_characters_and_refuses_one_more() {
        assertThat(new EventId("i".repeat(200))).hasToString("i".repeat(200));
        assertThatThrownBy(() -> new EventId("i".repeat(201)))
                .hasMessage("an event id must be 1 to 200 visible ASCII characters, was 201 characters");
    }

    @Test
    void shows_the_tag_escaped_and_nothing_of_the_body() {
        Event event = new Event(ID, new Topic("a/b"), "v1\n", "push", NOW, EventBody.of(json("{'secret':'s3cret'}")));

        assertThat(event)
                .hasToString("Event[push-1, push of \"a/b:v1\\u000a\" at 2026-02-03T04:05:06Z, EventBody[19 bytes]]");
    }

    @Test
    void a_topic_has_the_namespace_before_its_first_slash() {
        assertThat(new Topic("a/b/c").namespace()).isEqualTo("a");
        assertThat(new Topic("busybox").namespace()).isEmpty();
        assertThat(new Topic("a/b")).hasToString("a/b");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "a b", "a\n", "a/*", "a\u0000", "a\u2003b", "a\u00a0b", "a\u202eb", "a\u200bb", "a\ud83d"})
    void refuses_a_topic_with_blanks_control_characters_or_stars(String name) {
        assertThatThrownBy(() -> new Topic(name))
                .isInstanceOf(IllegalArgumentException.class)
                .message()
                .startsWith(
                        "a topic must be 1 to 255 characters without whitespace, control or format characters, or *, was \"");
    }

    @Test
    void takes_a_topic_of_255_characters_and_refuses_one_more() {
        assertThat(new Topic("t".repeat(255)).name()).hasSize(255);
        assertThatThrownBy(() -> new Topic("t".repeat(256)))
                .hasMessage(
                        "a topic must be 1 to 255 characters without whitespace, control or format characters, or *, was \""
                                + "t".repeat(40) + "…\"");
    }

    private static byte[] json(String text) {
        return text.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    }
}
