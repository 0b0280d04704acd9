package io.github.webhooks4j.transport;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.Violation;
import io.github.webhooks4j.transport.internal.tls.Pem;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A certificate with its private key, by which the sender shows destinations who it is (mutual TLS). Immutable and
 * thread-safe. The key is read by calls of {@link #revealPrivateKey()} only: serialisers that look for getters, record
 * components or fields find none, and {@code toString} shows none.
 */
public final class ClientCertificate {
    private static final String ED25519 = "EdDSA";
    private static final Map<String, String> SIGNATURES =
            Map.of("RSA", "SHA256withRSA", "EC", "SHA256withECDSA", ED25519, "Ed25519");
    private static final byte[] PROBE = {1};

    private final transient List<X509Certificate> chain;
    // Transient, since serialisers that read private fields leave transient ones out.
    private final transient PrivateKey privateKey;

    private ClientCertificate(List<X509Certificate> chain, PrivateKey privateKey) {
        this.chain = List.copyOf(chain);
        this.privateKey = privateKey;
        checkPair(chain.get(0), privateKey);
    }

    /**
     * Reads a certificate in PEM.
     *
     * @param certificates the certificate, and behind it those of the authorities that issued it, without the root
     * @param privateKey its key, PKCS #8 without a password: {@code BEGIN PRIVATE KEY}
     * @throws IllegalArgumentException if one of them cannot be read, the key is not that of the first certificate, or it is
     *     not RSA, EC or Ed25519; the message shows neither
     */
    public static ClientCertificate ofPem(String certificates, String privateKey) {
        List<X509Certificate> chain = Pem.certificates(certificates);
        return new ClientCertificate(
                chain, Pem.privateKey(privateKey, chain.get(0).getPublicKey().getAlgorithm()));
    }

    /**
     * Takes a certificate and its key out of a key store, for example one of PKCS #12.
     *
     * @param store a loaded key store; it is not kept
     * @param alias the entry
     * @param password the password of the entry; it is not kept
     * @throws IllegalArgumentException if the store has no such entry with a key, the password is not that of the entry, or
     *     the key is not RSA, EC or Ed25519
     */
    public static ClientCertificate of(KeyStore store, String alias, char[] password) {
        requireNonNull(alias, "alias");
        Key key;
        Certificate[] found;
        try {
            key = store.getKey(alias, password);
            found = store.getCertificateChain(alias);
        } catch (KeyStoreException e) {
            throw new IllegalArgumentException("a key store must be loaded, was one that is not", e);
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException(
                    "a client certificate's key must be readable with its password, was not");
        }
        if (!(key instanceof PrivateKey privateKey) || found == null) {
            throw new IllegalArgumentException("a key store must have a private key with certificates as "
                    + Violation.quote(alias) + ", was one without");
        }
        var chain = new ArrayList<X509Certificate>();
        for (Certificate certificate : found) {
            chain.add((X509Certificate) certificate);
        }
        return new ClientCertificate(chain, privateKey);
    }

    /** Returns the certificate, and behind it those of the authorities that issued it. */
    public List<X509Certificate> chain() {
        return chain;
    }

    /** Returns the private key. */
    public PrivateKey revealPrivateKey() {
        return privateKey;
    }

    private static void checkPair(X509Certificate certificate, PrivateKey key) {
        String algorithm = certificate.getPublicKey().getAlgorithm();
        String signature = SIGNATURES.get(algorithm.equals("Ed25519") ? ED25519 : algorithm);
        if (signature == null) {
            throw new IllegalArgumentException(
                    "a client certificate's key must be RSA, EC or Ed25519, was " + Violation.quote(algorithm));
        }
        try {
            Signature signing = Signature.getInstance(signature);
            signing.initSign(key);
            signing.update(PROBE);
            byte[] signed = signing.sign();
            signing.initVerify(certificate.getPublicKey());
            signing.update(PROBE);
            if (signing.verify(signed)) {
                return;
            }
        } catch (GeneralSecurityException e) {
            // A key of another kind.
        }
        throw new IllegalArgumentException(
                "a client certificate's private key must be that of the first certificate, was another one");
    }

    /** Shows the subject, and nothing of the key. */
    @Override
    public String toString() {
        return "ClientCertificate["
                + Violation.quote(chain.get(0).getSubjectX500Principal().getName()) + ", key hidden]";
    }
}
