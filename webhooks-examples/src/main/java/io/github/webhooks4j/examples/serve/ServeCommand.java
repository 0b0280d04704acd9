package io.github.webhooks4j.examples.serve;

import io.github.webhooks4j.examples.ExampleException;
import io.github.webhooks4j.spi.store.StoreException;
import io.github.webhooks4j.transport.AddressPolicy;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code serve}: the hub as a long-running service on 127.0.0.1, to be tried with curl. */
@Command(
        name = "serve",
        mixinStandardHelpOptions = true,
        description = {
            "Serves the hub as JSON over HTTP on 127.0.0.1 until it is terminated.",
            "POST   /repositories/{ns}/{name}/webhooks               create a webhook",
            "GET    /repositories/{ns}/{name}/webhooks               list them",
            "GET    /repositories/{ns}/{name}/webhooks/{id}          show one",
            "PUT    /repositories/{ns}/{name}/webhooks/{id}          change one; a new secret is shown",
            "DELETE /repositories/{ns}/{name}/webhooks/{id}          delete one",
            "POST   /repositories/{ns}/{name}/webhooks/{id}/enable|disable|rotate|test",
            "GET    /repositories/{ns}/{name}/webhooks/{id}/history  what happened and why",
            "POST   /repositories/{ns}/{name}/pushes                 publish a push",
            "GET    /chains/{id}                                     one chain",
            "POST   /chains/{id}/resume|cancel|rerun                 by hand",
            "GET    /health                                          status and ledger; 503 with the problems",
            "Bodies must be JSON with a Content-Type that says so. There is no password: requests must name this host",
            "and come from no web page of another origin."
        })
public final class ServeCommand implements Callable<Integer> {
    private static final int MAX_PORT = 65_535;

    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = "--port",
            paramLabel = "N",
            required = true,
            description = "The port to serve on; 0 for any free one.")
    private int port;

    @Option(names = "--store", paramLabel = "FILE", required = true, description = "The hub's SQLite file.")
    private @Nullable Path store;

    @Option(
            names = "--allow-loopback",
            description = "Allow destinations on this machine's loopback addresses, for trials.")
    private boolean allowLoopback;

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

    /** Created by the command line. */
    public ServeCommand() {}

    /** Checks before anything is opened: a wrong option leaves no file behind. */
    private AccessRules access(CommandSpec command) {
        URI base = callbackBase;
        if (base != null && !isCallbackBase(base)) {
            throw new ParameterException(
                    command.commandLine(),
                    "--callback-base must be an absolute http or https URL with a host, a port other than 0, and neither"
                            + " query nor fragment, was " + base);
        }
        try {
            return AccessRules.of(base, hosts);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(command.commandLine(), "--host " + e.getMessage(), e);
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

    @Override
    public Integer call() throws InterruptedException {
        CommandSpec command = spec;
        Path file = store;
        if (command == null || file == null) {
            throw new IllegalStateException("serve is started by the command line");
        }
        if (port < 0 || port > MAX_PORT) {
            throw new ParameterException(command.commandLine(), "--port must be 0 to " + MAX_PORT + ", was " + port);
        }
        AccessRules access = access(command);
        AddressPolicy policy = allowLoopback ? AddressPolicy.allowLoopback() : AddressPolicy.publicOnly();
        Hub hub;
        try {
            hub = Hub.open(port, file, policy, callbackBase, access);
        } catch (StoreException | IllegalArgumentException e) {
            throw new ExampleException(String.valueOf(e.getMessage()), e);
        }
        var terminated = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            hub.close();
            terminated.countDown();
            // A service that ends on request has not failed, which 143 would indicate.
            Runtime.getRuntime().halt(0);
        }));
        PrintWriter out = command.commandLine().getOut();
        out.println("ready on " + hub.url());
        out.flush();
        terminated.await();
        return 0;
    }
}
