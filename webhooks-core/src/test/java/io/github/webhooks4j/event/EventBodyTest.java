package io.github.webhooks4j.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventBodyTest {
    private static final URI CALLBACK_URL = URI.create("https://hub.example/c/1");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{}              | {'callback_url':'https://hub.example/c/1'}",
                "` { } `         | `{'callback_url':'https://hub.example/c/1'} `",
                "`\n{\r\n\t}\n`  | `{'callback_url':'https://hub.example/c/1'}\n`",
                "{'a':1}         | {'callback_url':'https://hub.example/c/1','a':1}",
                "{ 'a' : { } }   | {'callback_url':'https://hub.example/c/1','a' : { } }",
                "{'a':{'callback_url':1}} | {'callback_url':'https://hub.example/c/1','a':{'callback_url':1}}",
            })
    void puts_the_callback_url_in_front(String json, String sent) {
        assertThat(text(body(json).withCallbackUrl(CALLBACK_URL))).isEqualTo(sent);
    }

    @Test
    void sends_a_callback_url_of_any_letters() {
        URI url = URI.create("https://hub.example/c/ü/🚀?a=%22&b='");

        assertThat(new String(body("{}").withCallbackUrl(url), StandardCharsets.UTF_8))
                .isEqualTo("{\"callback_url\":\"https://hub.example/c/ü/🚀?a=%22&b='\"}");
        assertThatThrownBy(() -> body("{}").withCallbackUrl(URI.create("https://hub.example/\ud83d")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a callback URL must be Unicode text, was half of a surrogate pair somewhere");
    }

    @Test
    void takes_a_callback_url_as_text_and_refuses_what_no_url_holds() {
        assertThat(text(body("{}").withCallbackUrl("https://hub.example/c/1")))
                .isEqualTo("{'callback_url':'https://hub.example/c/1'}");
        for (String text : new String[] {"https://x/\"", "https://x/\\", "https://x/\n", "https://x/ y"}) {
            assertThatThrownBy(() -> body("{}").withCallbackUrl(text))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("a callback URL must have no blank, quotation mark, backslash or control,"
                            + " was one with such a character");
        }
    }

    @Test
    void a_uri_holds_nothing_that_json_would_escape() {
        for (char c = 0; c < 0x80; c++) {
            if (c < ' ' || c == '"' || c == '\\' || c == 0x7f) {
                String text = "https://hub.example/" + c;

                assertThatThrownBy(() -> URI.create(text)).isInstanceOf(IllegalArgumentException.class);
            }
        }
    }

    @Test
    void leaves_every_other_byte_alone() {
        String json = "{'b':1.50,'a':'\\u00fc','ü':1e3 }";

        assertThat(text(body(json).toJson())).isEqualTo(json);
        assertThat(text(body(json).withCallbackUrl(CALLBACK_URL))).endsWith(",'b':1.50,'a':'\\u00fc','ü':1e3 }");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'callback_url':'https://x.example/'} | an event body must have no callback_url: the sender sets it for each delivery",
                "{'callback_url':null}         | an event body must have no callback_url: the sender sets it for each delivery",
                "{'\\u0063allback_url':''}     | an event body must have no callback_url: the sender sets it for each delivery",
                "[]                            | an event body must be a JSON object, was a list",
                "``                            | an event body must be a JSON object, was empty",
                "{'a':1,'a':2}                 | a must stand once in its object, was there twice",
                "{} {}                         | an event body must end after the JSON object, was followed by more text",
            })
    void refuses_what_cannot_be_sent(String json, String message) {
        assertThatThrownBy(() -> body(json))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Test
    void leaves_room_for_a_callback_url_below_a_mebibyte() {
        assertThatThrownBy(() -> EventBody.of(new byte[EventBody.MAX_BYTES + 1]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("an event body must be at most 1044480 bytes, was 1044481 bytes");
    }

    @Test
    void keeps_its_own_copy() {
        byte[] json = "{}".getBytes(StandardCharsets.UTF_8);
        EventBody body = EventBody.of(json);

        json[0] = 'x';
        body.toJson()[0] = 'y';

        assertThat(text(body.toJson())).isEqualTo("{}");
        assertThat(body.length()).isEqualTo(2);
    }

    @Test
    void equals_by_its_bytes() {
        assertThat(body("{'a':1}"))
                .isEqualTo(EventBody.ofStored("{\"a\":1}".getBytes(StandardCharsets.UTF_8)))
                .hasSameHashCodeAs(body("{'a':1}"))
                .isNotEqualTo(body("{'a': 1}"));
    }

    @Test
    void has_a_digest_of_its_bytes() {
        // printf '{}' | sha256sum
        assertThat(HexFormat.of().formatHex(body("{}").digest()))
                .isEqualTo("44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a");
    }

    @Test
    void leaves_out_a_byte_order_mark_since_receivers_may_refuse_it() {
        EventBody plain = EventBody.of("{\"a\":1}");

        assertThat(EventBody.of("\ufeff{\"a\":1}")).isEqualTo(plain);
        assertThat(EventBody.of("\ufeff{\"a\":1}".getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(plain);
    }

    @Test
    void shows_its_length_only() {
        assertThat(body("{'secret':1}")).hasToString("EventBody[12 bytes]");
    }

    private static EventBody body(String json) {
        return EventBody.of(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    private static String text(byte[] json) {
        return new String(json, StandardCharsets.UTF_8).replace('"', '\'');
    }
}
