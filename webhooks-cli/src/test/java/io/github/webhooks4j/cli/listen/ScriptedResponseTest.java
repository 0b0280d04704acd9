package io.github.webhooks4j.cli.listen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.webhooks4j.cli.listen.ScriptedResponse.Drop;
import io.github.webhooks4j.cli.listen.ScriptedResponse.Status;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScriptedResponseTest {
    @Test
    void reads_every_form() {
        assertThat(ScriptedResponse.parse("500,429:30,slow:2s,hang:60s,reset,redirect:http://ci.example/"))
                .containsExactly(
                        new Status(500, Map.of(), Duration.ZERO),
                        new Status(429, Map.of("Retry-After", "30"), Duration.ZERO),
                        new Status(200, Map.of(), Duration.ofSeconds(2)),
                        new Drop(Duration.ofSeconds(60)),
                        new Drop(Duration.ZERO),
                        new Status(307, Map.of("Location", "http://ci.example/"), Duration.ZERO));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "20", "600", "100", "200,", "slow:2", "hang", "redirect:ftp://x/", "fast"})
    void refuses_what_is_no_response(String text) {
        assertThatThrownBy(() -> ScriptedResponse.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("must be 200, 429:30 (Retry-After), slow:2s, hang:60s, reset, redirect:URL, or"
                        + " several separated by commas, was \"");
    }
}
