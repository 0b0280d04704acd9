package io.github.webhooks4j.transport;

import static io.github.webhooks4j.transport.Requests.answered;
import static io.github.webhooks4j.transport.Requests.failure;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.delivery.FailureCode;
import io.github.webhooks4j.spi.transport.OutboundRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import okhttp3.tls.HeldCertificate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

abstract class TlsProfileContract extends GuardedFixture {
    private static final HeldCertificate CLIENTS =
            new HeldCertificate.Builder().certificateAuthority(0).build();
    private static final HeldCertificate OTHERS =
            new HeldCertificate.Builder().certificateAuthority(0).build();
    private static final TlsProfile TRUST = HostileServer.Tls.TRUST;
    private static final String LATEST = "TLSv1.3";

    TlsProfileContract(GuardedTransportContract contract) {
        super(contract);
    }

    @ParameterizedTest
    @CsvSource({"TLSv1.2, EC", "TLSv1.2, RSA", "TLSv1.3, EC", "TLSv1.3, RSA"})
    void shows_the_client_certificate_that_is_asked_for(String version, String algorithm) throws IOException {
        HeldCertificate.Builder named =
                new HeldCertificate.Builder().commonName("hub").signedBy(CLIENTS);
        HeldCertificate own = (algorithm.equals("RSA") ? named.rsa2048() : named.ecdsa256()).build();
        try (var server = new TlsServer(HostileServer.Tls.GOOD, version).requiring(CLIENTS);
                var transport = prepared()
                        .tls(TRUST.withClientCertificate(certificate(own)))
                        .build()) {
            assertThat(send(transport, server, null)).isEqualTo(200);

            assertThat(server.senders()).containsExactly("CN=hub");
        }
    }

    @Test
    void a_client_certificate_that_is_not_accepted_is_told_apart() throws IOException {
        try (var server = new TlsServer(HostileServer.Tls.GOOD, LATEST).requiring(OTHERS);
                var transport = prepared()
                        .tls(TRUST.withClientCertificate(certificate(issued("hub"))))
                        .build()) {
            assertThat(failure(transport.exchange(Requests.to(url(server)))))
                    .isEqualTo(FailureCode.CLIENT_CERTIFICATE_REQUIRED);
        }
    }

    @Test
    void a_request_is_sent_by_the_profile_that_it_names_on_a_connection_of_its_own() throws IOException {
        try (var server = new TlsServer(HostileServer.Tls.GOOD, LATEST).requiring(CLIENTS);
                var transport = prepared()
                        .tls(TRUST.withClientCertificate(certificate(issued("hub"))))
                        .tls("partner", TRUST.withClientCertificate(certificate(issued("partner"))))
                        .build()) {
            for (int round = 0; round < 2; round++) {
                assertThat(send(transport, server, null)).isEqualTo(200);
                assertThat(send(transport, server, "partner")).isEqualTo(200);
            }

            assertThat(server.senders()).containsExactly("CN=hub", "CN=partner", "CN=hub", "CN=partner");
            assertThat(server.connections()).isEqualTo(2);
        }
    }

    @Test
    void a_profile_trusts_no_authority_of_another_profile() throws IOException {
        try (var server = new TlsServer(HostileServer.Tls.GOOD, LATEST);
                var transport = prepared()
                        .tls(TRUST)
                        .tls("partner", TlsProfile.ofJvm().trustingOnly(OTHERS.certificatePem()))
                        .build()) {
            assertThat(send(transport, server, null)).isEqualTo(200);

            assertThat(failure(transport.exchange(Requests.to(url(server)).withTlsProfile("partner"))))
                    .isEqualTo(FailureCode.CERTIFICATE_NOT_TRUSTED);
            assertThat(server.senders()).hasSize(1);
        }
    }

    @Test
    void sends_nothing_by_a_profile_that_it_does_not_have() throws IOException {
        try (var server = new TlsServer(HostileServer.Tls.GOOD, LATEST);
                var transport = prepared().tls(TRUST).tls("partner", TRUST).build()) {
            assertThat(transport.hasTlsProfile("partner")).isTrue();
            assertThat(transport.hasTlsProfile("former")).isFalse();

            assertThat(failure(transport.exchange(Requests.to(url(server)).withTlsProfile("former"))))
                    .isEqualTo(FailureCode.INTERNAL_ERROR);
            assertThat(server.connections()).isZero();
        }
    }

    private TestedTransport.Builder prepared() {
        return builder()
                .addressPolicy(AddressPolicy.allowLoopback())
                .nameResolver(host -> List.of(InetAddress.getLoopbackAddress()));
    }

    private static int send(TestedTransport transport, TlsServer server, @Nullable String profile) {
        OutboundRequest request = Requests.to(url(server)).withTlsProfile(profile);
        return answered(transport.exchange(request)).status();
    }

    private static HeldCertificate issued(String name) {
        return new HeldCertificate.Builder().commonName(name).signedBy(CLIENTS).build();
    }

    private static ClientCertificate certificate(HeldCertificate held) {
        return ClientCertificate.ofPem(held.certificatePem(), held.privateKeyPkcs8Pem());
    }

    private static String url(TlsServer server) {
        return "https://hooks.test:" + server.port() + "/in";
    }
}
