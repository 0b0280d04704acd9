package io.github.webhooks4j.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventFilterTest {
    @ParameterizedTest
    @CsvSource({"a/b, a/b", "a/*, a/b", "a/*, a/b/c", "busybox, busybox", "a/b/c, a/b/c"})
    void matches_a_topic_or_a_whole_namespace(String filter, String topic) {
        assertThat(EventFilter.of(filter).matches(event(topic, "v1"))).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"a/b, a/bc", "a/b, A/b", "a/b, a/b/c", "a/*, ab/c", "ab/*, a/b", "a/*, a", "busybox, library/busybox"})
    void matches_no_other_topic(String filter, String topic) {
        assertThat(EventFilter.of(filter).matches(event(topic, "v1"))).isFalse();
    }

    @Test
    void matches_any_tag_and_none_without_patterns() {
        assertThat(EventFilter.of("a/b").matches(event("a/b", null))).isTrue();
    }

    @Test
    void matches_a_tag_that_fits_one_of_the_patterns() {
        EventFilter filter = filter("a/b", "v*", "latest");

        assertThat(filter.matches(event("a/b", "v1"))).isTrue();
        assertThat(filter.matches(event("a/b", "latest"))).isTrue();
        assertThat(filter.matches(event("a/b", "nightly"))).isFalse();
        assertThat(filter.matches(event("a/c", "v1"))).isFalse();
    }

    @Test
    void matches_no_event_without_a_tag_when_there_are_patterns() {
        assertThat(filter("a/b", "*").matches(event("a/b", null))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "*", "/*", "a*", "a/b*", "*/b", "a/*/b", "a b", "a/**"})
    void refuses_what_is_neither_a_topic_nor_a_namespace(String topic) {
        assertThatThrownBy(() -> EventFilter.of(topic))
                .isInstanceOf(IllegalArgumentException.class)
                .message()
                .startsWith(
                        "a topic must be 1 to 255 characters without whitespace, control or format characters, or *, was \"");
    }

    @Test
    void refuses_a_namespace_that_no_topic_could_have() {
        assertThatThrownBy(() -> EventFilter.of("a/b/*"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a namespace must hold no slash, was \"a/b\"");
    }

    @Test
    void takes_20_patterns_and_refuses_21() {
        assertThat(new EventFilter("a", List.of(), Collections.nCopies(20, new TagGlob("*"))).tags())
                .hasSize(20);
        assertThatThrownBy(() -> new EventFilter("a", List.of(), Collections.nCopies(21, new TagGlob("*"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("an event filter must have at most 20 tag patterns, was 21");
    }

    @Test
    void matches_every_type_without_patterns() {
        assertThat(EventFilter.of("a/b").matches(event("a/b", null))).isTrue();
    }

    @Test
    void matches_a_type_that_fits_one_of_the_patterns() {
        assertThat(types("order.*", "push").matches(event("a/b", null))).isTrue();
        assertThat(types("order.*", "pull").matches(event("a/b", null))).isFalse();
    }

    @Test
    void matches_only_what_passes_topic_type_and_tag() {
        var filter = new EventFilter("a/b", List.of(new TypePattern("push")), List.of(new TagGlob("v*")));

        assertThat(filter.matches(event("a/b", "v1"))).isTrue();
        assertThat(filter.matches(event("a/b", "latest"))).isFalse();
        assertThat(filter.matches(event("a/c", "v1"))).isFalse();
        assertThat(new EventFilter("a/b", List.of(new TypePattern("pull")), List.of(new TagGlob("v*")))
                        .matches(event("a/b", "v1")))
                .isFalse();
    }

    @Test
    void takes_20_type_patterns_and_refuses_21() {
        assertThat(new EventFilter("a", Collections.nCopies(20, new TypePattern("a")), List.of()).types())
                .hasSize(20);
        assertThatThrownBy(() -> new EventFilter("a", Collections.nCopies(21, new TypePattern("a")), List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("an event filter must have at most 20 type patterns, was 21");
    }

    private static EventFilter types(String... patterns) {
        return new EventFilter("a/b", Stream.of(patterns).map(TypePattern::new).toList(), List.of());
    }

    private static EventFilter filter(String topic, String... tags) {
        return new EventFilter(
                topic, List.of(), Stream.of(tags).map(TagGlob::new).toList());
    }

    private static Event event(String topic, @Nullable String tag) {
        EventBody body = EventBody.of("{}".getBytes(StandardCharsets.UTF_8));
        return new Event(new EventId("e"), new Topic(topic), tag, Event.PUSH, Instant.EPOCH, body);
    }
}
