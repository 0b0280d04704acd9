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
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

abstract class TlsContract extends GuardedFixture {
    private static final HeldCertificate AUTHORITY =
            new HeldCertificate.Builder().certificateAuthority(0).build();
    private static final HeldCertificate CLIENTS =
            new HeldCertificate.Builder().certificateAuthority(0).build();
    private static final TlsProfile TRUST = TlsProfile.ofJvm().trustingOnly(AUTHORITY.certificatePem());

    @AutoClose
    private final MockWebServer server = new MockWebServer();

    @AutoClose
    private final TestedTransport transport = trusting(TRUST);

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
    void tells_an_untrusted_certificate_apart() throws IOException {
        serve(named("hooks.test").build());

        assertThat(deliver()).isEqualTo(FailureCode.CERTIFICATE_NOT_TRUSTED);
    }

    @Test
    void tells_an_expired_certificate_apart() throws IOException {
        serve(named("hooks.test").signedBy(AUTHORITY).validityInterval(1, 2).build());

        assertThat(deliver()).isEqualTo(FailureCode.CERTIFICATE_EXPIRED);
    }

    @Test
    void tells_a_certificate_that_is_not_valid_yet_apart() throws IOException {
        long tomorrow = System.currentTimeMillis() + Duration.ofDays(1).toMillis();
        serve(named("hooks.test")
                .signedBy(AUTHORITY)
                .validityInterval(tomorrow, tomorrow + Duration.ofDays(1).toMillis())
                .build());

        assertThat(deliver()).isEqualTo(FailureCode.CERTIFICATE_NOT_YET_VALID);
    }

    @ParameterizedTest
    @ValueSource(strings = {"hooks.test", "127.0.0.1"})
    void tells_a_certificate_of_another_name_apart(String host) throws IOException {
        serve(named("other.test").signedBy(AUTHORITY).build());

        assertThat(deliver(host)).isEqualTo(FailureCode.CERTIFICATE_NAME_MISMATCH);
    }

    @ParameterizedTest
    @CsvSource({
        "protocol_version, 70, TLS_VERSION_NOT_SUPPORTED",
        "certificate_required, 116, CLIENT_CERTIFICATE_REQUIRED",
        "unknown_ca, 48, CLIENT_CERTIFICATE_REQUIRED",
        "handshake_failure, 40, TLS_FAILED",
        "internal_error, 80, TLS_FAILED",
    })
    void tells_alerts_apart(String name, int alert, FailureCode code) throws IOException {
        try (var refusing = new RawServer((raw, socket) -> {
            socket.getInputStream().read();
            RawServer.write(socket, "\u0015\u0003\u0003\0\u0002\u0002" + (char) alert);
            raw.holdOpen();
        })) {
            assertThat(failure(transport.exchange(Requests.to(url("hooks.test", refusing.port())))))
                    .as(name)
                    .isEqualTo(code);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void tells_apart_that_a_client_certificate_is_wanted(String version) throws IOException {
        try (var server = new TlsServer(HostileServer.Tls.GOOD, version).requiring(CLIENTS)) {
            try (var known = trusting(HostileServer.Tls.TRUST)) {
                assertThat(failure(known.exchange(Requests.to(url("hooks.test", server.port())))))
                        .isEqualTo(FailureCode.CLIENT_CERTIFICATE_REQUIRED);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"220 mail.inside ESMTP\r\n", "HTTP/1.1 400 Bad Request\r\n\r\n"})
    void tells_a_response_that_is_no_tls_apart(String response) throws IOException {
        try (var plain = new RawServer((raw, socket) -> RawServer.write(socket, response))) {
            assertThat(failure(transport.exchange(Requests.to("https://127.0.0.1:" + plain.port() + "/"))))
                    .isEqualTo(FailureCode.NOT_TLS);
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
        return deliver("hooks.test");
    }

    private FailureCode deliver(String host) {
        FailureCode code = failure(transport.exchange(Requests.to(url(host))));
        assertThat(server.getRequestCount()).isZero();
        return code;
    }

    private String url(String host) {
        return url(host, server.getPort());
    }

    private static String url(String host, int port) {
        return "https://" + host + ":" + port + "/in";
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

    private TestedTransport trusting(TlsProfile profile) {
        return builder()
                .addressPolicy(AddressPolicy.allowLoopback())
                .nameResolver(host -> List.of(InetAddress.getLoopbackAddress()))
                .tls(profile)
                .build();
    }
}
