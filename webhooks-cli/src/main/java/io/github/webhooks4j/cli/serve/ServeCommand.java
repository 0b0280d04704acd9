package io.github.webhooks4j.cli.serve;

import io.github.webhooks4j.cli.io.ApiToken;
import io.github.webhooks4j.cli.io.CommandFailure;
import io.github.webhooks4j.cli.io.DestinationOptions;
import io.github.webhooks4j.cli.io.InputFile;
import io.github.webhooks4j.cli.io.Surroundings;
import io.github.webhooks4j.cli.io.Termination;
import io.github.webhooks4j.cli.store.StoreOptions;
import io.github.webhooks4j.console.access.ConsoleGate;
import io.github.webhooks4j.spi.store.StoreException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code serve}: the hub as a long-running service, to be tried with curl and in a browser. */
@Command(
        name = "serve",
        mixinStandardHelpOptions = true,
        description = {
            "Serves a hub as JSON over HTTP until it is terminated; with --console in a browser too.",
            "POST   /repositories/{ns}/{name}/webhooks               create a webhook",
            "GET    /repositories/{ns}/{name}/webhooks               list them",
            "GET    /repositories/{ns}/{name}/webhooks/{id}          show one",
            "PUT    /repositories/{ns}/{name}/webhooks/{id}          change one; a new secret is shown",
            "DELETE /repositories/{ns}/{name}/webhooks/{id}          delete one",
            "POST   /repositories/{ns}/{name}/webhooks/{id}/enable|disable|rotate|test",
            "GET    /repositories/{ns}/{name}/webhooks/{id}/history  what happened and why",
            "POST   /repositories/{ns}/{name}/pushes                 publish a push",
            "GET    /chains?state=interrupted&status=500-599         chains that meet every condition",
            "GET    /chains/{id}                                     one chain",
            "GET    /chains/{id}/explanation                         what is next, and why",
            "POST   /chains/{id}/resume|cancel|rerun                 by hand",
            "GET    /events/{id}                                     to which webhooks it went, and why",
            "POST   /bulk                                            plan an action on many chains, or start it",
            "GET    /bulk, /bulk/{id}                                bulk jobs",
            "POST   /bulk/{id}/stop                                  stop one",
            "GET    /health                                          status and ledger; 503 with the problems",
            "Bodies must be JSON with a Content-Type that says so. Requests must name this host and come from no web",
            "page of another origin. On 127.0.0.1 there is no password; elsewhere --api-token-file must be given."
        })
public final class ServeCommand implements Callable<Integer> {
    private static final int MAX_PORT = 65_535;
    private static final int MAX_FILE_BYTES = 4 << 10;
    private static final String OPERATOR = "operator";

    private final Surroundings surroundings;

    @Mixin
    private final StoreOptions store;

    @Option(
            names = "--port",
            paramLabel = "N",
            required = true,
            description = "The port to serve on; 0 for any free one.")
    private int port;

    @Option(
            names = "--bind",
            paramLabel = "ADDRESS",
            defaultValue = "127.0.0.1",
            description = "The address to serve on, 0.0.0.0 for all; default: 127.0.0.1.")
    private String bind = "127.0.0.1";

    @Mixin
    private final DestinationOptions destinations = new DestinationOptions();

    @Option(
            names = "--callback-base",
            paramLabel = "URL",
            description = "The URL below which receivers reach the callbacks; default: this server's /callbacks.")
    private @Nullable URI callbackBase;

    @Option(
            names = "--host",
            paramLabel = "NAME",
            description = "Another name or address by which the hub is reached; may be given several times.")
    private List<String> hosts = List.of();

    @Option(
            names = "--api-token-file",
            paramLabel = "FILE",
            description = "A file with a token that every request for JSON must carry: Authorization: Bearer TOKEN.")
    private @Nullable Path apiTokenFile;

    @Option(
            names = "--console",
            description = "Serve the console below /console too, and print a link to it that can be opened once.")
    private boolean console;

    @Option(
            names = "--console-password-file",
            paramLabel = "FILE",
            description = "A file with the password of the user " + OPERATOR
                    + " for the console, in place of the link; at least 16 characters.")
    private @Nullable Path consolePasswordFile;

    /** Creates it. */
    public ServeCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
        this.store = new StoreOptions(surroundings);
    }

    @Override
    public Integer call() throws InterruptedException {
        // Everything is checked before anything is opened: a wrong option leaves no file behind.
        HubSettings settings = settings();
        store.requireOne();
        Hub hub;
        try {
            hub = Hub.open(settings, store::openOrCreate);
        } catch (StoreException e) {
            if (store.isPostgres()) {
                throw e;
            }
            throw CommandFailure.refused(String.valueOf(e.getMessage()));
        } catch (IllegalArgumentException e) {
            throw CommandFailure.refused(String.valueOf(e.getMessage()));
        }
        surroundings.out().println("ready on " + hub.url());
        hub.console().ifPresent(url -> surroundings.out().println("console on " + url));
        surroundings.out().flush();
        Termination.await(hub::close);
        return 0;
    }

    private HubSettings settings() {
        if (port < 0 || port > MAX_PORT) {
            throw CommandFailure.usage("--port must be 0 to " + MAX_PORT + ", was " + port);
        }
        InetAddress address = address();
        if (console && !address.isLoopbackAddress() && !address.isAnyLocalAddress()) {
            throw CommandFailure.usage("--console must be served on a loopback address or on all addresses, since it"
                    + " only lets in requests of this machine, was --bind " + bind
                    + "; give --bind 0.0.0.0, or leave out --console");
        }
        return new HubSettings(
                new InetSocketAddress(address, port), destinations.policy(), callbackBase, access(address), gate());
    }

    /** An address, and no name: which one a name has may change. */
    private InetAddress address() {
        try {
            if (bind.matches("[0-9.]+|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*")) {
                return InetAddress.getByName(bind);
            }
        } catch (UnknownHostException e) {
            // Reported below.
        }
        throw CommandFailure.usage("--bind must be an address such as 127.0.0.1 or 0.0.0.0, was " + bind);
    }

    private AccessRules access(InetAddress address) {
        URI base = callbackBase;
        if (base != null && !isCallbackBase(base)) {
            throw CommandFailure.usage(
                    "--callback-base must be an absolute http or https URL with a host, a port other than 0, and neither"
                            + " query nor fragment, was " + base);
        }
        if (!address.isLoopbackAddress() && apiTokenFile == null) {
            throw CommandFailure.usage("--api-token-file must be given to serve beyond this machine, on " + bind
                    + "; keygen path makes a token");
        }
        var names = new ArrayList<>(hosts);
        if (!address.isAnyLocalAddress()) {
            names.add(address.getHostAddress());
        }
        try {
            AccessRules rules = AccessRules.of(base, names);
            return apiTokenFile == null ? rules : rules.withToken(ApiToken.read(apiTokenFile));
        } catch (IllegalArgumentException e) {
            throw CommandFailure.usage("--host " + e.getMessage());
        }
    }

    private @Nullable Function<URI, ConsoleGate> gate() {
        Path file = consolePasswordFile;
        if (file == null) {
            return console ? url -> new OneTimeLink(url, surroundings.random()) : null;
        }
        if (!console) {
            throw CommandFailure.usage("--console-password-file must be given with --console only");
        }
        try {
            ConsoleGate gate = ConsoleGate.basic(
                    OPERATOR, InputFile.text("password", file, MAX_FILE_BYTES).strip());
            return url -> gate;
        } catch (IllegalArgumentException e) {
            throw CommandFailure.refused("the file " + file + " is not usable: its " + e.getMessage());
        }
    }

    private static boolean isCallbackBase(URI base) {
        return ("http".equalsIgnoreCase(base.getScheme()) || "https".equalsIgnoreCase(base.getScheme()))
                && base.getHost() != null
                && base.getPort() != 0
                && base.getPort() <= MAX_PORT
                && base.getRawQuery() == null
                && base.getRawFragment() == null;
    }
}
