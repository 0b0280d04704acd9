package io.github.webhooks4j.cli.signing;

import io.github.webhooks4j.Violation;
import io.github.webhooks4j.callback.Callback;
import io.github.webhooks4j.callback.CallbackState;
import io.github.webhooks4j.cli.io.CommandFailure;
import io.github.webhooks4j.cli.io.DestinationOptions;
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
import picocli.CommandLine.Mixin;
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
    private static final int MAX_WAIT_SECONDS = 3_600;
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

    @Mixin
    private final DestinationOptions destinations = new DestinationOptions();

    @Option(
            names = "--watch",
            description = "Add a callback_url of this machine to the body, and wait for the callback.")
    private boolean watch;

    @Option(
            names = "--wait",
            paramLabel = "SECONDS",
            defaultValue = "60",
            description = "How long --watch waits; default: 60.")
    private int wait = 60;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    /** Creates it. */
    public SendCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws InterruptedException {
        byte[] body = data == null
                ? EXAMPLE.getBytes(StandardCharsets.UTF_8)
                : InputFile.bytes("data", data, SignCommand.MAX_BODY_BYTES);
        if (!watch) {
            return send(body, null).code();
        }
        if (wait < 1 || wait > MAX_WAIT_SECONDS) {
            throw CommandFailure.usage("--wait must be 1 to " + MAX_WAIT_SECONDS + " seconds, was " + wait);
        }
        try (var callbacks = new CallbackWatch(surroundings.random())) {
            return send(callbacks.addTo(body), callbacks).code();
        }
    }

    private ExitCode send(byte[] body, @Nullable CallbackWatch callbacks) throws InterruptedException {
        List<Header> headers = headers(body);
        DeliveryResult result;
        try (OkHttpTransport transport =
                OkHttpTransport.builder().addressPolicy(destinations.policy()).build()) {
            DestinationCheck check = transport.check(url);
            if (check instanceof DestinationCheck.Refused refused) {
                throw CommandFailure.refused(
                        "the URL " + refused.rule() + ", was " + refused.actual() + destinations.advice(url));
            }
            result = transport.exchange(OutboundRequest.post(
                    ((DestinationCheck.Accepted) check).destination().url(), headers, body, DEADLINE));
        }
        boolean delivered = result instanceof Response response && response.status() >= 200 && response.status() < 300;
        if (!json) {
            surroundings.out().println(text(headers, result));
        }
        Callback callback = delivered && callbacks != null ? await(callbacks) : null;
        if (json) {
            Map<String, @Nullable Object> fields = fields(headers, result);
            if (callbacks != null) {
                fields.put(
                        "callback", callback == null ? null : callback.state().code());
            }
            surroundings.out().println(JsonText.of(fields));
        }
        if (result instanceof NoResponse) {
            return ExitCode.UNREACHABLE;
        }
        boolean succeeded = callbacks == null || (callback != null && callback.state() == CallbackState.SUCCESS);
        return delivered && succeeded ? ExitCode.DONE : ExitCode.REFUSED;
    }

    private @Nullable Callback await(CallbackWatch callbacks) throws InterruptedException {
        if (!json) {
            surroundings.err().println("waiting up to " + wait + " s for the callback");
        }
        Callback callback = callbacks.await(Duration.ofSeconds(wait)).orElse(null);
        if (!json) {
            surroundings
                    .out()
                    .println(
                            callback == null
                                    ? "! no callback within " + wait + " s"
                                    : "< called back: " + callback.state().code()
                                            + (callback.description() == null
                                                    ? ""
                                                    : ", " + Printable.of(callback.description())));
        }
        return callback;
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
            lines.append("! no response")
                    .append(millis)
                    .append(": ")
                    .append(((NoResponse) result).code().sentence());
        }
        return lines.toString();
    }

    private static Map<String, @Nullable Object> fields(List<Header> headers, DeliveryResult result) {
        var fields = new LinkedHashMap<String, @Nullable Object>();
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
