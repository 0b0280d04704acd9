package io.github.webhooks4j.transport;

import io.github.webhooks4j.transport.internal.address.AddressRange;
import io.github.webhooks4j.transport.internal.address.Nat64Prefix;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Which addresses may be dialled. Immutable and thread-safe; looks at addresses only, never at names.
 *
 * <p>The default, {@link #publicOnly()}, allows global unicast addresses: for IPv4 all but the blocks that the IANA registry
 * reserves, for IPv6 only {@code 2000::/3} less the blocks in it that are reserved or that carry an IPv4 address inside
 * (6to4, Teredo). An IPv4 address written as IPv6 is treated as that IPv4 address, and an address bound to an interface
 * (a scope or zone id) is never allowed. The table is maintained here: the predicates of {@link InetAddress} miss ten such blocks.
 *
 * <p>Where ranges overlap: a range allowed on one port wins over a denied one, and a denied one over a range allowed on every
 * port. Thus a narrow exception can be made, and a wide one cannot open by accident what was closed.
 */
public final class AddressPolicy {
    /** Every block that is not global unicast. No two overlap, so that none is redundant. */
    static final List<AddressRange> SPECIAL = ranges(
            "0.0.0.0/8", // this network
            "10.0.0.0/8", // private
            "100.64.0.0/10", // carrier-grade NAT
            "127.0.0.0/8", // loopback
            "169.254.0.0/16", // link-local, cloud metadata
            "172.16.0.0/12", // private
            "192.0.0.0/24", // protocol assignments
            "192.0.2.0/24", // documentation
            "192.88.99.0/24", // 6to4 relays
            "192.168.0.0/16", // private
            "198.18.0.0/15", // benchmarks
            "198.51.100.0/24", // documentation
            "203.0.113.0/24", // documentation
            "224.0.0.0/4", // multicast
            "240.0.0.0/4", // reserved, limited broadcast
            "::/3", // unspecified, loopback, IPv4-compatible, NAT64, discard-only
            "2001::/23", // protocol assignments, Teredo, benchmarks
            "2001:db8::/32", // documentation
            "2002::/16", // 6to4
            "3fff::/20", // documentation
            "4000::/2", // not assigned, segment routing
            "8000::/1"); // not assigned, unique local, link-local, site-local, multicast

    private static final AddressPolicy PUBLIC_ONLY = new AddressPolicy(SPECIAL);

    private final List<AddressRange> special;
    private final List<AddressRange> allowed;
    private final List<AddressRange> denied;
    private final List<Nat64Prefix> translated;

    /** Creates a policy with another table, for tests that show what each row is for. */
    AddressPolicy(List<AddressRange> special) {
        this(special, List.of(), List.of(), List.of());
    }

    private AddressPolicy(
            List<AddressRange> special,
            List<AddressRange> allowed,
            List<AddressRange> denied,
            List<Nat64Prefix> translated) {
        this.special = special;
        this.allowed = allowed;
        this.denied = denied;
        this.translated = translated;
    }

    /** Returns the default: public addresses on every port, and nothing else. */
    public static AddressPolicy publicOnly() {
        return PUBLIC_ONLY;
    }

    /**
     * Returns the policy for trials on one machine: public addresses and loopback. Do not use it for a service whose
     * users choose the URLs: every other service that listens on its machine would be open to them.
     */
    public static AddressPolicy allowLoopback() {
        return publicOnly().allowing("127.0.0.0/8").allowing("::1/128");
    }

    /**
     * Returns this policy with one more range allowed.
     *
     * @param range {@code address/prefix} for every port, or {@code address/prefix:port}, for example {@code 10.1.0.0/16},
     *     {@code 127.0.0.1/32:8080}, {@code fd00::/8} or {@code ::1/128:8080}
     * @throws IllegalArgumentException if it is neither, or if the address is not the first one of its range
     */
    public AddressPolicy allowing(String range) {
        return new AddressPolicy(special, with(allowed, range), denied, translated);
    }

    /**
     * Returns this policy with one more range denied, for example a deployment's own public addresses.
     *
     * @param range as in {@link #allowing}
     * @throws IllegalArgumentException as in {@link #allowing}
     */
    public AddressPolicy denying(String range) {
        return new AddressPolicy(special, allowed, with(denied, range), translated);
    }

    /**
     * Returns this policy for a network that reaches IPv4 by translation (NAT64 with DNS64): an address with the prefix is
     * treated as the IPv4 address inside it, unless its own range is denied. By default no such address is allowed. Set it
     * only where the network does translate.
     *
     * @param prefix {@code 64:ff9b::/96}, or the network's own with 32, 40, 48, 56, 64 or 96 bits
     * @throws IllegalArgumentException if it is no such prefix, or if the address is not the first one of its range
     */
    public AddressPolicy withNat64(String prefix) {
        return new AddressPolicy(
                special,
                allowed,
                denied,
                Stream.concat(translated.stream(), Stream.of(Nat64Prefix.parse(prefix)))
                        .toList());
    }

    /**
     * Returns whether {@code address} may be dialled on {@code port}.
     *
     * @throws IllegalArgumentException if the port is not 1 to 65535
     */
    public boolean allows(InetAddress address, int port) {
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("a port must be 1 to 65535, was " + port);
        }
        if (isScoped(address)) {
            return false;
        }
        byte[] bytes = unwrapped(address);
        for (Nat64Prefix prefix : translated) {
            if (prefix.range().contains(bytes)) {
                byte[] inside = prefix.inside(bytes);
                // Some translators ignore what must be zero, and would dial the address inside.
                return inside != null && !isDenied(bytes, port) && allows(inside, port);
            }
        }
        return allows(bytes, port);
    }

    private boolean allows(byte[] bytes, int port) {
        if (covers(allowed, port, bytes)) {
            return true;
        }
        return !isDenied(bytes, port) && (covers(allowed, AddressRange.ANY_PORT, bytes) || isPublic(bytes));
    }

    private boolean isDenied(byte[] bytes, int port) {
        return covers(denied, port, bytes) || covers(denied, AddressRange.ANY_PORT, bytes);
    }

    private boolean isPublic(byte[] bytes) {
        return !covers(special, AddressRange.ANY_PORT, bytes);
    }

    /** A loop and not a stream, because it runs several times for each request. */
    private static boolean covers(List<AddressRange> ranges, int port, byte[] address) {
        for (AddressRange range : ranges) {
            if (range.port() == port && range.contains(address)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isScoped(InetAddress address) {
        return address instanceof Inet6Address v6 && (v6.getScopeId() != 0 || v6.getScopedInterface() != null);
    }

    /** Returns the bytes, those of an IPv4 address if it is one inside {@code ::ffff:0:0/96}. */
    private static byte[] unwrapped(InetAddress address) {
        byte[] bytes = address.getAddress();
        boolean mapped = bytes.length == 16 && bytes[10] == -1 && bytes[11] == -1;
        for (int i = 0; mapped && i < 10; i++) {
            mapped = bytes[i] == 0;
        }
        return mapped ? Arrays.copyOfRange(bytes, 12, 16) : bytes;
    }

    private static List<AddressRange> ranges(String... ranges) {
        return Stream.of(ranges).map(AddressRange::parse).toList();
    }

    private static List<AddressRange> with(List<AddressRange> ranges, String range) {
        return Stream.concat(ranges.stream(), Stream.of(AddressRange.parse(range)))
                .toList();
    }
}
