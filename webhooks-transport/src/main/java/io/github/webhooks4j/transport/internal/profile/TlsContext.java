package io.github.webhooks4j.transport.internal.profile;

import io.github.webhooks4j.transport.TlsProfile;
import java.security.GeneralSecurityException;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/**
 * What connections of one profile are secured with. Sessions are resumed within it only. Thread-safe.
 *
 * @param trust decides which certificates are trusted
 * @param keys the client certificate, and who asked for it
 */
public record TlsContext(X509TrustManager trust, ClientKeys keys) {
    /** Returns the context of a profile. */
    public static TlsContext of(TlsProfile profile) {
        return new TlsContext(
                profile.trustManager(),
                new ClientKeys(profile.clientCertificate().orElse(null)));
    }

    /** Returns a new factory of the JDK's sockets. */
    public SSLSocketFactory sockets() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(new KeyManager[] {keys}, new TrustManager[] {trust}, null);
            return context.getSocketFactory();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the JVM's TLS cannot be set up", e);
        }
    }
}
