package io.github.webhooks4j.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Bodies made of text, maps and objects of the application. */
class EventBodyOfObjectsTest {
    @Test
    void keeps_a_text_as_it_stands() {
        assertThat(text(EventBody.of(" {\"name\" : \"Bücher 🚀\"} "))).isEqualTo(" {\"name\" : \"Bücher 🚀\"} ");
    }

    @Test
    void refuses_a_text_with_half_of_a_surrogate_pair() {
        assertThatThrownBy(() -> EventBody.of("{\"a\":\"\ud83d\"}"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("an event body must be Unicode text, was half of a surrogate pair somewhere");
    }

    @Test
    void refuses_a_text_that_is_no_object() {
        assertThatThrownBy(() -> EventBody.of("[1]"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("an event body must be a JSON object, was a list");
        assertThatThrownBy(() -> EventBody.of(""))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("an event body must be a JSON object, was empty");
    }

    @Test
    void writes_a_map_in_its_order() {
        var map = new LinkedHashMap<String, Object>();
        map.put("b", 1);
        map.put("a", Arrays.asList("x", null, new BigDecimal("1.50")));

        assertThat(text(EventBody.of(map))).isEqualTo("{\"b\":1,\"a\":[\"x\",null,1.50]}");
    }

    @Test
    void writes_a_record_and_what_it_holds_once() {
        record Line(String sku, int count) {}
        record Order(@JsonProperty("order_id") String id, List<Line> lines, Date paidAt) {}

        var order = new Order("1", List.of(new Line("a", 2)), Date.from(Instant.parse("2026-02-03T04:05:06.789Z")));

        assertThat(text(EventBody.of(order)))
                .isEqualTo("{\"order_id\":\"1\",\"lines\":[{\"sku\":\"a\",\"count\":2}],"
                        + "\"paidAt\":\"2026-02-03T04:05:06.789+00:00\"}");
    }

    @Test
    void takes_bytes_text_and_bodies_of_the_type_object_as_such() {
        EventBody body = EventBody.of("{}");
        Object bytes = new byte[] {'{', '}'};
        Object text = "{}";

        assertThat(List.of(EventBody.of(bytes), EventBody.of(text), EventBody.of((Object) body)))
                .containsOnly(body);
    }

    @Test
    void refuses_times_and_optionals_and_names_their_type() {
        record Order(Instant paidAt) {}
        record Note(Optional<String> text) {}

        assertThatThrownBy(() -> EventBody.of(new Order(Instant.EPOCH)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the " + Order.class.getName() + " of an event body must be convertible by jackson-databind"
                        + " alone, was one with a java.time.Instant; convert that to text before, or pass the JSON of a"
                        + " mapper of your own");
        assertThatThrownBy(() -> EventBody.of(new Note(Optional.of("s3cret"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the " + Note.class.getName() + " of an event body must be convertible by jackson-databind"
                        + " alone, was one with a java.util.Optional; convert that to text before, or pass the JSON of a"
                        + " mapper of your own");
    }

    @Test
    void refuses_an_object_without_properties() {
        assertThatThrownBy(() -> EventBody.of(new Object()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "the java.lang.Object of an event body must be convertible by jackson-databind alone, was one"
                                + " with a java.lang.Object; convert that to text before, or pass the JSON of a mapper of your"
                                + " own");
    }

    @Test
    void refuses_an_object_that_is_no_json_object() {
        assertThatThrownBy(() -> EventBody.of(List.of(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("an event body must be a JSON object, was a list");
        assertThatThrownBy(() -> EventBody.of(12))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("an event body must be a JSON object, was a number");
    }

    @Test
    void refuses_a_getter_that_throws_without_quoting_its_message() {
        assertThatThrownBy(() -> EventBody.of(new Throwing()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasNoCause()
                .hasMessage("the " + Throwing.class.getName() + " of an event body must be convertible to JSON, was one"
                        + " that failed with java.lang.IllegalStateException; pass the JSON of a mapper of your own");
    }

    @Test
    void refuses_an_object_that_refers_to_itself() {
        var map = new LinkedHashMap<String, Object>();
        map.put("self", map);

        assertThatThrownBy(() -> EventBody.of(map))
                .isInstanceOf(IllegalArgumentException.class)
                .hasNoCause()
                .message()
                .startsWith(
                        "the java.util.LinkedHashMap of an event body must be convertible to JSON, was one that failed"
                                + " with ");
    }

    @Test
    void refuses_numbers_that_json_lacks() {
        assertThatThrownBy(() -> EventBody.of(Map.of("a", Double.NaN)))
                .isInstanceOf(IllegalArgumentException.class)
                .message()
                .startsWith("an event body must be valid JSON, was broken near character ");
    }

    @Test
    void refuses_a_key_that_is_null() {
        assertThatThrownBy(() -> EventBody.of(Collections.singletonMap(null, 1)))
                .isInstanceOf(IllegalArgumentException.class)
                .message()
                .startsWith("the java.util.Collections$SingletonMap of an event body must be convertible to JSON");
    }

    @Test
    void refuses_a_value_that_is_too_large_before_all_of_it_is_written() {
        List<String> large = Collections.nCopies(100_000_000, "0123456789");

        assertThatThrownBy(() -> EventBody.of(Map.of("a", large)))
                .isInstanceOf(IllegalArgumentException.class)
                .message()
                .startsWith("an event body must be at most 1044480 bytes, was more as java.util.");
    }

    @Test
    void refuses_a_callback_url_of_its_own() {
        assertThatThrownBy(() -> EventBody.of(Map.of("callback_url", "https://a.example")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("an event body must have no callback_url: the sender sets it for each delivery");
    }

    @Test
    @SuppressWarnings("NullAway") // what callers without the annotations pass
    void refuses_null() {
        assertThatThrownBy(() -> EventBody.of((Object) null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("value");
        assertThatThrownBy(() -> EventBody.of((String) null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("json");
        assertThatThrownBy(() -> EventBody.of((byte[]) null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("json");
    }

    private static String text(EventBody body) {
        return new String(body.toJson(), StandardCharsets.UTF_8);
    }

    /** An object of the application whose getter fails. */
    @SuppressWarnings("DoNotCallSuggester") // only Jackson calls it
    public static final class Throwing {
        public String getName() {
            throw new IllegalStateException("s3cret");
        }
    }
}
