package io.github.webhooks4j.cli.io;

import io.github.webhooks4j.transport.AddressPolicy;
import picocli.CommandLine.Option;

/** The option that says where webhooks may be sent. */
public final class DestinationOptions {
    @Option(
            names = "--allow-loopback",
            description = "Allow destinations on this machine's loopback addresses, for trials.")
    private boolean allowLoopback;

    /** Returns the addresses that may be contacted. */
    public AddressPolicy policy() {
        return allowLoopback ? AddressPolicy.allowLoopback() : AddressPolicy.publicOnly();
    }
}
