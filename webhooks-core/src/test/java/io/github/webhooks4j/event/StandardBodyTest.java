package io.github.webhooks4j.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The example of Standard Webhooks, "Payload structure", and the rules around it. */
class StandardBodyTest {
    private static final Instant AT = Instant.parse("2022-11-03T20:26:10.344522Z");

    @Test
    void has_the_type_the_time_and_the_data() {
        EventBody body = StandardBody.of(
                "contact.created", AT, "{\"id\":\"1f81eb52-5198-4599-803e-771906343485\",\"type\":\"contact\"}");

        assertThat(body)
                .isEqualTo(EventBody.of("{\"type\":\"contact.created\",\"timestamp\":\"2022-11-03T20:26:10.344522Z\","
                        + "\"data\":{\"id\":\"1f81eb52-5198-4599-803e-771906343485\",\"type\":\"contact\"}}"));
    }

    @Test
    void converts_data_as_a_body_is_converted() {
        assertThat(StandardBody.of("order.paid", Instant.EPOCH, Map.of("order", 1)))
                .isEqualTo(EventBody.of(
                        "{\"type\":\"order.paid\",\"timestamp\":\"1970-01-01T00:00:00Z\",\"data\":{\"order\":1}}"));
    }

    @Test
    void refuses_a_type_and_data_that_no_event_can_have() {
        assertThatThrownBy(() -> StandardBody.of("order paid", AT, Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("an event type must be 1 to 100 characters of [a-zA-Z0-9_.-], was \"order paid\"");
        assertThatThrownBy(() -> StandardBody.of("order.paid", AT, "[1]"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("an event body must be a JSON object, was a list");
    }
}
