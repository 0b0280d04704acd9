package io.github.webhooks4j.console.internal.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.engine.history.AttemptRequest;
import io.github.webhooks4j.engine.history.AttemptRequest.ShownHeader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class CurlCommandTest {
    /** A shell function in the place of curl, which writes its arguments. */
    private static final String SHOW = "curl() { for argument; do printf '%s\\0' \"$argument\"; done; }\n";

    @Test
    void is_read_by_a_shell_as_the_request_that_it_shows() throws Exception {
        String body = "@{\"text\":\"it's $HOME `id` \\\\ \\n\"}\nsecond line";
        var request = new AttemptRequest(
                "POST",
                "https://ci.example/a'b[1-2]?token=•••",
                List.of(
                        new ShownHeader("content-type", "application/json"),
                        new ShownHeader("webhook-signature", "•••"),
                        new ShownHeader("X-Empty", ""),
                        new ShownHeader("X-Note", "a 'b' \"c\"")),
                body);

        assertThat(arguments(CurlCommand.of(request, body)))
                .containsExactly(
                        "--globoff",
                        "--request",
                        "POST",
                        "--header",
                        "content-type: application/json",
                        "--header",
                        "X-Empty;",
                        "--header",
                        "X-Note: a 'b' \"c\"",
                        "--data-raw",
                        body,
                        "--url",
                        "https://ci.example/a'b[1-2]?token=•••");
    }

    private static List<String> arguments(String command) throws IOException, InterruptedException {
        // Not as an argument, which would be in the encoding of the platform.
        Process shell = new ProcessBuilder("sh", "-s").redirectErrorStream(true).start();
        try (OutputStream script = shell.getOutputStream()) {
            script.write((SHOW + command + "\n").getBytes(StandardCharsets.UTF_8));
        }
        String written = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(shell.waitFor()).isZero();
        return Arrays.asList(written.substring(0, written.length() - 1).split("\0", -1));
    }
}
