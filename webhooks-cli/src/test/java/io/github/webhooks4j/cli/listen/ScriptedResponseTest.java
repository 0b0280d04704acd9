package io.github.webhooks4j.cli.listen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.webhooks4j.cli.listen.ScriptedResponse.Drop;
import io.github.webhooks4j.cli.listen.ScriptedResponse.FailingShare;
import io.github.webhooks4j.cli.listen.ScriptedResponse.Status;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScriptedResponseTest {
    @Test
    void reads_every_form() {
        assertThat(ScriptedResponse.parse("500,429:30,slow:2s,hang:60s,reset,redirect:http://ci.example/,fail:30%:7"))
                .containsExactly(
                        new Status(500, Map.of(), Duration.ZERO),
                        new Status(429, Map.of("Retry-After", "30"), Duration.ZERO),
                        new Status(200, Map.of(), Duration.ofSeconds(2)),
                        new Drop(Duration.ofSeconds(60)),
                        new Drop(Duration.ZERO),
                        new Status(307, Map.of("Location", "http://ci.example/"), Duration.ZERO),
                        new FailingShare(30, 7));
    }

    @Test
    void fails_for_its_share_and_for_the_same_requests_by_the_same_seed() {
        var share = new FailingShare(30, 7);

        List<ScriptedResponse> responses =
                IntStream.range(0, 1_000).mapToObj(share::forRequest).toList();

        assertThat(responses.stream().filter(response -> response.toString().equals("503")))
                .hasSizeBetween(250, 350);
        assertThat(responses)
                .isEqualTo(IntStream.range(0, 1_000)
                        .mapToObj(new FailingShare(30, 7)::forRequest)
                        .toList())
                .isNotEqualTo(IntStream.range(0, 1_000)
                        .mapToObj(new FailingShare(30, 8)::forRequest)
                        .toList());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "20",
                "600",
                "100",
                "200,",
                "slow:2",
                "hang",
                "redirect:ftp://x/",
                "fast",
                "fail:101%:7",
                "fail:30%",
                "fail:5"
            })
    void refuses_what_is_no_response(String text) {
        assertThatThrownBy(() -> ScriptedResponse.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(
                        "must be 200, 429:30 (Retry-After), slow:2s, hang:60s, reset, redirect:URL, fail:30% or fail:30%:SEED,"
                                + " or several separated by commas, was \"");
    }
}
