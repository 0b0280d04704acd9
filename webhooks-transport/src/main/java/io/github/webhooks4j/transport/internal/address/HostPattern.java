package io.github.webhooks4j.transport.internal.address;

import io.github.webhooks4j.Violation;
import java.net.InetAddress;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Hosts that an operator names: one host, all names below a domain, or all addresses of a range. A range has no names in
 * it, since none is looked up for it. Immutable.
 *
 * @param text as it was written
 * @param host the host, or the end of its names; null for a range
 * @param range the range; null for names
 */
public record HostPattern(
        String text, @Nullable String host, @Nullable AddressRange range) {
    private static final String BELOW = "*.";

    /**
     * Reads {@code host}, {@code *.domain} or {@code address/prefix}.
     *
     * @throws IllegalArgumentException if it is none of them
     */
    public static HostPattern parse(String text) {
        if (text.indexOf('/') >= 0) {
            AddressRange range = AddressRange.parse(text);
            if (range.port() != AddressRange.ANY_PORT) {
                throw new IllegalArgumentException("a range of hosts must have no port, was " + Violation.quote(text));
            }
            return new HostPattern(text, null, range);
        }
        boolean isBelow = text.startsWith(BELOW);
        String host = isBelow ? text.substring(BELOW.length()) : text;
        if (host.indexOf('*') >= 0) {
            throw new IllegalArgumentException(
                    "hosts must be a host, *.domain or address/prefix, was " + Violation.quote(text));
        }
        String canonical = withoutRoot(DestinationUrl.canonicalHost(host));
        return new HostPattern(text, isBelow ? '.' + canonical : canonical, null);
    }

    /** Returns whether a host, as URLs name it, is one of them. */
    public boolean matches(String candidate) {
        if (range != null) {
            Optional<InetAddress> literal = IpLiteral.parse(candidate);
            return literal.isPresent() && range.contains(literal.get().getAddress());
        }
        String name = withoutRoot(candidate);
        return host != null && (host.startsWith(".") ? name.endsWith(host) : name.equals(host));
    }

    private static String withoutRoot(String name) {
        return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    }
}
