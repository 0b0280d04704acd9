package io.github.webhooks4j.transport.internal.address;

import io.github.webhooks4j.Violation;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A block of addresses in CIDR form, on one port or on all. Immutable.
 *
 * @param network the first address, 4 or 16 bytes
 * @param prefix how many of its leading bits an address must share
 * @param port the port; {@link #ANY_PORT} for all
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, never handed out
public record AddressRange(byte[] network, int prefix, int port) {
    /** Every port. */
    public static final int ANY_PORT = -1;

    private static final Pattern FORM = Pattern.compile("([0-9A-Fa-f:.]+)/([0-9]{1,3})(?::([0-9]{1,5}))?");
    private static final int MAX_PORT = 65535;

    /**
     * Reads {@code address/prefix} or {@code address/prefix:port}.
     *
     * @throws IllegalArgumentException if it is neither, or if the address is not the first one of its range
     */
    public static AddressRange parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw refused(text, "must be address/prefix or address/prefix:port");
        }
        byte[] network = IpLiteral.parse(form.group(1))
                .map(InetAddress::getAddress)
                .orElseThrow(() -> refused(text, "must begin with an IPv4 or IPv6 address"));
        int prefix = Integer.parseInt(form.group(2));
        if (prefix > network.length * Byte.SIZE) {
            throw refused(text, "must have a prefix of at most " + network.length * Byte.SIZE + " bits");
        }
        int port = form.group(3) == null ? ANY_PORT : Integer.parseInt(form.group(3));
        if (port == 0 || port > MAX_PORT) {
            throw refused(text, "must have a port of 1 to " + MAX_PORT);
        }
        for (int bit = prefix; bit < network.length * Byte.SIZE; bit++) {
            if (isSet(network, bit)) {
                throw refused(text, "must begin with the first address of its range");
            }
        }
        return new AddressRange(network, prefix, port);
    }

    /** Returns whether an address, of 4 or 16 bytes, is in the range, regardless of the port. */
    public boolean contains(byte[] address) {
        if (address.length != network.length) {
            return false;
        }
        int whole = prefix / Byte.SIZE;
        if (!Arrays.equals(address, 0, whole, network, 0, whole)) {
            return false;
        }
        int rest = prefix % Byte.SIZE;
        return rest == 0 || ((address[whole] ^ network[whole]) & 0xff00 >> rest & 0xff) == 0;
    }

    private static boolean isSet(byte[] bytes, int bit) {
        return (bytes[bit / Byte.SIZE] & 0x80 >> bit % Byte.SIZE) != 0;
    }

    private static IllegalArgumentException refused(String text, String rule) {
        return new IllegalArgumentException("an address range " + rule + ", was " + Violation.quote(text));
    }
}
