package io.github.webhooks4j.okhttp;

import static io.github.webhooks4j.okhttp.Requests.answered;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.transport.AddressPolicy;
import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import okhttp3.tls.HandshakeCertificates;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GuardedSocketTest {
    private static final HandshakeCertificates CERTIFICATES = new HandshakeCertificates.Builder()
            .addTrustedCertificate(HostileServer.Tls.AUTHORITY.certificate())
            .heldCertificate(HostileServer.Tls.GOOD)
            .build();

    @AutoClose
    private final MockWebServer server = new MockWebServer();

    @AutoClose
    private final OkHttpTransport transport = OkHttpTransport.builder()
            .addressPolicy(AddressPolicy.allowLoopback())
            .nameResolver(host -> List.of(InetAddress.getLoopbackAddress()))
            .trusting(CERTIFICATES.sslSocketFactory(), CERTIFICATES.trustManager())
            .build();

    @ParameterizedTest
    @ValueSource(strings = {"http", "https"})
    void an_open_connection_carries_any_number_of_responses(String scheme) throws IOException, InterruptedException {
        if (scheme.equals("https")) {
            server.useHttps(CERTIFICATES.sslSocketFactory());
        }
        server.start();
        for (int i = 0; i < 10; i++) {
            server.enqueue(new MockResponse.Builder()
                    .addHeader("X-Long", "a".repeat(200_000))
                    .build());
            assertThat(answered(transport.exchange(Requests.to(scheme + "://hooks.test:" + server.getPort() + "/")))
                            .status())
                    .isEqualTo(200);
        }

        for (int i = 0; i < 10; i++) {
            assertThat(server.takeRequest().getConnectionIndex()).isZero();
        }
    }
}
