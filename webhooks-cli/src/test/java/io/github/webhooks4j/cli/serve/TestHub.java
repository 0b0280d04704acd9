package io.github.webhooks4j.cli.serve;

import io.github.webhooks4j.cli.CommandRun;
import io.github.webhooks4j.cli.store.StoreOptions;
import io.github.webhooks4j.console.access.ConsoleGate;
import io.github.webhooks4j.transport.AddressPolicy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/** Opens hubs in process, on any free port of loopback, that may deliver to loopback. */
final class TestHub {
    private TestHub() {}

    static Hub open(Path file, AccessRules access) {
        return open(file, access, null);
    }

    static Hub open(Path file, AccessRules access, @Nullable Function<URI, ConsoleGate> console) {
        return open(access, console, "--store", file.toString());
    }

    static Hub open(AccessRules access, @Nullable Function<URI, ConsoleGate> console, String... options) {
        var store = new StoreOptions(new CommandRun().surroundings());
        new CommandLine(new Command(store)).parseArgs(options);
        return Hub.open(
                new HubSettings(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        AddressPolicy.allowLoopback(),
                        null,
                        access,
                        console),
                store::openOrCreate);
    }

    @CommandLine.Command
    private record Command(@CommandLine.Mixin StoreOptions store) {}
}
