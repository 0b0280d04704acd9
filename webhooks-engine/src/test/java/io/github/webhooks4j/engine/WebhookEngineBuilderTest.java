package io.github.webhooks4j.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.webhooks4j.testkit.InMemoryStore;
import io.github.webhooks4j.testkit.ScriptedTransport;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookEngineBuilderTest {
    private final WebhookEngineBuilder builder = WebhookEngine.builder(new InMemoryStore(), new ScriptedTransport());

    @ParameterizedTest
    @ValueSource(strings = {"http://hub.example:0/callbacks", "http://hub_1.example:00", "http://[::1]:0/"})
    void refuses_a_callback_base_with_port_0(URI base) {
        assertThatThrownBy(() -> builder.callbackBase(base))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("callbackBase must have a port that receivers can reach, was " + base
                        + "; leave the port out for the scheme's own");
    }

    @Test
    void refuses_a_user_agent_that_cannot_be_a_header_at_once() {
        assertThatThrownBy(() -> builder.userAgent("hub\n1"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "the value of header User-Agent must be at most 4096 characters of visible ASCII, blanks and tabs");
    }

    @Test
    void refuses_a_source_of_cloud_events_that_is_empty_or_too_long() {
        assertThatThrownBy(() -> builder.cloudEventsSource(URI.create("")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("cloudEventsSource must be 1 to 1000 characters, was 0");
        assertThatThrownBy(() -> builder.cloudEventsSource(URI.create("/" + "a".repeat(1000))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("cloudEventsSource must be 1 to 1000 characters, was 1001");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 1_001})
    void refuses_a_number_of_failures_that_opens_no_circuit_in_time(int failures) {
        assertThatThrownBy(() -> builder.circuitFailures(failures))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("circuitFailures must be 1 to 1000, was " + failures);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT0.099S", "PT1H0.001S", "PT-1S"})
    void refuses_a_probe_interval_out_of_range(Duration interval) {
        assertThatThrownBy(() -> builder.circuitProbeInterval(interval))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("circuitProbeInterval must be PT0.1S to PT1H, was " + interval);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT-0.001S", "PT720H0.001S"})
    void refuses_an_overlap_of_secrets_out_of_range(Duration overlap) {
        assertThatThrownBy(() -> builder.secretOverlap(overlap))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("secretOverlap must be PT0S to PT720H, was " + overlap);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT-0.001S", "PT10M0.001S"})
    void refuses_a_grace_of_closing_out_of_range(Duration grace) {
        assertThatThrownBy(() -> builder.shutdownGrace(grace))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("shutdownGrace must be PT0S to PT10M, was " + grace);
    }

    @Test
    void takes_both_ends_of_each_range() {
        assertThat(builder.circuitFailures(1)
                        .circuitFailures(1_000)
                        .circuitProbeInterval(Duration.ofMillis(100))
                        .circuitProbeInterval(Duration.ofHours(1))
                        .secretOverlap(Duration.ZERO)
                        .secretOverlap(Duration.ofDays(30))
                        .shutdownGrace(Duration.ZERO)
                        .shutdownGrace(Duration.ofMinutes(10)))
                .isSameAs(builder);
    }

    @Test
    @SuppressWarnings("NullAway") // what a caller without null checks may pass
    void refuses_null_as_a_policy_of_disabling() {
        assertThatThrownBy(() -> builder.disabling(null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("policy");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://hub.example:80/callbacks", "http://hub.example", "https://hub.example:10/0"})
    void takes_a_callback_base_with_any_other_port_or_none(URI base) {
        assertThat(builder.callbackBase(base)).isSameAs(builder);
    }
}
