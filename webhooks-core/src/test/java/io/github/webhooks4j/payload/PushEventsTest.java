package io.github.webhooks4j.payload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.webhooks4j.event.Event;
import io.github.webhooks4j.event.EventBody;
import io.github.webhooks4j.event.EventFilter;
import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.event.Topic;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PushEventsTest {
    private static final Instant NOW = Instant.parse("2026-02-03T04:05:06Z");
    private static final EventId ID = new EventId("push-1");

    @Test
    void takes_topic_tag_and_body_from_the_payload() {
        Event event = PushEvents.of(ID, NOW, payload("{'push_data':{'tag':'v1'},'repository':{'repo_name':'a/b'}}"));

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
    void drops_the_callback_url_of_the_payload(String callbackUrl) {
        Event event = PushEvents.of(
                ID,
                NOW,
                payload("{'callback_url':" + callbackUrl + ",'push_data':{},'repository':{'repo_name':'a/b'}}"));

        assertThat(event.tag()).isNull();
        assertThat(event.body()).isEqualTo(EventBody.of(json("{'push_data':{},'repository':{'repo_name':'a/b'}}")));
    }

    @Test
    void refuses_other_fields_that_cannot_be_read_back() {
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
    void accepts_the_limit_of_bytes_and_refuses_one_more() {
        int around = PushEvents.of(ID, NOW, described("")).body().length();
        String most = "x".repeat(EventBody.MAX_BYTES - around);

        assertThat(PushEvents.of(ID, NOW, described(most)).body().length()).isEqualTo(EventBody.MAX_BYTES);
        assertThatThrownBy(() -> PushEvents.of(ID, NOW, described(most + "x")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("an event body must be at most 1044480 bytes, was 1044481 bytes");
    }

    @Test
    void makes_a_valid_body_of_known_fields_alone() {
        Repository repository = Repository.builder("a/b")
                .description("\"\\\n\u0001ü✓🚀")
                .dateCreated(NOW)
                .starCount(Integer.MIN_VALUE)
                .build();
        EventBody body = PushEvents.of(ID, NOW, PushPayload.of(PushData.of(NOW, "p", "v1"), repository))
                .body();

        assertThat(EventBody.of(body.toJson())).isEqualTo(body);
    }

    @Test
    void refuses_a_repository_name_that_is_not_a_topic() {
        assertThatThrownBy(() -> PushEvents.of(ID, NOW, payload("{'repository':{'repo_name':'a b'}}")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "a topic must be 1 to 255 characters without whitespace, control or format characters, or *, was \"a b\"");
    }

    @ParameterizedTest
    @CsvSource({"acme/app, acme/app", "acme/*, acme/test"})
    void samples_a_push_to_what_a_webhook_watches(String topic, String repository) {
        Event sample = PushEvents.sample(ID, NOW, new EventFilter(topic, List.of(), List.of()));

        assertThat(sample)
                .isEqualTo(new Event(
                        ID,
                        new Topic(repository),
                        null,
                        "test",
                        NOW,
                        EventBody.of(PushPayload.of(
                                        PushData.of(NOW, "webhook-test", null),
                                        Repository.builder(repository).build())
                                .toJson())));
    }

    @ParameterizedTest
    @ValueSource(strings = {"acme/app", "acme/*", "busybox", "library/busybox", "library"})
    void has_nothing_against_a_topic_that_a_push_can_have(String topic) {
        assertThat(PushEvents.checkTopic(topic)).isEmpty();
    }

    @Test
    void refuses_the_namespace_of_official_images_which_no_push_has() {
        assertThat(PushEvents.checkTopic("library/*"))
                .get()
                .hasToString("topic must not be library/*, which matches no push: the name of an official image has no"
                        + " namespace, so name the image, for example busybox, was \"library/*\"");
    }

    private static void assertPushRefused(Map<String, Object> otherFields, String message) {
        var repository = Repository.builder("a/b").build();
        var others = new PushPayload(null, new PushData(null, null, null, otherFields), repository, Map.of());

        assertThatThrownBy(() -> PushEvents.of(ID, NOW, others))
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
