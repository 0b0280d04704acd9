package io.github.webhooks4j.cli.io;

import io.github.webhooks4j.transport.AddressPolicy;
import java.util.regex.Pattern;
import picocli.CommandLine.Option;

/** The option that says where webhooks may be sent. */
public final class DestinationOptions {
    private static final Pattern ON_THIS_MACHINE =
            Pattern.compile("https?://(localhost|127(\\.\\d+){3}|\\[::1])([:/].*)?");

    @Option(
            names = "--allow-loopback",
            description = "Allow destinations on this machine's loopback addresses, for trials.")
    private boolean allowLoopback;

    /** Returns what may be done about a destination that is refused, to be appended to why; empty if there is nothing. */
    public String advice(String url) {
        return !allowLoopback && ON_THIS_MACHINE.matcher(url).matches()
                ? "; --allow-loopback allows addresses of this machine"
                : "";
    }

    /** Returns the addresses that may be contacted. */
    public AddressPolicy policy() {
        return allowLoopback ? AddressPolicy.allowLoopback() : AddressPolicy.publicOnly();
    }
}
