package io.github.webhooks4j.console.internal.page;

import io.github.webhooks4j.engine.history.AttemptRequest;
import io.github.webhooks4j.engine.history.AttemptRequest.ShownHeader;
import io.github.webhooks4j.signature.WebhookHeaders;

/** Writes a request as a command of curl for a POSIX shell. It has no secret, and so no signature. */
final class CurlCommand {
    private CurlCommand() {}

    /**
     * Returns the command.
     *
     * @param body what is shown of the body
     */
    static String of(AttemptRequest request, String body) {
        // Without globbing, and without a file where a text begins with @.
        var command = new StringBuilder("curl --globoff --request ").append(request.method());
        for (ShownHeader header : request.headers()) {
            if (!header.name().equalsIgnoreCase(WebhookHeaders.SIGNATURE)) {
                line(
                        command,
                        "--header",
                        header.value().isEmpty() ? header.name() + ";" : header.name() + ": " + header.value());
            }
        }
        line(command, "--data-raw", body);
        return line(command, "--url", request.url()).toString();
    }

    private static StringBuilder line(StringBuilder command, String option, String value) {
        return command.append(" \\\n  ")
                .append(option)
                .append(" '")
                .append(value.replace("'", "'\\''"))
                .append('\'');
    }
}
