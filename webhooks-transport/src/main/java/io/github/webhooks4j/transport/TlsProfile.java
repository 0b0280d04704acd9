package io.github.webhooks4j.transport;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.transport.internal.tls.Pem;
import io.github.webhooks4j.transport.internal.tls.Trust;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * How connections with TLS are made: whose certificates are trusted, and which one the sender shows. Immutable and
 * thread-safe. Validity and names of certificates are always checked; there is no option to switch that off. Only
 * the dates of a certificate that is trusted as it is are not: the JDK accepts it also when it has expired.
 */
public final class TlsProfile {
    private final boolean trustsJvm;
    // Transient, since serialisers that read private fields leave transient ones out.
    private final transient List<X509Certificate> trusted;
    private final transient @Nullable ClientCertificate clientCertificate;

    private TlsProfile(
            boolean trustsJvm, Collection<X509Certificate> trusted, @Nullable ClientCertificate clientCertificate) {
        this.trustsJvm = trustsJvm;
        this.trusted = List.copyOf(trusted);
        this.clientCertificate = clientCertificate;
    }

    /** Returns the default: the authorities that the JVM trusts, and no client certificate. */
    public static TlsProfile ofJvm() {
        return new TlsProfile(true, List.of(), null);
    }

    /**
     * Returns this profile trusting these authorities, in place of all others.
     *
     * @param certificates in PEM; a certificate that signed itself is trusted as it is
     * @throws IllegalArgumentException if there is none, or one cannot be read
     */
    public TlsProfile trustingOnly(String certificates) {
        return new TlsProfile(false, Pem.certificates(certificates), clientCertificate);
    }

    /**
     * Returns this profile trusting the authorities of a trust store, in place of all others.
     *
     * @param store a loaded key store, whose trusted certificates are copied
     * @throws IllegalArgumentException if it has none
     */
    public TlsProfile trustingOnly(KeyStore store) {
        return new TlsProfile(false, Trust.certificates(store), clientCertificate);
    }

    /**
     * Returns this profile trusting these authorities too.
     *
     * @param certificates as in {@link #trustingOnly(String)}
     * @throws IllegalArgumentException as in {@link #trustingOnly(String)}
     */
    public TlsProfile trustingAlso(String certificates) {
        return withMore(Pem.certificates(certificates));
    }

    /**
     * Returns this profile trusting the authorities of a trust store too.
     *
     * @param store as in {@link #trustingOnly(KeyStore)}
     * @throws IllegalArgumentException as in {@link #trustingOnly(KeyStore)}
     */
    public TlsProfile trustingAlso(KeyStore store) {
        return withMore(Trust.certificates(store));
    }

    /** Returns this profile with the certificate that is shown to destinations that ask for one. */
    public TlsProfile withClientCertificate(ClientCertificate certificate) {
        return new TlsProfile(trustsJvm, trusted, requireNonNull(certificate, "certificate"));
    }

    /** Returns what decides which certificates are trusted. */
    public X509TrustManager trustManager() {
        return Trust.manager(trustsJvm, trusted);
    }

    /** Returns the certificate that is shown to destinations that ask for one. */
    public Optional<ClientCertificate> clientCertificate() {
        return Optional.ofNullable(clientCertificate);
    }

    private TlsProfile withMore(Collection<X509Certificate> more) {
        return new TlsProfile(
                trustsJvm, Stream.concat(trusted.stream(), more.stream()).toList(), clientCertificate);
    }

    /** Shows how many authorities are trusted beside those of the JVM, and nothing of the key. */
    @Override
    public String toString() {
        return "TlsProfile[" + (trustsJvm ? "JVM and " : "") + trusted.size() + " authorities, "
                + (clientCertificate == null ? "no client certificate" : clientCertificate) + "]";
    }
}
