package io.github.webhooks4j.transport;

import static io.github.webhooks4j.transport.Requests.answered;
import static io.github.webhooks4j.transport.Requests.failure;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.delivery.DeliveryResult;
import io.github.webhooks4j.delivery.FailureCode;
import io.github.webhooks4j.tck.server.RawServer;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

abstract class TlsContract extends GuardedFixture {
    private static final HeldCertificate AUTHORITY =
            new HeldCertificate.Builder().certificateAuthority(0).build();

    @AutoClose
    private final MockWebServer server = new MockWebServer();

    @AutoClose
    private final TestedTransport transport = trusting(new HandshakeCertificates.Builder()
            .addTrustedCertificate(AUTHORITY.certificate())
            .build());

    TlsContract(GuardedTransportContract contract) {
        super(contract);
    }

    @Test
    void delivers_to_a_trusted_certificate_and_times_the_handshake() throws IOException {
        serve(named("hooks.test").signedBy(AUTHORITY).build());

        DeliveryResult result = transport.exchange(Requests.to(url("hooks.test")));

        assertThat(answered(result).status()).isEqualTo(200);
        assertThat(result.timing().connect()).isPositive();
    }

    @Test
    void refuses_an_untrusted_certificate() throws IOException {
        serve(named("hooks.test").build());

        assertThat(deliver()).isEqualTo(FailureCode.TLS_FAILED);
    }

    @Test
    void refuses_an_expired_certificate() throws IOException {
        serve(named("hooks.test").signedBy(AUTHORITY).validityInterval(1, 2).build());

        assertThat(deliver()).isEqualTo(FailureCode.TLS_FAILED);
    }

    @Test
    void refuses_a_certificate_of_another_name() throws IOException {
        serve(named("other.test").signedBy(AUTHORITY).build());

        assertThat(deliver()).isEqualTo(FailureCode.TLS_FAILED);
    }

    @Test
    void refuses_a_response_that_is_no_tls() throws IOException {
        try (var plain = new RawServer((raw, socket) -> RawServer.write(socket, "220 mail.inside ESMTP\r\n"))) {
            assertThat(failure(transport.exchange(Requests.to("https://127.0.0.1:" + plain.port() + "/"))))
                    .isEqualTo(FailureCode.TLS_FAILED);
        }
    }

    @Test
    void a_handshake_that_is_cut_short_is_a_tls_failure() throws IOException {
        try (var plain = new RawServer((raw, socket) -> {
            socket.getInputStream().readNBytes(5); // the beginning of the client's hello
            socket.setSoLinger(true, 0);
        })) {
            assertThat(failure(transport.exchange(Requests.to("https://127.0.0.1:" + plain.port() + "/"))))
                    .isEqualTo(FailureCode.TLS_FAILED);
        }
    }

    @Test
    void a_handshake_without_a_response_times_out() throws IOException {
        try (var hasty = builder().addressPolicy(AddressPolicy.allowLoopback()).build();
                var mute = new RawServer((raw, socket) -> raw.holdOpen())) {
            assertThat(failure(hasty.exchange(
                            Requests.to("https://127.0.0.1:" + mute.port() + "/", Duration.ofMillis(300)))))
                    .isEqualTo(FailureCode.TIMED_OUT);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"my_app.hooks.test", "plain.hooks.test"})
    void sends_the_server_the_name_of_the_host(String host) throws IOException {
        var hello = new CompletableFuture<String>();
        try (var raw = new RawServer((server, socket) -> {
            byte[] head = socket.getInputStream().readNBytes(5);
            int length = ((head[3] & 0xff) << 8) | (head[4] & 0xff);
            hello.complete(new String(socket.getInputStream().readNBytes(length), StandardCharsets.ISO_8859_1));
        })) {
            transport.exchange(Requests.to("https://" + host + ":" + raw.port() + "/"));

            // Type 0, a host's name, and its length.
            assertThat(hello.join()).contains("\0\0" + (char) host.length() + host);
        }
    }

    private FailureCode deliver() {
        FailureCode code = failure(transport.exchange(Requests.to(url("hooks.test"))));
        assertThat(server.getRequestCount()).isZero();
        return code;
    }

    private String url(String host) {
        return "https://" + host + ":" + server.getPort() + "/in";
    }

    private void serve(HeldCertificate certificate) throws IOException {
        server.useHttps(new HandshakeCertificates.Builder()
                .heldCertificate(certificate)
                .build()
                .sslSocketFactory());
        server.enqueue(new MockResponse.Builder().build());
        server.start();
    }

    private static HeldCertificate.Builder named(String host) {
        return new HeldCertificate.Builder().addSubjectAlternativeName(host);
    }

    private TestedTransport trusting(HandshakeCertificates certificates) {
        return builder()
                .addressPolicy(AddressPolicy.allowLoopback())
                .nameResolver(host -> List.of(InetAddress.getLoopbackAddress()))
                .trusting(certificates.sslSocketFactory(), certificates.trustManager())
                .build();
    }
}
