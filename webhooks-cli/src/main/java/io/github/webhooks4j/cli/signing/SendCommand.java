package io.github.webhooks4j.cli.signing;

import io.github.webhooks4j.Violation;
import io.github.webhooks4j.cli.io.CommandFailure;
import io.github.webhooks4j.cli.io.ExitCode;
import io.github.webhooks4j.cli.io.InputFile;
import io.github.webhooks4j.cli.io.JsonText;
import io.github.webhooks4j.cli.io.Printable;
import io.github.webhooks4j.cli.io.Surroundings;
import io.github.webhooks4j.delivery.DeliveryResult;
import io.github.webhooks4j.delivery.DeliveryResult.NoResponse;
import io.github.webhooks4j.delivery.DeliveryResult.Response;
import io.github.webhooks4j.delivery.Header;
import io.github.webhooks4j.okhttp.OkHttpTransport;
import io.github.webhooks4j.signature.WebhookHeaders;
import io.github.webhooks4j.spi.transport.OutboundRequest;
import io.github.webhooks4j.transport.AddressPolicy;
import io.github.webhooks4j.webhook.DestinationCheck;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code send}: makes one attempt to deliver a body, without a store. */
@Command(
        name = "send",
        mixinStandardHelpOptions = true,
        description =
                "Sends one delivery, as an engine would, and reports what the receiver responds. There is no store:"
                        + " it is sent once.")
public final class SendCommand implements Callable<Integer> {
    private static final Duration DEADLINE = Duration.ofSeconds(30);
    private static final String EXAMPLE = "{\"message\":\"One delivery of the command send.\"}";

    private final Surroundings surroundings;

    @Parameters(paramLabel = "URL", description = "Where to send it.")
    private String url = "";

    @Option(
            names = "--secret",
            paramLabel = "SECRET|@FILE",
            description =
                    "A secret, whsec_ or whsk_, or the file that holds it; may be given several times. Without one"
                            + " the delivery is not signed.")
    private transient List<String> secrets = List.of();

    @Option(
            names = "--data",
            paramLabel = "FILE",
            description = "The exact bytes of the body, JSON; default: an example.")
    private @Nullable Path data;

    @Option(
            names = "--type",
            paramLabel = "TYPE",
            defaultValue = "example",
            description = "The type of the event; default: example.")
    private String type = "example";

    @Option(names = "--id", paramLabel = "ID", description = "The webhook-id; default: a new one.")
    private @Nullable String id;

    @Option(
            names = "--allow-loopback",
            description = "Allow destinations on this machine's loopback addresses, for trials.")
    private boolean allowLoopback;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    /** Creates it. */
    public SendCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        byte[] body = data == null
                ? EXAMPLE.getBytes(StandardCharsets.UTF_8)
                : InputFile.bytes("data", data, SignCommand.MAX_BODY_BYTES);
        List<Header> headers = headers(body);
        AddressPolicy policy = allowLoopback ? AddressPolicy.allowLoopback() : AddressPolicy.publicOnly();
        DeliveryResult result;
        try (OkHttpTransport transport =
                OkHttpTransport.builder().addressPolicy(policy).build()) {
            DestinationCheck check = transport.check(url);
            if (check instanceof DestinationCheck.Refused refused) {
                throw CommandFailure.refused("the URL " + refused.rule() + ", was " + refused.actual());
            }
            result = transport.exchange(OutboundRequest.post(
                    ((DestinationCheck.Accepted) check).destination().url(), headers, body, DEADLINE));
        }
        surroundings.out().println(json ? JsonText.of(fields(headers, result)) : text(headers, result));
        if (result instanceof Response response) {
            boolean delivered = response.status() >= 200 && response.status() < 300;
            return (delivered ? ExitCode.DONE : ExitCode.REFUSED).code();
        }
        return ExitCode.UNREACHABLE.code();
    }

    private List<Header> headers(byte[] body) {
        var headers = new ArrayList<Header>();
        headers.add(new Header("Content-Type", "application/json"));
        headers.add(new Header("User-Agent", OutboundRequest.PRODUCT));
        String webhookId = id == null ? SignedRequest.newId(surroundings.random()) : id;
        if (secrets.isEmpty()) {
            headers.add(new Header(WebhookHeaders.ID, webhookId));
        } else {
            headers.addAll(SignedRequest.headers(
                    KeyText.secrets(secrets), webhookId, surroundings.clock().instant(), body));
        }
        headers.add(new Header(WebhookHeaders.ATTEMPT, "1"));
        try {
            headers.add(new Header(WebhookHeaders.TYPE, type));
        } catch (IllegalArgumentException e) {
            throw CommandFailure.usage("--type is not usable, was " + Violation.quote(type));
        }
        return headers;
    }

    private static String text(List<Header> headers, DeliveryResult result) {
        var lines = new StringBuilder();
        headers.forEach(header -> lines.append("> ")
                .append(header.name())
                .append(": ")
                .append(header.value())
                .append('\n'));
        String millis = " in " + result.timing().total().toMillis() + " ms";
        if (result instanceof Response response) {
            lines.append("< ").append(response.status()).append(millis);
            if (response.location() != null) {
                lines.append("\n< Location, which is not followed: ").append(Printable.of(response.location()));
            }
            response.body().lines().forEach(line -> lines.append("\n  ").append(Printable.of(line)));
        } else {
            lines.append("! no response: ")
                    .append(((NoResponse) result).code().sentence())
                    .append(millis);
        }
        return lines.toString();
    }

    private static Map<String, Object> fields(List<Header> headers, DeliveryResult result) {
        var fields = new LinkedHashMap<String, Object>();
        var sent = new LinkedHashMap<String, String>();
        headers.forEach(header -> sent.put(header.name(), header.value()));
        fields.put("headers", sent);
        if (result instanceof Response response) {
            fields.put("status", response.status());
            fields.put("location", response.location());
            fields.put("body", response.body());
        } else {
            fields.put("failure", ((NoResponse) result).code().code());
            fields.put("sentence", ((NoResponse) result).code().sentence());
        }
        fields.put("millis", result.timing().total().toMillis());
        return fields;
    }
}
