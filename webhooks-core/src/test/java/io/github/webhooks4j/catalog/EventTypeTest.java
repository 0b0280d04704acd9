package io.github.webhooks4j.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class EventTypeTest {
    private static final EventType PAID = EventType.of("order.paid");

    @Test
    void has_only_a_name_unless_more_is_said() {
        assertThat(PAID).isEqualTo(new EventType("order.paid", null, null, null, null, null, false));
    }

    @Test
    void has_what_is_said_of_it() {
        EventType described = PAID.withTitle("An order was paid")
                .withDescription("Once for each payment.\n\nSee *Payments*.")
                .withSchema("{\"type\":\"object\"}")
                .withExample("{\"order\":1}")
                .deprecatedFor("use order.settled")
                .asHidden();

        assertThat(described)
                .isEqualTo(new EventType(
                        "order.paid",
                        "An order was paid",
                        "Once for each payment.\n\nSee *Payments*.",
                        "{\"type\":\"object\"}",
                        "{\"order\":1}",
                        "use order.settled",
                        true));
    }

    @Test
    void refuses_a_name_that_no_event_can_have() {
        assertRefused(
                () -> EventType.of("order paid"),
                "an event type must be 1 to 100 characters of [a-zA-Z0-9_.-], was \"order paid\"");
    }

    @Test
    void refuses_a_title_that_is_blank_or_too_long_or_of_several_lines() {
        assertRefused(() -> PAID.withTitle(" "), "the title of event type order.paid must not be blank, was blank");
        assertRefused(
                () -> PAID.withTitle("a".repeat(101)),
                "the title of event type order.paid must be at most 100 characters, was 101 characters");
        assertRefused(
                () -> PAID.withTitle("a\nb"),
                "the title of event type order.paid must hold no control characters, was one that does");
    }

    @Test
    void refuses_a_description_that_is_too_long_or_no_unicode() {
        assertRefused(
                () -> PAID.withDescription("a".repeat(4_097)),
                "the description of event type order.paid must be at most 4096 characters, was 4097 characters");
        assertRefused(
                () -> PAID.withDescription("\ud83d"),
                "the description of event type order.paid must be Unicode text, was half of a surrogate pair somewhere");
    }

    @Test
    void refuses_a_schema_that_is_no_object_or_too_long() {
        assertRefused(
                () -> PAID.withSchema("true"),
                "the schema of event type order.paid must be JSON, but it must be a JSON object, was a boolean");
        assertRefused(
                () -> PAID.withSchema("{\"a\":1,\"a\":2}"),
                "the schema of event type order.paid must be JSON, but a must stand once in its object, was there twice");
        assertRefused(
                () -> PAID.withSchema("{\"$comment\":\"" + "a".repeat(262_144) + "\"}"),
                "the schema of event type order.paid must be at most 262144 bytes, was 262159 bytes");
    }

    @Test
    void refuses_an_example_that_cannot_be_published() {
        assertRefused(
                () -> PAID.withExample("{\"callback_url\":\"https://a.example/\"}"),
                "the example of event type order.paid must be the body of an event: an event body must have no"
                        + " callback_url: the sender sets it for each delivery");
        assertRefused(
                () -> PAID.withExample("{\"a\":\"" + "a".repeat(65_536) + "\"}"),
                "the example of event type order.paid must be at most 65536 bytes, was 65544 bytes");
    }

    private static void assertRefused(ThrowingCallable call, String message) {
        assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
    }
}
