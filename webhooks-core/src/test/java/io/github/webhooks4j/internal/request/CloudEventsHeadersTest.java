package io.github.webhooks4j.internal.request;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.delivery.Header;
import io.github.webhooks4j.event.EventAttributes;
import io.github.webhooks4j.event.EventBody;
import io.github.webhooks4j.spi.store.EventContent;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The examples of CloudEvents 1.0, "HTTP Protocol Binding", sections 3.1.3 and 3.1.4, and the rules around them. */
class CloudEventsHeadersTest {
    @Test
    void has_the_headers_of_the_example_of_the_specification() {
        List<Header> headers = CloudEventsHeaders.of(
                event("1234-1234-1234", "resource", null, "com.example.someevent", "2018-04-05T03:56:24Z"),
                "/mycontext/subcontext");

        assertThat(headers)
                .containsExactly(
                        new Header("ce-specversion", "1.0"),
                        new Header("ce-id", "1234-1234-1234"),
                        new Header("ce-source", "/mycontext/subcontext"),
                        new Header("ce-type", "com.example.someevent"),
                        new Header("ce-subject", "resource"),
                        new Header("ce-time", "2018-04-05T03:56:24Z"));
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '\'', textBlock = """
                    Euro € 😀,     Euro%20%E2%82%AC%20%F0%9F%98%80
                    say "100%",    say%20%22100%25%22
                    a%20b,         a%2520b
                    '!#&~[]{}\\:', '!#&~[]{}\\:'
                    é,             %C3%A9
                    """)
    void encodes_what_is_not_visible_ascii_and_three_signs(String value, String encoded) {
        assertThat(CloudEventsHeaders.encoded(value)).isEqualTo(encoded);
    }

    @Test
    void encodes_control_characters() {
        assertThat(CloudEventsHeaders.encoded("a\r\nb\u007f\u0085")).isEqualTo("a%0D%0Ab%7F%C2%85");
    }

    @Test
    void names_the_tag_behind_the_topic_in_the_subject() {
        List<Header> headers =
                CloudEventsHeaders.of(event("e-1", "acme/app", "v1 β", "push", "2026-01-02T03:04:05.006Z"), "/");

        assertThat(headers)
                .contains(
                        new Header("ce-subject", "acme/app:v1%20%CE%B2"),
                        new Header("ce-time", "2026-01-02T03:04:05.006Z"));
    }

    @Test
    void leaves_out_a_subject_that_no_header_can_hold() {
        // Nine bytes a character: one more than 4,096 together with the colon.
        EventContent event =
                event("e-1", "\u672c".repeat(255), "\u672c".repeat(201), "push", "2026-01-02T03:04:05.006Z");

        assertThat(CloudEventsHeaders.of(event, "/"))
                .extracting(Header::name)
                .containsExactly("ce-specversion", "ce-id", "ce-source", "ce-type", "ce-time");
    }

    private static EventContent event(String id, String topic, @Nullable String tag, String type, String time) {
        return new EventContent(
                id, topic, tag, type, Instant.parse(time), EventAttributes.NONE, EventBody.of("{}"), null);
    }
}
