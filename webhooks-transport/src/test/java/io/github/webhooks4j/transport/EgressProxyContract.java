package io.github.webhooks4j.transport;

import static io.github.webhooks4j.transport.Requests.answered;
import static io.github.webhooks4j.transport.Requests.failure;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.webhooks4j.delivery.BasicCredentials;
import io.github.webhooks4j.delivery.DeliveryResult;
import io.github.webhooks4j.delivery.FailureCode;
import io.github.webhooks4j.tck.server.RawServer;
import io.github.webhooks4j.transport.internal.address.IpLiteral;
import io.github.webhooks4j.webhook.Destination;
import io.github.webhooks4j.webhook.DestinationCheck;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

abstract class EgressProxyContract extends GuardedFixture {
    private static final String URL = "https://hooks.test/in";
    private static final HeldCertificate CERTIFICATE = new HeldCertificate.Builder()
            .addSubjectAlternativeName("hooks.test")
            .addSubjectAlternativeName("9.9.9.9")
            .build();
    private static final HandshakeCertificates TRUST = new HandshakeCertificates.Builder()
            .addTrustedCertificate(CERTIFICATE.certificate())
            .heldCertificate(CERTIFICATE)
            .build();

    private final Queue<String> lookups = new ConcurrentLinkedQueue<>();
    private final Queue<InetSocketAddress> dialled = new ConcurrentLinkedQueue<>();

    /** Responds as the proxy first, then as the destination in the tunnel. */
    @AutoClose
    private final MockWebServer proxy = new MockWebServer();

    @AutoClose
    private final TestedTransport transport;

    EgressProxyContract(GuardedTransportContract contract) throws IOException {
        super(contract);
        proxy.useHttps(TRUST.sslSocketFactory());
        proxy.start();
        transport = through(EgressProxy.of("127.0.0.1", proxy.getPort()));
    }

    @Test
    void delivers_in_a_tunnel_to_a_name_that_only_the_proxy_resolves() throws InterruptedException {
        openTunnel();
        answerInTunnel();

        assertThat(answered(transport.exchange(Requests.to(URL))).status()).isEqualTo(204);

        assertThat(proxy.takeRequest().getRequestLine()).isEqualTo("CONNECT hooks.test:443 HTTP/1.1");
        assertThat(proxy.takeRequest().getRequestLine()).isEqualTo("POST /in HTTP/1.1");
        assertThat(lookups).isEmpty();
        assertDialledTheProxyOnly();
    }

    @Test
    void delivers_to_a_public_address_too() throws InterruptedException {
        openTunnel();
        answerInTunnel();

        assertThat(answered(transport.exchange(Requests.to("https://9.9.9.9:8443/")))
                        .status())
                .isEqualTo(204);

        assertThat(proxy.takeRequest().getRequestLine()).isEqualTo("CONNECT 9.9.9.9:8443 HTTP/1.1");
        assertDialledTheProxyOnly();
    }

    @Test
    void uses_a_tunnel_again() {
        openTunnel();
        answerInTunnel();
        answerInTunnel();

        transport.exchange(Requests.to(URL));
        transport.exchange(Requests.to(URL));

        assertThat(proxy.getRequestCount()).isEqualTo(3);
    }

    @Test
    void looks_up_the_proxys_own_name_and_no_other() {
        openTunnel();
        answerInTunnel();
        try (var named = through(EgressProxy.of("Proxy.Inside", proxy.getPort()))) {
            assertThat(answered(named.exchange(Requests.to(URL))).status()).isEqualTo(204);

            assertThat(lookups).containsExactly("proxy.inside");
            assertDialledTheProxyOnly();
        }
    }

    @Test
    void shows_its_credentials_to_the_proxy_and_not_to_the_destination() throws InterruptedException {
        openTunnel();
        answerInTunnel();
        try (var known = through(
                EgressProxy.of("127.0.0.1", proxy.getPort()).withCredentials(new BasicCredentials("hub", "secret")))) {
            known.exchange(Requests.to(URL));
        }

        RecordedRequest connect = proxy.takeRequest();
        assertThat(connect.getHeaders().get("Proxy-Authorization")).isEqualTo("Basic aHViOnNlY3JldA==");
        assertThat(proxy.takeRequest().getHeaders().get("Proxy-Authorization")).isNull();
    }

    @Test
    void does_not_show_its_credentials_as_text() {
        assertThat(EgressProxy.of("proxy.inside", 4750).withCredentials(new BasicCredentials("hub", "secret")))
                .hasToString(
                        "EgressProxy[host=proxy.inside, port=4750, credentials=BasicCredentials[hidden], exceptions=[]]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://10.0.0.1/",
                "https://127.0.0.1/",
                "https://169.254.169.254/",
                "https://[::1]/",
                "https://[64:ff9b::a00:1]/",
                "https://2130706433/",
                "https://127.1/",
                "http://9.9.9.9/",
                "http://hooks.test/"
            })
    void asks_the_proxy_for_no_hostile_literal_and_for_nothing_in_plain_http(String url) {
        assertThat(failure(transport.exchange(Requests.to(url)))).isEqualTo(FailureCode.ADDRESS_DENIED);
        assertThat(transport.check(url)).isInstanceOf(DestinationCheck.Refused.class);

        assertThat(dialled).isEmpty();
    }

    @Test
    void names_the_reason_why_https_is_required() {
        assertThat(transport.check("http://hooks.test/in"))
                .isEqualTo(new DestinationCheck.Refused(
                        "must begin with https://, since deliveries leave through a proxy", "http://"));
    }

    @Test
    void a_check_leaves_names_to_the_proxy() {
        assertThat(transport.check(URL)).isEqualTo(new DestinationCheck.Accepted(new Destination(URL, null)));

        assertThat(lookups).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 403, 407, 502, 503})
    void what_the_proxy_refuses_is_one_code_after_one_try(int status) throws InterruptedException {
        proxy.enqueue(new MockResponse.Builder()
                .inTunnel()
                .code(status)
                .addHeader("Proxy-Authenticate", "Basic realm=\"inside\"")
                .addHeader("Retry-After", "0")
                .addHeader("Location", "https://elsewhere.test/")
                .body("denied by rule 7 of proxy.inside")
                .build());

        DeliveryResult result;
        try (var known = through(
                EgressProxy.of("127.0.0.1", proxy.getPort()).withCredentials(new BasicCredentials("hub", "wrong")))) {
            result = known.exchange(Requests.to(URL));
        }

        assertThat(failure(result)).isEqualTo(FailureCode.CONNECT_FAILED);
        assertThat(result.toString()).doesNotContain("inside");
        assertThat(proxy.getRequestCount()).isEqualTo(1);
        assertThat(proxy.takeRequest().getMethod()).isEqualTo("CONNECT");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ci.inside.test", "127.0.0.1", "a.direct.test", "127.0.0.0/8"})
    void an_exception_is_dialled_directly_and_may_be_plain_http(String exception) throws IOException {
        String host = exception.endsWith("/8") ? "127.0.0.1" : exception;
        try (var direct = RawServer.responding("HTTP/1.1 204 No Content\r\n\r\n");
                var transport = builder()
                        .egressProxy(EgressProxy.of("127.0.0.1", proxy.getPort())
                                .except(exception.startsWith("a.") ? "*.direct.test" : exception))
                        .addressPolicy(AddressPolicy.allowLoopback())
                        .nameResolver(
                                name -> List.of(IpLiteral.parse("127.0.0.1").orElseThrow()))
                        .build()) {
            String url = "http://" + host + ":" + direct.port() + "/in";

            assertThat(transport.check(url)).isInstanceOf(DestinationCheck.Accepted.class);
            assertThat(answered(transport.exchange(Requests.to(url))).status()).isEqualTo(204);
            assertThat(proxy.getRequestCount()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"direct.test", "a.direct.test.evil.test", "adirect.test", "hooks.test", "9.9.9.9"})
    void what_is_no_exception_leaves_through_the_proxy(String host) throws InterruptedException {
        openTunnel();
        try (var transport = through(
                EgressProxy.of("127.0.0.1", proxy.getPort()).except("*.direct.test", "ci.inside.test", "10.0.0.0/8"))) {
            transport.exchange(Requests.to("https://" + host + "/in", Duration.ofSeconds(2)));

            assertThat(proxy.takeRequest().getRequestLine()).isEqualTo("CONNECT " + host + ":443 HTTP/1.1");
            assertThat(lookups).isEmpty();
        }
    }

    @Test
    void the_addresses_of_an_exception_are_judged_by_the_policy() {
        try (var transport = builder()
                .egressProxy(EgressProxy.of("127.0.0.1", proxy.getPort()).except("ci.inside.test"))
                .nameResolver(name -> List.of(IpLiteral.parse("10.0.0.1").orElseThrow()))
                .connectListener(dialled::add)
                .build()) {
            assertThat(failure(transport.exchange(Requests.to("https://ci.inside.test/"))))
                    .isEqualTo(FailureCode.ADDRESS_DENIED);
            assertThat(dialled).isEmpty();
        }
    }

    @Test
    void refuses_an_exception_that_is_no_pattern() {
        assertThatThrownBy(() -> EgressProxy.of("proxy.inside", 4750).except("*"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("hosts must be a host, *.domain or address/prefix, was \"*\"");
        assertThatThrownBy(() -> EgressProxy.of("proxy.inside", 4750).except("10.0.0.0/8:443"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a range of hosts must have no port, was \"10.0.0.0/8:443\"");
    }

    @Test
    void a_proxy_that_is_down_is_a_failure_of_the_sender() throws IOException {
        var down = RawServer.responding("");
        down.close();
        try (var lost = through(EgressProxy.of("127.0.0.1", down.port()))) {
            assertThat(failure(lost.exchange(Requests.to(URL)))).isEqualTo(FailureCode.INTERNAL_ERROR);
        }
    }

    @Test
    @Tag("hostile")
    void a_silent_proxy_does_not_outlast_the_deadline() throws IOException {
        try (var mute = new RawServer((raw, socket) -> raw.holdOpen());
                var patient = through(EgressProxy.of("127.0.0.1", mute.port()))) {
            DeliveryResult result = patient.exchange(Requests.to(URL, Duration.ofSeconds(2)));

            assertThat(failure(result)).isEqualTo(FailureCode.TIMED_OUT);
            assertThat(result.timing().total()).isLessThan(Duration.ofSeconds(3));
        }
    }

    @Test
    void a_proxy_that_is_none_is_one_code() throws IOException {
        try (var ssh = new RawServer((raw, socket) -> RawServer.write(socket, "SSH-2.0-OpenSSH_9.2 inside\r\n"));
                var lost = through(EgressProxy.of("127.0.0.1", ssh.port()))) {
            assertThat(failure(lost.exchange(Requests.to(URL)))).isEqualTo(FailureCode.INVALID_RESPONSE);
        }
    }

    @Test
    void a_proxy_whose_name_has_no_address_is_a_failure_of_the_sender() {
        try (var lost = through(EgressProxy.of("gone.inside", 4750))) {
            assertThat(failure(lost.exchange(Requests.to(URL)))).isEqualTo(FailureCode.INTERNAL_ERROR);
        }
    }

    @Test
    void refuses_a_proxy_that_cannot_be() {
        assertThatThrownBy(() -> EgressProxy.of("http://proxy.inside", 4750))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a host must be a name or an address, was \"http://proxy.inside\"");
        assertThatThrownBy(() -> EgressProxy.of("proxy.inside", 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("an egress proxy's port must be 1 to 65535, was 0");
    }

    private TestedTransport through(EgressProxy egress) {
        return builder()
                .egressProxy(egress)
                .nameResolver(this::resolve)
                .connectListener(dialled::add)
                .tls(TlsProfile.ofJvm().trustingOnly(CERTIFICATE.certificatePem()))
                .build();
    }

    private List<InetAddress> resolve(String host) throws UnknownHostException {
        lookups.add(host);
        if (!host.equals("proxy.inside")) {
            throw new UnknownHostException(host);
        }
        return List.of(IpLiteral.parse("127.0.0.1").orElseThrow());
    }

    private void openTunnel() {
        proxy.enqueue(new MockResponse.Builder().inTunnel().build());
    }

    private void answerInTunnel() {
        proxy.enqueue(new MockResponse.Builder().code(204).build());
    }

    private void assertDialledTheProxyOnly() {
        assertThat(dialled).singleElement().satisfies(peer -> {
            assertThat(peer.getAddress().getHostAddress()).isEqualTo("127.0.0.1");
            assertThat(peer.getPort()).isEqualTo(proxy.getPort());
        });
    }
}
