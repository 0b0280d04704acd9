package io.github.webhooks4j.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.Test;

class TlsProfileTest {
    private static final HeldCertificate AUTHORITY =
            new HeldCertificate.Builder().certificateAuthority(0).build();
    private static final HeldCertificate OTHER =
            new HeldCertificate.Builder().certificateAuthority(0).build();
    private static final List<X509Certificate> OF_JVM = trusted(TlsProfile.ofJvm());

    @Test
    void trusts_the_authorities_of_the_jvm_by_default() {
        assertThat(OF_JVM).isNotEmpty().doesNotContain(AUTHORITY.certificate());
    }

    @Test
    void trusts_other_authorities_in_place_of_those_so_far() {
        TlsProfile own = TlsProfile.ofJvm().trustingOnly(AUTHORITY.certificatePem());

        assertThat(trusted(own)).containsExactly(AUTHORITY.certificate());
        assertThat(trusted(own.trustingOnly(OTHER.certificatePem()))).containsExactly(OTHER.certificate());
    }

    @Test
    void trusts_other_authorities_beside_those_so_far() {
        TlsProfile also = TlsProfile.ofJvm().trustingAlso(AUTHORITY.certificatePem());

        assertThat(trusted(also)).containsAll(OF_JVM).contains(AUTHORITY.certificate());
        assertThat(trusted(TlsProfile.ofJvm()
                        .trustingOnly(AUTHORITY.certificatePem())
                        .trustingAlso(OTHER.certificatePem())))
                .containsExactlyInAnyOrder(AUTHORITY.certificate(), OTHER.certificate());
    }

    @Test
    void takes_the_certificates_of_a_trust_store() throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        assertThatThrownBy(() -> TlsProfile.ofJvm().trustingOnly(store))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a trust store must hold at least one trusted certificate, was one without; keytool"
                        + " -importcert adds them");

        store.setCertificateEntry("authority", AUTHORITY.certificate());

        assertThat(trusted(TlsProfile.ofJvm().trustingOnly(store))).containsExactly(AUTHORITY.certificate());
        assertThat(trusted(TlsProfile.ofJvm().trustingAlso(store))).containsAll(OF_JVM);
    }

    private static List<X509Certificate> trusted(TlsProfile profile) {
        return List.of(profile.trustManager().getAcceptedIssuers());
    }
}
