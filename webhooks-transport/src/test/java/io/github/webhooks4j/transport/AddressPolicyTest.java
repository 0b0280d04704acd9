package io.github.webhooks4j.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.webhooks4j.transport.internal.address.IpLiteral;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressPolicyTest {
    private static final AddressPolicy PUBLIC = AddressPolicy.publicOnly();

    /**
     * First and last address of each block that is not global unicast, with the neighbour on either side; a dash where there is
     * none or it is special too.
     */
    static final List<String> BLOCKS = List.of(
            "0.0.0.0 0.255.255.255 - 1.0.0.0",
            "10.0.0.0 10.255.255.255 9.255.255.255 11.0.0.0",
            "100.64.0.0 100.127.255.255 100.63.255.255 100.128.0.0",
            "127.0.0.0 127.255.255.255 126.255.255.255 128.0.0.0",
            "169.254.0.0 169.254.255.255 169.253.255.255 169.255.0.0",
            "172.16.0.0 172.31.255.255 172.15.255.255 172.32.0.0",
            "192.0.0.0 192.0.0.255 191.255.255.255 192.0.1.0",
            "192.0.2.0 192.0.2.255 192.0.1.255 192.0.3.0",
            "192.88.99.0 192.88.99.255 192.88.98.255 192.88.100.0",
            "192.168.0.0 192.168.255.255 192.167.255.255 192.169.0.0",
            "198.18.0.0 198.19.255.255 198.17.255.255 198.20.0.0",
            "198.51.100.0 198.51.100.255 198.51.99.255 198.51.101.0",
            "203.0.113.0 203.0.113.255 203.0.112.255 203.0.114.0",
            "224.0.0.0 239.255.255.255 223.255.255.255 -",
            "240.0.0.0 255.255.255.255 - -",
            ":: 1fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff - 2000::",
            "2001:: 2001:1ff:ffff:ffff:ffff:ffff:ffff:ffff 2000:ffff:ffff:ffff:ffff:ffff:ffff:ffff 2001:200::",
            "2001:db8:: 2001:db8:ffff:ffff:ffff:ffff:ffff:ffff 2001:db7:ffff:ffff:ffff:ffff:ffff:ffff 2001:db9::",
            "2002:: 2002:ffff:ffff:ffff:ffff:ffff:ffff:ffff 2001:ffff:ffff:ffff:ffff:ffff:ffff:ffff 2003::",
            "3fff:: 3fff:fff:ffff:ffff:ffff:ffff:ffff:ffff 3ffe:ffff:ffff:ffff:ffff:ffff:ffff:ffff 3fff:1000::",
            "4000:: 7fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff 3fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff -",
            "8000:: ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff - -");

    static IntStream rows() {
        return IntStream.range(0, AddressPolicy.SPECIAL.size());
    }

    @ParameterizedTest
    @FieldSource("BLOCKS")
    void denies_a_special_block_and_nothing_beside_it(String block) {
        assertThat(misjudged(PUBLIC, block)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("rows")
    void every_row_of_the_table_denies_a_block_of_its_own(int row) {
        var others = new ArrayList<>(AddressPolicy.SPECIAL);
        others.remove(row);
        var lessOne = new AddressPolicy(others);

        assertThat(BLOCKS.stream().flatMap(block -> misjudged(lessOne, block)))
                .as(AddressPolicy.SPECIAL.get(row) + " taken out")
                .containsExactly(
                        BLOCKS.get(row).split(" ", -1)[0], BLOCKS.get(row).split(" ", -1)[1]);
    }

    @Test
    void the_table_has_as_many_rows_as_there_are_blocks() {
        assertThat(AddressPolicy.SPECIAL).hasSameSizeAs(BLOCKS);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"::1", "::7f00:1", "64:ff9b::808:808", "fc00::1", "fd12:3456::1", "fe80::1", "ff02::1", "5f00::1"
            })
    void denies_what_ipv6_reserves_outside_global_unicast(String address) {
        assertThat(PUBLIC.allows(address(address), 443)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "2a00:1:2:3:5d:b8d8:2200:0, true",
        "2a00:1:2:3:a9:fea9:fe00:0, false",
        "2a00:1:2:3:1a9:fea9:fe00:0, false",
        "2a00:1:2:3:15d:b8d8:2200:0, false"
    })
    void denies_translated_addresses_without_a_public_one_inside(String address, boolean allowed) {
        assertThat(PUBLIC.withNat64("2a00:1:2:3::/64").allows(address(address), 443))
                .isEqualTo(allowed);
    }

    @Test
    void treats_an_ipv4_address_inside_ipv6_as_ipv4() throws UnknownHostException {
        byte[] mapped = new byte[16];
        mapped[10] = -1;
        mapped[11] = -1;
        mapped[12] = 10;
        mapped[15] = 1;
        // getByAddress(byte[]) would unwrap it itself.
        assertThat(PUBLIC.allows(Inet6Address.getByAddress(null, mapped, -1), 443))
                .isFalse();

        mapped[12] = 9;
        assertThat(PUBLIC.allows(Inet6Address.getByAddress(null, mapped, -1), 443))
                .isTrue();
    }

    @Test
    void denies_an_address_bound_to_an_interface_even_where_its_range_is_allowed() throws UnknownHostException {
        byte[] global = address("2600::1").getAddress();
        AddressPolicy policy = PUBLIC.allowing("2600::/16");

        assertThat(policy.allows(Inet6Address.getByAddress(null, global, 3), 443))
                .isFalse();
        assertThat(policy.allows(Inet6Address.getByAddress(null, global, -1), 443))
                .isTrue();
    }

    @Test
    void the_trial_policy_adds_loopback_and_nothing_else() {
        AddressPolicy policy = AddressPolicy.allowLoopback();

        assertThat(policy.allows(address("127.255.0.1"), 80)).isTrue();
        assertThat(policy.allows(address("::1"), 80)).isTrue();
        assertThat(policy.allows(address("10.0.0.1"), 80)).isFalse();
        assertThat(policy.allows(address("::2"), 80)).isFalse();
    }

    @Test
    void allows_a_range_on_one_port_only() {
        AddressPolicy policy = PUBLIC.allowing("127.0.0.1/32:8080").allowing("fd00::/8:8443");

        assertThat(policy.allows(address("127.0.0.1"), 8080)).isTrue();
        assertThat(policy.allows(address("127.0.0.1"), 8081)).isFalse();
        assertThat(policy.allows(address("127.0.0.2"), 8080)).isFalse();
        assertThat(policy.allows(address("fd77::1"), 8443)).isTrue();
        assertThat(policy.allows(address("fd77::1"), 443)).isFalse();
    }

    @Test
    void denies_a_public_range_that_the_operator_names() {
        AddressPolicy policy = PUBLIC.denying("168.63.129.16/32").denying("9.9.9.9/32:25");

        assertThat(policy.allows(address("168.63.129.16"), 80)).isFalse();
        assertThat(policy.allows(address("168.63.129.17"), 80)).isTrue();
        assertThat(policy.allows(address("9.9.9.9"), 25)).isFalse();
        assertThat(policy.allows(address("9.9.9.9"), 80)).isTrue();
    }

    @Test
    void prefers_a_range_on_one_port_to_a_denied_one_and_that_to_all_ports() {
        AddressPolicy policy =
                PUBLIC.allowing("10.0.0.0/8").allowing("10.1.0.1/32:8080").denying("10.1.0.0/16");

        assertThat(policy.allows(address("10.2.0.1"), 80)).isTrue();
        assertThat(policy.allows(address("10.1.0.1"), 80)).isFalse();
        assertThat(policy.allows(address("10.1.0.1"), 8080)).isTrue();
    }

    @Test
    void leaves_the_policy_it_was_made_from_as_it_was() {
        PUBLIC.allowing("127.0.0.0/8");

        assertThat(PUBLIC.allows(address("127.0.0.1"), 80)).isFalse();
    }

    @Test
    void accepts_the_first_and_the_last_port() {
        AddressPolicy policy = PUBLIC.denying("9.9.9.9/32:65535");

        assertThat(policy.allows(address("9.9.9.9"), 1)).isTrue();
        assertThat(policy.allows(address("9.9.9.9"), 65535)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 65536})
    void refuses_a_port_that_cannot_be_dialled(int port) {
        assertThatThrownBy(() -> PUBLIC.allows(address("9.9.9.9"), port))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a port must be 1 to 65535, was " + port);
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0, must be address/prefix or address/prefix:port",
        "localhost/8, must be address/prefix or address/prefix:port",
        "10/8, must begin with an IPv4 or IPv6 address",
        "010.0.0.0/8, must begin with an IPv4 or IPv6 address",
        "256.0.0.0/8, must begin with an IPv4 or IPv6 address",
        "1:2/8, must begin with an IPv4 or IPv6 address",
        "10.0.0.0/33, must have a prefix of at most 32 bits",
        "fd00::/129, must have a prefix of at most 128 bits",
        "10.0.0.0/8:0, must have a port of 1 to 65535",
        "10.0.0.0/8:65536, must have a port of 1 to 65535",
        "10.0.0.1/8, must begin with the first address of its range",
    })
    void refuses_a_malformed_range(String range, String rule) {
        assertThatThrownBy(() -> PUBLIC.allowing(range))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("an address range " + rule + ", was \"" + range + "\"");
    }

    /** Returns the addresses that {@code policy} allows within the block, or denies beside it. */
    private static Stream<String> misjudged(AddressPolicy policy, String block) {
        List<String> corners = List.of(block.split(" ", -1));
        return corners.stream()
                .filter(corner -> !corner.equals("-"))
                .filter(corner -> policy.allows(address(corner), 443) == (corners.indexOf(corner) < 2));
    }

    private static InetAddress address(String literal) {
        return IpLiteral.parse(literal).orElseThrow();
    }
}
