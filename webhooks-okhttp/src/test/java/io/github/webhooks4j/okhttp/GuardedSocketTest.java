package io.github.webhooks4j.okhttp;

import static io.github.webhooks4j.transport.Requests.answered;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.webhooks4j.okhttp.internal.connection.GuardedSocketFactory;
import io.github.webhooks4j.transport.AddressPolicy;
import io.github.webhooks4j.transport.HostileServer;
import io.github.webhooks4j.transport.NameResolver;
import io.github.webhooks4j.transport.Requests;
import io.github.webhooks4j.transport.TlsProfile;
import io.github.webhooks4j.transport.internal.address.DestinationDeniedException;
import io.github.webhooks4j.transport.internal.dns.BoundedResolver;
import io.github.webhooks4j.transport.internal.egress.DirectEgress;
import io.github.webhooks4j.transport.internal.settings.ConnectListener;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import okhttp3.tls.HandshakeCertificates;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
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
            .tls(TlsProfile.ofJvm().trustingOnly(HostileServer.Tls.AUTHORITY.certificatePem()))
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

    @Test
    void refuses_a_denied_or_unresolved_address_itself() throws IOException {
        try (var resolver = new BoundedResolver(NameResolver.system(), System::nanoTime);
                var socket = new GuardedSocketFactory(
                                new DirectEgress(AddressPolicy::publicOnly, resolver),
                                ConnectListener.NONE,
                                System::nanoTime)
                        .createSocket()) {
            var loopback = new InetSocketAddress(InetAddress.getLoopbackAddress(), 80);
            assertThatThrownBy(() -> socket.connect(loopback)).isInstanceOf(DestinationDeniedException.class);
            assertThatThrownBy(() -> socket.connect(InetSocketAddress.createUnresolved("hooks.test", 80), 100))
                    .isInstanceOf(DestinationDeniedException.class);
        }
    }
}
