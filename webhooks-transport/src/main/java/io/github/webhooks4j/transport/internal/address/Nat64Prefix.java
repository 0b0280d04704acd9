package io.github.webhooks4j.transport.internal.address;

import io.github.webhooks4j.Violation;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A prefix by which a network translates IPv6 to IPv4: its addresses have an IPv4 address inside (RFC 6052). Immutable.
 *
 * @param range the addresses with the prefix
 */
public record Nat64Prefix(AddressRange range) {
    private static final Set<Integer> LENGTHS = Set.of(32, 40, 48, 56, 64, 96);
    private static final int IPV4_BYTES = 4;
    private static final int IPV6_BYTES = 16;
    /** The byte that is zero in every such address, and no part of the one inside. */
    private static final int RESERVED = 8;

    /**
     * Reads {@code address/prefix}.
     *
     * @throws IllegalArgumentException if it is not IPv6 with a prefix of 32, 40, 48, 56, 64 or 96 bits
     */
    public static Nat64Prefix parse(String text) {
        AddressRange range = AddressRange.parse(text);
        if (range.network().length != IPV6_BYTES
                || !LENGTHS.contains(range.prefix())
                || range.port() != AddressRange.ANY_PORT) {
            throw new IllegalArgumentException(
                    "a prefix of NAT64 must be IPv6 with 32, 40, 48, 56, 64 or 96 bits and no port, was "
                            + Violation.quote(text));
        }
        return new Nat64Prefix(range);
    }

    /** Returns the IPv4 address inside; null if the address has another prefix, or none inside. */
    public byte @Nullable [] inside(byte[] address) {
        if (!range.contains(address)) {
            return null;
        }
        byte[] inside = new byte[IPV4_BYTES];
        int from = range.prefix() / Byte.SIZE;
        for (int i = 0; i < IPV4_BYTES; i++, from++) {
            if (from == RESERVED) {
                if (address[from] != 0) {
                    return null;
                }
                from++;
            }
            inside[i] = address[from];
        }
        return inside;
    }
}
