package io.github.webhooks4j.transport;

import static io.github.webhooks4j.transport.Requests.answered;
import static io.github.webhooks4j.transport.Requests.failure;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.delivery.DeliveryResult;
import io.github.webhooks4j.delivery.FailureCode;
import io.github.webhooks4j.tck.server.RawServer;
import io.github.webhooks4j.transport.internal.address.IpLiteral;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which of several addresses is dialled, and which are dialled at all in a network that translates to IPv4. */
abstract class AddressChoiceContract extends GuardedFixture {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

    private final Queue<String> dialled = new ConcurrentLinkedQueue<>();

    AddressChoiceContract(GuardedTransportContract contract) {
        super(contract);
    }

    @Test
    void takes_the_next_address_when_the_first_refuses_connections() throws IOException {
        try (var server = RawServer.responding(OK);
                var transport = at("127.0.0.2", "127.0.0.1")) {
            assertThat(answered(transport.exchange(Requests.to(url(server.port()))))
                            .status())
                    .isEqualTo(200);
        }
    }

    @Test
    void takes_the_next_address_when_the_first_is_silent() throws IOException {
        try (var server = RawServer.responding(OK);
                var silent = SilentAddress.on("127.0.0.2", server.port());
                var transport = at("127.0.0.2", "127.0.0.1")) {
            assertThat(answered(transport.exchange(Requests.to(url(server.port()))))
                            .status())
                    .isEqualTo(200);
            assertThat(silent.isSilent()).isTrue();
        }
    }

    @Test
    void ends_at_the_deadline_when_every_address_is_silent() throws IOException {
        try (var one = SilentAddress.on("127.0.0.2", 0);
                var other = SilentAddress.on("127.0.0.3", one.port());
                var transport = at("127.0.0.2", "127.0.0.3")) {
            DeliveryResult result = transport.exchange(Requests.to(url(one.port()), Duration.ofSeconds(1)));

            assertThat(failure(result)).isEqualTo(FailureCode.TIMED_OUT);
            assertThat(result.timing().total()).isLessThan(Duration.ofSeconds(3));
            assertThat(other.isSilent()).isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "64:ff9b::/96, 64:ff9b::808:808",
        "2a01:db8:1::/48, 2a01:db8:1:808:8:800::",
        "2a01:db8:1:2::/64, 2a01:db8:1:2:8:808:800:0",
    })
    void dials_a_public_address_that_is_translated_where_the_operator_says_so(String prefix, String address) {
        try (var transport = recording(AddressPolicy.publicOnly().withNat64(prefix), address)) {
            assertThat(failure(transport.exchange(Requests.to("https://hooks.test/"))))
                    .isEqualTo(FailureCode.CONNECT_FAILED);
            assertThat(dialled).hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "64:ff9b::a00:1",
                "64:ff9b::7f00:1",
                "64:ff9b::a9fe:a9fe",
                "2a01:db8:1:a00:0:100::",
                "64:ff9b:1::808:808"
            })
    void denies_a_private_address_that_is_translated(String address) {
        AddressPolicy policy =
                AddressPolicy.publicOnly().withNat64("64:ff9b::/96").withNat64("2a01:db8:1::/48");
        try (var transport = recording(policy, address)) {
            assertThat(failure(transport.exchange(Requests.to("https://hooks.test/"))))
                    .isEqualTo(FailureCode.ADDRESS_DENIED);
            assertThat(failure(transport.exchange(Requests.to("https://[" + address + "]/"))))
                    .isEqualTo(FailureCode.ADDRESS_DENIED);
            assertThat(dialled).isEmpty();
        }
    }

    @Test
    void denies_every_address_that_is_translated_unless_the_operator_says_so() {
        try (var transport = recording(AddressPolicy.publicOnly(), "64:ff9b::808:808")) {
            assertThat(failure(transport.exchange(Requests.to("https://hooks.test/"))))
                    .isEqualTo(FailureCode.ADDRESS_DENIED);
            assertThat(dialled).isEmpty();
        }
    }

    private TestedTransport at(String... addresses) {
        return builder()
                .addressPolicy(AddressPolicy.allowLoopback())
                .connectTimeout(Duration.ofSeconds(20))
                .nameResolver(host -> addresses(addresses))
                .build();
    }

    private TestedTransport recording(AddressPolicy policy, String address) {
        return builder()
                .addressPolicy(policy)
                .nameResolver(host -> addresses(address))
                .connectListener(this::record)
                .build();
    }

    private void record(InetSocketAddress address) throws ConnectException {
        dialled.add(address.getAddress().getHostAddress());
        throw new ConnectException("not in this test");
    }

    private static String url(int port) {
        return "http://hooks.test:" + port + "/in";
    }

    private static List<InetAddress> addresses(String... literals) {
        return Stream.of(literals)
                .map(literal -> IpLiteral.parse(literal).orElseThrow())
                .toList();
    }
}
