package io.github.webhooks4j.transport.internal.tls;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** Makes trust managers of the JDK. */
public final class Trust {
    private Trust() {}

    /**
     * Returns the trusted certificates of a key store, at least one.
     *
     * @throws IllegalArgumentException if it has none
     */
    public static List<X509Certificate> certificates(KeyStore store) {
        var certificates = new ArrayList<X509Certificate>();
        try {
            for (String alias : Collections.list(store.aliases())) {
                if (store.isCertificateEntry(alias) && store.getCertificate(alias) instanceof X509Certificate trusted) {
                    certificates.add(trusted);
                }
            }
        } catch (KeyStoreException e) {
            throw new IllegalArgumentException("a trust store must be loaded, was one that is not", e);
        }
        if (certificates.isEmpty()) {
            throw new IllegalArgumentException(
                    "a trust store must hold at least one trusted certificate, was one without; keytool -importcert"
                            + " adds them");
        }
        return certificates;
    }

    /** Returns what trusts these certificates, and those of the JVM too. */
    public static X509TrustManager manager(boolean trustsJvm, List<X509Certificate> trusted) {
        if (trusted.isEmpty()) {
            return manager(null);
        }
        try {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            var all = new ArrayList<>(trusted);
            if (trustsJvm) {
                Collections.addAll(all, manager(null).getAcceptedIssuers());
            }
            for (int i = 0; i < all.size(); i++) {
                store.setCertificateEntry(Integer.toString(i), all.get(i));
            }
            return manager(store);
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("a trust store cannot be made", e);
        }
    }

    private static X509TrustManager manager(@Nullable KeyStore store) {
        try {
            var managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            managers.init(store);
            for (TrustManager manager : managers.getTrustManagers()) {
                if (manager instanceof X509TrustManager trust) {
                    return trust;
                }
            }
            throw new IllegalStateException("the JVM has no X.509 trust manager");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the JVM's TLS cannot be set up", e);
        }
    }
}
