package io.github.webhooks4j.cli.serve;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.console.access.ConsoleGate;
import io.github.webhooks4j.transport.AddressPolicy;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a hub is opened with.
 *
 * @param address where it serves, with port 0 for any free one
 * @param destinations which addresses it delivers to
 * @param callbackBase the URL below which receivers reach the callbacks; null for that of the server
 * @param access which requests it takes
 * @param console returns who may enter the console, of which it gets the URL; null for no console
 */
record HubSettings(
        InetSocketAddress address,
        AddressPolicy destinations,
        @Nullable URI callbackBase,
        AccessRules access,
        @Nullable Function<URI, ConsoleGate> console) {
    HubSettings {
        requireNonNull(address, "address");
        requireNonNull(destinations, "destinations");
        requireNonNull(access, "access");
    }
}
