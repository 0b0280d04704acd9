package io.github.webhooks4j.cli.listen;

import io.github.webhooks4j.callback.Callback;
import io.github.webhooks4j.cli.io.CommandFailure;
import io.github.webhooks4j.cli.io.Surroundings;
import io.github.webhooks4j.cli.signing.KeyText;
import io.github.webhooks4j.okhttp.OkHttpTransport;
import io.github.webhooks4j.signature.WebhookVerifier;
import io.github.webhooks4j.transport.AddressPolicy;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code listen}: a receiver that prints what arrives. */
@Command(
        name = "listen",
        mixinStandardHelpOptions = true,
        description = "Receives on 127.0.0.1 until it is terminated, prints what arrives, and responds by a script.")
public final class ListenCommand implements Callable<Integer> {
    private static final int MAX_PORT = 65_535;

    /** How to call back; the constants are the words of the command line. */
    enum State {
        none,
        success,
        failure,
        error
    }

    private final Surroundings surroundings;

    @Option(
            names = "--port",
            paramLabel = "N",
            defaultValue = "9000",
            description = "The port; 0 for any free one; default: 9000.")
    private int port = 9000;

    @Option(
            names = "--secret",
            paramLabel = "KEY|@FILE",
            description = "A secret or public key, whsec_, whsk_ or whpk_, or the file that holds it; may be given"
                    + " several times. Without one signatures are not verified.")
    private transient List<String> secrets = List.of();

    @Option(
            names = "--respond",
            paramLabel = "SPEC",
            defaultValue = "200",
            description = "How to respond, the last one repeated: " + ScriptedResponse.FORMS + "; default: 200.")
    private String respond = "200";

    @Option(
            names = "--callback",
            paramLabel = "STATE",
            defaultValue = "none",
            description = "Call back after the response: none, success, failure or error; default: none.")
    private State callback = State.none;

    @Option(
            names = "--callback-host",
            paramLabel = "HOST",
            description =
                    "A host, with its port unless it is the usual one, that may be called back beside those of loopback;"
                            + " may be given several times.")
    private List<String> callbackHosts = List.of();

    @Option(names = "--count", paramLabel = "N", description = "End after as many requests.")
    private @Nullable Integer count;

    /** Creates it. */
    public ListenCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws InterruptedException {
        if (port < 0 || port > MAX_PORT) {
            throw CommandFailure.usage("--port must be 0 to " + MAX_PORT + ", was " + port);
        }
        if (count != null && count < 1) {
            throw CommandFailure.usage("--count must be 1 or more, was " + count);
        }
        List<ScriptedResponse> script = script();
        WebhookVerifier verifier = secrets.isEmpty()
                ? null
                : WebhookVerifier.builder(KeyText.keys(secrets))
                        .clock(surroundings.clock())
                        .build();
        var left = new CountDownLatch(count == null ? Integer.MAX_VALUE : count);
        try (OkHttpTransport transport = OkHttpTransport.builder()
                        .addressPolicy(AddressPolicy.allowLoopback())
                        .build();
                Listener listener = new Listener(
                        port,
                        surroundings.out(),
                        new ArrivalText(surroundings.clock(), verifier),
                        script,
                        sender(transport),
                        left)) {
            surroundings.out().println("listening on " + listener.url());
            listener.start();
            left.await();
        }
        return 0;
    }

    private List<ScriptedResponse> script() {
        try {
            return ScriptedResponse.parse(respond);
        } catch (IllegalArgumentException e) {
            throw CommandFailure.usage("--respond " + e.getMessage());
        }
    }

    private @Nullable CallbackSender sender(OkHttpTransport transport) {
        @Nullable Callback what = switch (callback) {
            case none -> null;
            case success -> Callback.success();
            case failure -> Callback.failure();
            case error -> Callback.error();
        };
        try {
            return what == null ? null : new CallbackSender(what, Set.copyOf(callbackHosts), transport);
        } catch (IllegalArgumentException e) {
            throw CommandFailure.usage("--callback-host is not usable: " + e.getMessage());
        }
    }
}
