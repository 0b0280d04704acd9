package io.github.webhooks4j.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.webhooks4j.testkit.InMemoryStore;
import io.github.webhooks4j.testkit.ScriptedTransport;
import java.net.URI;
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

    @ParameterizedTest
    @ValueSource(strings = {"http://hub.example:80/callbacks", "http://hub.example", "https://hub.example:10/0"})
    void takes_a_callback_base_with_any_other_port_or_none(URI base) {
        assertThat(builder.callbackBase(base)).isSameAs(builder);
    }
}
