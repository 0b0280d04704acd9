package io.github.webhooks4j.cli.listen;

import io.github.webhooks4j.cli.io.CommandFailure;
import io.github.webhooks4j.cli.io.LoopbackServer;
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
            description = "Call back after the response: " + ScriptedCallback.FORMS + "; default: none.")
    private String callback = "none";

    @Option(
            names = "--callback-host",
            paramLabel = "HOST",
            description =
                    "A host, with its port unless it is the usual one, that may be called back beside those of loopback;"
                            + " may be given several times.")
    private List<String> callbackHosts = List.of();

    @Option(names = "--count", paramLabel = "N", description = "End after as many requests.")
    private @Nullable Integer count;

    @Option(
            names = "--page",
            paramLabel = "PORT",
            arity = "0..1",
            fallbackValue = "0",
            description = "Show everything in a browser too, on a port of its own, which is any free one unless given.")
    private @Nullable Integer page;

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
        Behaviour behaviour = behaviour();
        WebhookVerifier verifier = secrets.isEmpty()
                ? null
                : WebhookVerifier.builder(KeyText.keys(secrets))
                        .clock(surroundings.clock())
                        .build();
        var left = new CountDownLatch(count == null ? Integer.MAX_VALUE : count);
        try (OkHttpTransport transport = OkHttpTransport.builder()
                .addressPolicy(AddressPolicy.allowLoopback())
                .build()) {
            CallbackSender callbacks = sender(transport);
            try (Listener listener = new Listener(
                            port,
                            surroundings.out(),
                            new Inspector(surroundings.clock(), verifier),
                            behaviour,
                            callbacks,
                            left);
                    LoopbackServer pages = page == null ? null : LoopbackServer.bind(page)) {
                if (!behaviour.script().equals(respond)) {
                    surroundings
                            .out()
                            .println("responding " + behaviour.script()
                                    + "; give this to --respond to repeat these failures");
                }
                surroundings.out().println("listening on " + listener.url());
                listener.start();
                if (pages != null) {
                    pages.serve("/", new ListenPage(pages.url(""), listener.arrivals(), behaviour, callbacks));
                    pages.start();
                    surroundings.out().println("page on " + pages.url("/"));
                }
                left.await();
            }
        }
        return 0;
    }

    private Behaviour behaviour() {
        ScriptedCallback after;
        try {
            after = ScriptedCallback.parse(callback);
        } catch (IllegalArgumentException e) {
            throw CommandFailure.usage("--callback " + e.getMessage());
        }
        try {
            return new Behaviour(respond, after, surroundings.random());
        } catch (IllegalArgumentException e) {
            throw CommandFailure.usage("--respond " + e.getMessage());
        }
    }

    private CallbackSender sender(OkHttpTransport transport) {
        try {
            return new CallbackSender(Set.copyOf(callbackHosts), transport);
        } catch (IllegalArgumentException e) {
            throw CommandFailure.usage("--callback-host is not usable: " + e.getMessage());
        }
    }
}
