package io.github.webhooks4j.okhttp;

import static io.github.webhooks4j.transport.Requests.answered;
import static io.github.webhooks4j.transport.Requests.failure;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.webhooks4j.delivery.DeliveryResult;
import io.github.webhooks4j.delivery.DeliveryResult.Response;
import io.github.webhooks4j.delivery.FailureCode;
import io.github.webhooks4j.tck.Concurrently;
import io.github.webhooks4j.transport.AddressPolicy;
import io.github.webhooks4j.transport.HostileServer;
import io.github.webhooks4j.transport.Requests;
import io.github.webhooks4j.transport.TlsProfile;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okhttp3.Protocol;
import okhttp3.tls.HandshakeCertificates;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Destinations that have HTTP/2 and nothing else. */
class Http2Test {
    @AutoClose
    private final MockWebServer server = new MockWebServer();

    @AutoClose
    private final OkHttpTransport transport =
            prepared().http2("hooks.test", "*.two.test").build();

    @Test
    void reaches_a_host_without_tls_by_prior_knowledge() throws Exception {
        startWithoutTls();
        server.enqueue(new MockResponse.Builder()
                .code(503)
                .addHeader("Retry-After", "9999999999")
                .body("b".repeat(5000))
                .build());

        Response response = answered(transport.exchange(Requests.to(url("http", "hooks.test"))));

        assertThat(response.status()).isEqualTo(503);
        assertThat(response.retryAfter()).isEqualTo("9999999999");
        assertThat(response.body()).isEqualTo("b".repeat(4096));
        RecordedRequest request = server.takeRequest();
        assertThat(request.getRequestLine()).isEqualTo("POST /in HTTP/2");
        assertThat(request.getHeaders().get(":authority")).isEqualTo("hooks.test:" + server.getPort());
        assertThat(request.getHeaders().get("User-Agent")).isNull();
        assertThat(requireNonNull(request.getBody()).utf8()).isEqualTo("{}");
    }

    @Test
    void offers_http_2_over_tls_to_the_hosts_that_are_named_only() throws Exception {
        startWithTls();
        try (var other = prepared().http2("other.test").build()) {
            enqueueOk(2);

            answered(transport.exchange(Requests.to(url("https", "hooks.test"))));
            answered(other.exchange(Requests.to(url("https", "hooks.test"))));

            assertThat(server.takeRequest().getRequestLine()).isEqualTo("POST /in HTTP/2");
            assertThat(server.takeRequest().getRequestLine()).isEqualTo("POST /in HTTP/1.1");
        }
    }

    @Test
    void sends_each_request_on_a_connection_of_its_own() throws Exception {
        startWithTls();
        enqueueOk(3);
        for (int i = 0; i < 3; i++) {
            answered(transport.exchange(Requests.to(url("https", "hooks.test"))));

            assertThat(server.takeRequest().getConnectionIndex()).isEqualTo(i);
        }
    }

    @Test
    void sends_many_requests_at_the_same_time() throws Exception {
        startWithTls();
        enqueueOk(8);

        List<DeliveryResult> results =
                Concurrently.run(number -> transport.exchange(Requests.to(url("https", "hooks.test"))));

        assertThat(results)
                .allSatisfy(result -> assertThat(answered(result).status()).isEqualTo(200));
    }

    @Test
    void a_host_that_does_not_respond_is_cut_off_at_the_deadline() throws Exception {
        startWithTls();
        server.enqueue(
                new MockResponse.Builder().headersDelay(20, TimeUnit.SECONDS).build());

        DeliveryResult result = transport.exchange(Requests.to(url("https", "hooks.test"), Duration.ofSeconds(1)));

        assertThat(failure(result)).isEqualTo(FailureCode.TIMED_OUT);
        assertThat(result.timing().total()).isLessThan(Duration.ofSeconds(5));
    }

    @Test
    void dials_no_denied_address() throws Exception {
        startWithTls();
        try (var strict = OkHttpTransport.builder()
                .nameResolver(host -> List.of(InetAddress.getLoopbackAddress()))
                .http2("hooks.test")
                .build()) {
            assertThat(failure(strict.exchange(Requests.to(url("https", "hooks.test")))))
                    .isEqualTo(FailureCode.ADDRESS_DENIED);
            assertThat(server.getRequestCount()).isZero();
        }
    }

    @Test
    void refuses_hosts_that_are_no_pattern() {
        assertThatThrownBy(() -> OkHttpTransport.builder().http2("*"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("hosts must be a host, *.domain or address/prefix, was \"*\"");
    }

    private static OkHttpTransport.Builder prepared() {
        return OkHttpTransport.builder()
                .addressPolicy(AddressPolicy.allowLoopback())
                .nameResolver(host -> List.of(InetAddress.getLoopbackAddress()))
                .tls(TlsProfile.ofJvm().trustingOnly(HostileServer.Tls.AUTHORITY.certificatePem()));
    }

    private void enqueueOk(int responses) {
        for (int i = 0; i < responses; i++) {
            server.enqueue(new MockResponse.Builder().build());
        }
    }

    private void startWithoutTls() throws IOException {
        server.setProtocols(List.of(Protocol.H2_PRIOR_KNOWLEDGE));
        server.start();
    }

    private void startWithTls() throws IOException {
        server.useHttps(new HandshakeCertificates.Builder()
                .heldCertificate(HostileServer.Tls.GOOD)
                .build()
                .sslSocketFactory());
        server.start();
    }

    private String url(String scheme, String host) {
        return scheme + "://" + host + ":" + server.getPort() + "/in";
    }
}
