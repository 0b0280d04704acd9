package io.github.webhooks4j.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.KeyStore;
import java.security.cert.Certificate;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.Test;

class ClientCertificateTest {
    private static final HeldCertificate AUTHORITY =
            new HeldCertificate.Builder().certificateAuthority(0).build();
    private static final HeldCertificate HUB =
            new HeldCertificate.Builder().commonName("hub").signedBy(AUTHORITY).build();
    private static final String KEY = HUB.privateKeyPkcs8Pem();
    private static final char[] PASSWORD = "changeit".toCharArray();

    @Test
    void reads_a_certificate_with_its_authorities() {
        var certificate = ClientCertificate.ofPem(
                "Subject: hub\n" + HUB.certificatePem() + "\n" + AUTHORITY.certificatePem(), KEY);

        assertThat(certificate.chain()).containsExactly(HUB.certificate(), AUTHORITY.certificate());
        assertThat(certificate.revealPrivateKey()).isEqualTo(HUB.keyPair().getPrivate());
    }

    @Test
    void takes_an_entry_of_a_key_store() throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("hub", HUB.keyPair().getPrivate(), PASSWORD, new Certificate[] {HUB.certificate()});

        assertThat(ClientCertificate.of(store, "hub", PASSWORD).chain()).containsExactly(HUB.certificate());
        assertThatThrownBy(() -> ClientCertificate.of(store, "hub", new char[] {'x'}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a client certificate's key must be readable with its password, was not");
        assertThatThrownBy(() -> ClientCertificate.of(store, "other", PASSWORD))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a key store must have a private key with certificates as \"other\", was one without");
    }

    @Test
    void shows_nothing_of_its_key() {
        assertThat(ClientCertificate.ofPem(HUB.certificatePem(), KEY))
                .hasToString("ClientCertificate[\"CN=hub\", key hidden]");
        assertThat(TlsProfile.ofJvm().withClientCertificate(ClientCertificate.ofPem(HUB.certificatePem(), KEY)))
                .hasToString("TlsProfile[JVM and 0 authorities, ClientCertificate[\"CN=hub\", key hidden]]");
    }

    @Test
    void refuses_the_key_of_another_certificate() {
        HeldCertificate other = new HeldCertificate.Builder().build();
        HeldCertificate rsa = new HeldCertificate.Builder().rsa2048().build();

        assertRefused(
                HUB.certificatePem(),
                other.privateKeyPkcs8Pem(),
                "a client certificate's private key must be that of the first certificate, was another one");
        assertRefused(
                HUB.certificatePem(),
                rsa.privateKeyPkcs8Pem(),
                "a private key must be one of its certificate's algorithm, EC, was one that cannot be read as such");
    }

    @Test
    void refuses_other_forms_and_quotes_nothing_of_them() {
        HeldCertificate rsa = new HeldCertificate.Builder().rsa2048().build();

        assertRefused(
                rsa.certificatePem(),
                rsa.privateKeyPkcs1Pem(),
                "a private key must be PKCS #8 without a password, a block of BEGIN PRIVATE KEY (openssl pkcs8 -topk8"
                        + " -nocrypt makes one), was \"BEGIN RSA PRIVATE KEY\"");
        assertRefused(
                KEY,
                HUB.certificatePem(),
                "certificates must be blocks of BEGIN CERTIFICATE only, was \"BEGIN PRIVATE KEY\"");
        assertRefused(
                "no certificate",
                KEY,
                "certificates must be PEM with at least one block of BEGIN CERTIFICATE, was without one");
        assertRefused(
                HUB.certificatePem(),
                "s3cret",
                "a private key must be PEM with one block of BEGIN PRIVATE KEY, was 0 blocks");
    }

    private static void assertRefused(String certificates, String key, String message) {
        assertThatThrownBy(() -> ClientCertificate.ofPem(certificates, key))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message)
                .hasNoCause();
    }
}
