package io.github.webhooks4j.spring.boot.internal.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.okhttp.OkHttpTransport;
import io.github.webhooks4j.spring.boot.WebhooksAutoConfiguration;
import io.github.webhooks4j.spring.boot.WebhooksConfigurationException;
import io.github.webhooks4j.testkit.InMemoryStore;
import io.github.webhooks4j.transport.ClientCertificate;
import io.github.webhooks4j.transport.TlsProfile;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.function.Consumer;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** What SSL bundles of Spring Boot are for the transport. */
class TlsBundlesTest {
    private static final String PEM = "spring.ssl.bundle.pem.partner.";
    private static final String JKS = "spring.ssl.bundle.jks.partner.";

    private final HeldCertificate authority =
            new HeldCertificate.Builder().certificateAuthority(0).build();
    private final HeldCertificate client =
            new HeldCertificate.Builder().signedBy(authority).build();
    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(SslAutoConfiguration.class, WebhooksAutoConfiguration.class))
            .withBean(InMemoryStore.class, InMemoryStore::new);

    @TempDir
    private Path directory;

    @Test
    void trusts_only_the_authorities_of_a_trust_store() {
        profile(
                profile -> {
                    assertThat(profile.trustManager().getAcceptedIssuers()).containsExactly(authority.certificate());
                    assertThat(profile.clientCertificate()).isEmpty();
                },
                PEM + "truststore.certificate=" + authority.certificatePem());
    }

    @Test
    void shows_the_certificate_of_a_key_in_pem() {
        profile(
                profile -> {
                    assertShowsClient(profile);
                    assertThat(profile.trustManager().getAcceptedIssuers()).hasSizeGreaterThan(1);
                },
                PEM + "keystore.certificate=" + client.certificatePem(),
                PEM + "keystore.private-key=" + client.privateKeyPkcs8Pem());
    }

    @Test
    void shows_the_certificate_of_the_only_key_in_a_file() throws Exception {
        profile(
                this::assertShowsClient,
                JKS + "keystore.location=file:" + keyStore("one"),
                JKS + "keystore.type=PKCS12",
                JKS + "keystore.password=s3cret");
    }

    @Test
    void shows_the_certificate_of_the_key_that_the_bundle_names() throws Exception {
        profile(
                this::assertShowsClient,
                JKS + "keystore.location=file:" + keyStore("one", "two"),
                JKS + "keystore.type=PKCS12",
                JKS + "keystore.password=s3cret",
                JKS + "key.alias=two");
    }

    @Test
    void explains_that_it_is_not_known_which_key_to_show() throws Exception {
        runner.withPropertyValues(
                        "webhooks.transport.tls-bundle=partner",
                        JKS + "keystore.location=file:" + keyStore("one", "two"),
                        JKS + "keystore.type=PKCS12",
                        JKS + "keystore.password=s3cret")
                .run(context -> assertWrong(
                        context.getStartupFailure(),
                        "webhooks.transport.tls-bundle names the SSL bundle \"partner\", which cannot be used: its key "
                                + "store must have one key, or the bundle must name one by key.alias, but it has 2.",
                        "Correct what is below spring.ssl.bundle of this name."));
    }

    @Test
    void shows_nothing_of_a_private_key_that_cannot_be_read() {
        String key = client.privateKeyPkcs8Pem().lines().skip(1).findFirst().orElseThrow();
        runner.withPropertyValues(
                        "webhooks.transport.tls-bundle=partner",
                        PEM + "keystore.certificate=" + client.certificatePem(),
                        PEM + "keystore.private-key=" + key)
                .run(context -> {
                    assertWrong(
                            context.getStartupFailure(),
                            "webhooks.transport.tls-bundle names the SSL bundle \"partner\", which cannot be used: its "
                                    + "certificates or its key cannot be read.",
                            "Correct what is below spring.ssl.bundle of this name.");
                    assertThat(context.getStartupFailure()).hasStackTraceContaining("partner");
                    assertThat(context.getStartupFailure().toString()).doesNotContain(key);
                });
    }

    @Test
    void explains_that_a_bundle_is_empty() {
        runner.withPropertyValues("webhooks.transport.tls-profiles.acme=partner", PEM + "protocol=TLS")
                .run(context -> assertWrong(
                        context.getStartupFailure(),
                        "webhooks.transport.tls-profiles.acme names the SSL bundle \"partner\", which cannot be used: it "
                                + "must have a trust store or a key store, has neither.",
                        "Correct what is below spring.ssl.bundle of this name."));
    }

    @Test
    void explains_that_there_is_no_bundle() {
        runner.withPropertyValues("webhooks.transport.tls-bundle=partner")
                .run(context -> assertWrong(
                        context.getStartupFailure(),
                        "webhooks.transport.tls-bundle must name an SSL bundle, but there is none named \"partner\".",
                        "Set spring.ssl.bundle.pem.partner or spring.ssl.bundle.jks.partner, or correct the name."));
    }

    @Test
    void gives_the_transport_the_profiles_of_the_properties() {
        runner.withPropertyValues(
                        "webhooks.transport.tls-profiles.acme=partner",
                        PEM + "truststore.certificate=" + authority.certificatePem())
                .run(context -> {
                    OkHttpTransport transport = context.getBean(OkHttpTransport.class);

                    assertThat(transport.hasTlsProfile("acme")).isTrue();
                    assertThat(transport.hasTlsProfile("partner")).isFalse();
                });
    }

    private void profile(Consumer<TlsProfile> test, String... bundle) {
        runner.withPropertyValues(bundle)
                .run(context -> test.accept(new TlsBundles(context.getBeanProvider(SslBundles.class))
                        .profile("webhooks.transport.tls-bundle", "partner")));
    }

    private void assertShowsClient(TlsProfile profile) {
        ClientCertificate shown = profile.clientCertificate().orElseThrow();
        assertThat(shown.chain()).containsExactly(client.certificate());
        assertThat(shown.revealPrivateKey()).isEqualTo(client.keyPair().getPrivate());
    }

    /** Writes a file with the key of the client under each of these names. */
    private Path keyStore(String... aliases) throws Exception {
        Path file = directory.resolve("client.p12");
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        for (String alias : aliases) {
            store.setKeyEntry(alias, client.keyPair().getPrivate(), "s3cret".toCharArray(), new Certificate[] {
                client.certificate()
            });
        }
        try (OutputStream out = Files.newOutputStream(file)) {
            store.store(out, "s3cret".toCharArray());
        }
        return file;
    }

    private static void assertWrong(Throwable failure, String message, String action) {
        assertThat(failure).rootCause().isInstanceOfSatisfying(WebhooksConfigurationException.class, wrong -> {
            assertThat(wrong).hasMessage(message);
            assertThat(wrong.action()).isEqualTo(action);
        });
    }
}
