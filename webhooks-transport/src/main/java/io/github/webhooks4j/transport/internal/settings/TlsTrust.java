package io.github.webhooks4j.transport.internal.settings;

import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/**
 * The certificates that a client trusts. Thread-safe.
 *
 * @param sockets makes TLS sockets that trust the same certificates
 * @param manager decides which certificates are trusted
 */
public record TlsTrust(SSLSocketFactory sockets, X509TrustManager manager) {
    /** Returns the JVM's own sockets and certificates, as OkHttp would take them. */
    public static TlsTrust ofJvm() {
        try {
            var managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            managers.init((KeyStore) null);
            for (TrustManager manager : managers.getTrustManagers()) {
                if (manager instanceof X509TrustManager trust) {
                    SSLContext context = SSLContext.getInstance("TLS");
                    context.init(null, new TrustManager[] {trust}, null);
                    return new TlsTrust(context.getSocketFactory(), trust);
                }
            }
            throw new IllegalStateException("the JVM has no X.509 trust manager");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the JVM's TLS cannot be set up", e);
        }
    }
}
