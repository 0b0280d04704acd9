package io.github.webhooks4j.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.webhooks4j.payload.PushData;
import io.github.webhooks4j.payload.PushPayload;
import io.github.webhooks4j.payload.Repository;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventTest {
    private static final Instant NOW = Instant.parse("2026-02-03T04:05:06Z");
    private static final EventId ID = new EventId("push-1");

    @Test
    void a_push_has_topic_tag_and_body_of_its_payload() {
        Event event = Event.push(ID, NOW, payload("{'push_data':{'tag':'v1'},'repository':{'repo_name':'a/b'}}"));

        assertThat(event)
                .isEqualTo(new Event(
                        ID,
                        new Topic("a/b"),
                        "v1",
                        "push",
                        NOW,
                        EventBody.of(json("{'push_data':{'tag':'v1'},'repository':{'repo_name':'a/b'}}"))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"'https://hub.example/c/1'", "''", "null"})
    void a_push_drops_the_callback_url_of_its_payload(String callbackUrl) {
        Event event = Event.push(
                ID,
                NOW,
                payload("{'callback_url':" + callbackUrl + ",'push_data':{},'repository':{'repo_name':'a/b'}}"));

        assertThat(event.tag()).isNull();
        assertThat(event.body()).isEqualTo(EventBody.of(json("{'push_data':{},'repository':{'repo_name':'a/b'}}")));
    }

    @Test
    void a_push_is_refused_whose_other_fields_nobody_could_read() {
        Object deep = List.of();
        for (int level = 1; level < 63; level++) {
            deep = List.of(deep);
        }

        assertPushRefused(Map.of("x", deep), "an event body must nest at most 64 levels deep, was deeper");
        assertPushRefused(
                Map.of("x", BigInteger.TEN.pow(1000)),
                "an event body must have numbers of at most 1000 and keys of at most 50000 characters, was a longer one");
        assertPushRefused(
                Map.of("k".repeat(50_001), 1),
                "an event body must have numbers of at most 1000 and keys of at most 50000 characters, was a longer one");
    }

    @Test
    void a_push_takes_the_limit_of_bytes_and_no_more() {
        int around = Event.push(ID, NOW, described("")).body().length();
        String most = "x".repeat(EventBody.MAX_BYTES - around);

        assertThat(Event.push(ID, NOW, described(most)).body().length()).isEqualTo(EventBody.MAX_BYTES);
        assertThatThrownBy(() -> Event.push(ID, NOW, described(most + "x")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("an event body must be at most 1044480 bytes, was 1044481 bytes");
    }

    @Test
    void a_push_of_known_fields_alone_has_a_body_that_would_be_taken_as_json() {
        Repository repository = Repository.builder("a/b")
                .description("\"\\\n\u0001ü✓🚀")
                .dateCreated(NOW)
                .starCount(Integer.MIN_VALUE)
                .build();
        EventBody body = Event.push(ID, NOW, PushPayload.of(PushData.of(NOW, "p", "v1"), repository))
                .body();

        assertThat(EventBody.of(body.toJson())).isEqualTo(body);
    }

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
    void a_push_needs_a_repository_name_that_is_a_topic() {
        assertThatThrownBy(() -> Event.push(ID, NOW, payload("{'repository':{'repo_name':'a b'}}")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "a topic must be 1 to 255 characters without whitespace, control or format characters, or *, was \"a b\"");
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

    @ParameterizedTest
    @ValueSource(strings = {"", "push!", "push event", "püsh"})
    void refuses_a_type_that_is_no_dotted_words(String type) {
        assertThatThrownBy(() -> new Event(ID, new Topic("a"), null, type, NOW, EventBody.of(json("{}"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("an event type must be 1 to 100 characters of [a-zA-Z0-9_.], was \""
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

    private static void assertPushRefused(Map<String, Object> otherFields, String message) {
        var repository = Repository.builder("a/b").build();
        var others = new PushPayload(null, new PushData(null, null, null, otherFields), repository, Map.of());

        assertThatThrownBy(() -> Event.push(ID, NOW, others))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    private static PushPayload described(String description) {
        return PushPayload.of(
                PushData.of(null, null, null),
                Repository.builder("a/b").description(description).build());
    }

    private static PushPayload payload(String json) {
        return PushPayload.parse(json(json));
    }

    private static byte[] json(String text) {
        return text.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    }
}
