package io.github.webhooks4j.transport;

import static io.github.webhooks4j.transport.Requests.answered;
import static io.github.webhooks4j.transport.Requests.failure;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.delivery.DeliveryResult;
import io.github.webhooks4j.delivery.DeliveryResult.NoResponse;
import io.github.webhooks4j.delivery.FailureCode;
import io.github.webhooks4j.tck.server.RawServer;
import io.github.webhooks4j.transport.internal.address.IpLiteral;
import io.github.webhooks4j.webhook.DestinationCheck;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Nothing in here dials anything but loopback: other connections are recorded and prevented. */
abstract class GuardContract extends GuardedFixture {
    private final Queue<String> dialled = new ConcurrentLinkedQueue<>();

    GuardContract(GuardedTransportContract contract) {
        super(contract);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://127.0.0.1/", "http://10.0.0.1/", "http://169.254.169.254/", "http://100.64.0.1/",
                        "http://0.0.0.0/",
                "http://255.255.255.255/", "http://[::1]/", "http://[::]/", "http://[::ffff:127.0.0.1]/",
                        "http://[fd00::1]/",
                "http://[64:ff9b::7f00:1]/", "http://[2002:7f00:1::]/", "http://127.1/", "http://2130706433/",
                        "http://0/",
                "http://0x7f000001/", "http://0177.0.0.1/", "http://127.0.0.1./", "http://①27.0.0.1/",
                        "http:/127.0.0.1/",
                "http://9.9.9.9\\@127.0.0.1/", "http://9.9.9.9@127.0.0.1/", "https://127.0.0.1/", "no url"
            })
    void dials_nothing_for_a_hostile_literal(String url) {
        try (var transport = recording(builder())) {
            assertThat(failure(transport.exchange(Requests.to(url)))).isEqualTo(FailureCode.ADDRESS_DENIED);

            assertThat(dialled).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"127.0.0.1", "10.0.0.1", "9.9.9.9;10.0.0.1", "fd00::1;9.9.9.9", "64:ff9b::a00:1", "2002:a00:1::"
            })
    void dials_nothing_for_a_name_with_a_denied_address(String answer) {
        try (var transport = recording(builder().nameResolver(host -> addresses(answer.split(";"))))) {
            assertThat(failure(transport.exchange(Requests.to("https://hooks.test/"))))
                    .isEqualTo(FailureCode.ADDRESS_DENIED);

            assertThat(dialled).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "http://hooks.test/, 9.9.9.9:80",
        "https://hooks.test:8443/, 9.9.9.9:8443",
        "http://1.1.1.1/, 1.1.1.1:80",
        "http://[2600::1]/, 2600:0:0:0:0:0:0:1:80",
    })
    void dials_the_public_address_that_was_checked(String url, String address) {
        try (var transport = recording(builder().nameResolver(host -> addresses("9.9.9.9")))) {
            assertThat(failure(transport.exchange(Requests.to(url)))).isEqualTo(FailureCode.CONNECT_FAILED);

            assertThat(dialled).containsExactly(address);
        }
    }

    @Test
    void checks_again_at_every_delivery_when_a_name_moves_inside() {
        var lookups = new AtomicInteger();
        NameResolver rebinding = host -> addresses(lookups.getAndIncrement() == 0 ? "9.9.9.9" : "10.0.0.1");
        try (var transport = recording(builder().nameResolver(rebinding))) {
            assertThat(failure(transport.exchange(Requests.to("http://hooks.test/"))))
                    .isEqualTo(FailureCode.CONNECT_FAILED);
            assertThat(failure(transport.exchange(Requests.to("http://hooks.test/"))))
                    .isEqualTo(FailureCode.ADDRESS_DENIED);

            assertThat(dialled).containsExactly("9.9.9.9:80");
        }
    }

    @Test
    void an_address_allowed_on_one_port_is_denied_on_others_also_behind_a_name() throws IOException {
        try (var open = RawServer.responding("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
                var shut = RawServer.responding("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
                var transport = builder()
                        .addressPolicy(AddressPolicy.publicOnly().allowing("127.0.0.1/32:" + open.port()))
                        .nameResolver(host -> addresses("127.0.0.1"))
                        .build()) {
            assertThat(answered(transport.exchange(Requests.to("http://hooks.test:" + open.port() + "/")))
                            .status())
                    .isEqualTo(200);
            assertThat(failure(transport.exchange(Requests.to("http://hooks.test:" + shut.port() + "/"))))
                    .isEqualTo(FailureCode.ADDRESS_DENIED);

            assertThat(shut.connections()).isZero();
        }
    }

    @Test
    void one_address_that_is_denied_on_the_port_of_the_url_denies_the_whole_name() {
        try (var transport = recording(builder()
                .addressPolicy(
                        AddressPolicy.publicOnly().allowing("10.0.0.1/32:8080").denying("8.8.8.8/32:25"))
                .nameResolver(host -> addresses("9.9.9.9", host.equals("inside.test") ? "10.0.0.1" : "8.8.8.8")))) {
            assertThat(failure(transport.exchange(Requests.to("http://inside.test/"))))
                    .isEqualTo(FailureCode.ADDRESS_DENIED);
            assertThat(failure(transport.exchange(Requests.to("http://mail.test:25/"))))
                    .isEqualTo(FailureCode.ADDRESS_DENIED);
            assertThat(dialled).isEmpty();

            transport.exchange(Requests.to("http://inside.test:8080/"));
            assertThat(dialled).contains("9.9.9.9:8080", "10.0.0.1:8080");
        }
    }

    @Test
    void looks_a_name_up_for_a_new_connection_only() throws IOException {
        var lookups = new AtomicInteger();
        try (var server = new MockWebServer();
                var transport = builder()
                        .addressPolicy(AddressPolicy.allowLoopback())
                        .nameResolver(host -> {
                            lookups.incrementAndGet();
                            return addresses("127.0.0.1");
                        })
                        .build()) {
            server.start();
            for (int i = 0; i < 3; i++) {
                server.enqueue(new MockResponse.Builder().build());
                answered(transport.exchange(Requests.to("http://hooks.test:" + server.getPort() + "/")));
            }

            assertThat(lookups).hasValue(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "hooks.test"})
    void what_is_denied_in_the_meantime_is_not_sent_on_a_connection_that_is_open(String host) throws IOException {
        var policy = new AtomicReference<>(AddressPolicy.allowLoopback());
        try (var server = new MockWebServer();
                var transport = builder()
                        .addressPolicy(policy::get)
                        .nameResolver(name -> addresses("127.0.0.1"))
                        .build()) {
            server.start();
            server.enqueue(new MockResponse.Builder().build());
            String url = "http://" + host + ":" + server.getPort() + "/";
            answered(transport.exchange(Requests.to(url)));

            policy.set(AddressPolicy.publicOnly());

            assertThat(failure(transport.exchange(Requests.to(url)))).isEqualTo(FailureCode.ADDRESS_DENIED);
            assertThat(server.getRequestCount()).isEqualTo(1);
        }
    }

    @Test
    void a_name_without_addresses_is_not_resolved() {
        try (var empty = recording(builder().nameResolver(host -> List.of()));
                var unknown = recording(builder().nameResolver(host -> {
                    throw new UnknownHostException(host);
                }))) {
            assertThat(failure(empty.exchange(Requests.to("http://hooks.test/"))))
                    .isEqualTo(FailureCode.NAME_NOT_RESOLVED);
            assertThat(failure(unknown.exchange(Requests.to("http://hooks.test/"))))
                    .isEqualTo(FailureCode.NAME_NOT_RESOLVED);
        }
    }

    @Test
    void a_resolver_that_throws_is_a_failure_of_the_sender() {
        try (var transport = recording(builder().nameResolver(host -> {
            throw new IllegalStateException("broken");
        }))) {
            assertThat(failure(transport.exchange(Requests.to("http://hooks.test/"))))
                    .isEqualTo(FailureCode.INTERNAL_ERROR);
        }
    }

    @Test
    void a_name_server_that_cannot_be_asked_is_a_failure_of_the_resolver() {
        try (var transport = recording(builder().nameResolver(host -> {
            throw new UnknownHostException(host + ": Temporary failure in name resolution");
        }))) {
            assertThat(failure(transport.exchange(Requests.to("http://hooks.test/"))))
                    .isEqualTo(FailureCode.RESOLVER_FAILED);
        }
    }

    @Test
    void no_descriptor_for_a_connection_is_a_failure_of_the_sender() {
        try (var transport = builder()
                .connectListener(address -> {
                    throw new SocketException("Too many open files");
                })
                .build()) {
            assertThat(failure(transport.exchange(Requests.to("http://9.9.9.9/"))))
                    .isEqualTo(FailureCode.INTERNAL_ERROR);
        }
    }

    @Test
    void no_memory_is_a_failure_of_the_sender() {
        Supplier<AddressPolicy> exhausted = () -> {
            throw new OutOfMemoryError("on purpose");
        };
        try (var transport = builder().addressPolicy(exhausted).build()) {
            assertThat(failure(transport.exchange(Requests.to("http://9.9.9.9/"))))
                    .isEqualTo(FailureCode.INTERNAL_ERROR);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void an_unexpected_failure_ends_its_exchange_at_once(int failing) throws IOException {
        var readings = new AtomicInteger();
        LongSupplier clock = () -> {
            if (readings.incrementAndGet() == failing) {
                throw new IllegalStateException("on purpose");
            }
            return 0;
        };
        try (var server = new MockWebServer();
                var transport = builder()
                        .addressPolicy(AddressPolicy.allowLoopback())
                        .nanoTime(clock)
                        .build()) {
            server.start();
            for (int i = 0; i < 4; i++) {
                server.enqueue(new MockResponse.Builder().build());
            }
            var request = Requests.to("http://127.0.0.1:" + server.getPort() + "/", Duration.ofSeconds(3));

            for (int i = 0; i < 4; i++) {
                DeliveryResult result = transport.exchange(request);

                assertThat(result).isNotEqualTo(new NoResponse(FailureCode.TIMED_OUT, result.timing()));
            }
            assertThat(readings).hasValueGreaterThanOrEqualTo(failing);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://9.9.9.9/", "http://hooks.test/"})
    void a_policy_that_cannot_be_asked_is_a_failure_of_the_sender(String url) {
        Supplier<AddressPolicy> broken = () -> {
            throw new IllegalStateException("broken");
        };
        try (var transport = recording(builder().addressPolicy(broken).nameResolver(host -> addresses("9.9.9.9")))) {
            assertThat(failure(transport.exchange(Requests.to(url)))).isEqualTo(FailureCode.INTERNAL_ERROR);

            assertThat(dialled).isEmpty();
        }
    }

    @Test
    void a_stuck_resolver_holds_neither_a_delivery_nor_a_check() {
        var never = new CountDownLatch(1);
        NameResolver stuck = host -> {
            try {
                never.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return addresses("9.9.9.9");
        };
        try (var transport = recording(builder().nameResolver(stuck).connectTimeout(Duration.ofMillis(200)))) {
            var result = transport.exchange(Requests.to("http://hooks.test/"));

            assertThat(failure(result)).isEqualTo(FailureCode.NAME_NOT_RESOLVED);
            assertThat(result.timing().total()).isLessThan(Duration.ofSeconds(2));
            assertThat(transport.check("http://hooks.test/")).isInstanceOf(DestinationCheck.Accepted.class);
            assertThat(dialled).isEmpty();
        }
    }

    private TestedTransport recording(TestedTransport.Builder builder) {
        return builder.connectListener(this::record).build();
    }

    private void record(InetSocketAddress address) throws ConnectException {
        dialled.add(address.getAddress().getHostAddress() + ":" + address.getPort());
        throw new ConnectException("recorded, not dialled");
    }

    private static List<InetAddress> addresses(String... literals) {
        return List.of(literals).stream()
                .map(literal -> IpLiteral.parse(literal).orElseThrow())
                .toList();
    }
}
