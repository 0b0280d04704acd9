package io.github.webhooks4j.netty.internal.connection;

import io.github.webhooks4j.transport.internal.settings.ServerName;
import io.github.webhooks4j.transport.internal.tls.CertificateAskedException;
import io.github.webhooks4j.transport.internal.profile.ClientKeys;
import io.github.webhooks4j.transport.internal.profile.TlsContext;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/** TLS of the JDK by one profile, with the versions and cipher suites of OkHttp's restricted specification. Thread-safe. */
final class TlsClient {
    private static final List<String> VERSIONS = List.of("TLSv1.3", "TLSv1.2");
    private static final List<String> CIPHER_SUITES = List.of(
            "TLS_AES_128_GCM_SHA256",
            "TLS_AES_256_GCM_SHA384",
            "TLS_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");
    private static final int DNS_NAME = 2;
    /** A peer that reads nothing would hold a connection that is being closed. */
    private static final int CLOSE_NOTIFY_MILLIS = 100;

    private final SslContext context;
    private final ClientKeys keys;
    private final Executor handshakes;

    /**
     * Creates one.
     *
     * @param handshakes runs the steps of handshakes that take long
     */
    TlsClient(TlsContext tls, Executor handshakes) {
        this.keys = tls.keys();
        this.handshakes = handshakes;
        try {
            this.context = SslContextBuilder.forClient()
                    .sslProvider(SslProvider.JDK)
                    .trustManager(tls.trust())
                    .keyManager(keys)
                    .protocols(VERSIONS)
                    .ciphers(CIPHER_SUITES, SupportedCipherSuiteFilter.INSTANCE)
                    .build();
        } catch (SSLException e) {
            throw new IllegalStateException("the JVM's TLS cannot be set up", e);
        }
    }

    /** Returns the handler of a connection to {@code host}, which begins its handshake when it is added. */
    SslHandler handler(ByteBufAllocator allocator, String host, int port) {
        SSLEngine engine = context.newEngine(allocator, ServerName.withoutTrailingDot(host), port);
        SSLParameters parameters = engine.getSSLParameters();
        // The JDK refuses every certificate of a name with an underscore; verify() compares it.
        parameters.setEndpointIdentificationAlgorithm(ServerName.isNeededFor(host) ? "" : "HTTPS");
        if (ServerName.isNeededFor(host)) {
            ServerName.set(parameters, host);
        }
        engine.setSSLParameters(parameters);
        var handler = new SslHandler(engine, handshakes);
        // The exchange has a deadline of its own.
        handler.setHandshakeTimeoutMillis(0);
        handler.setCloseNotifyFlushTimeoutMillis(CLOSE_NOTIFY_MILLIS);
        return handler;
    }

    /** Returns the failure of a handshake, with what is known of it. */
    Throwable failureOf(SslHandler handler, Throwable failure) {
        return keys.wereAsked(handler.engine()) ? new CertificateAskedException(failure) : failure;
    }

    /**
     * Checks the name of the peer where the JDK does not.
     *
     * @throws SSLException if its certificate is not one of {@code host}
     */
    static void verify(String host, SSLSession session) throws SSLException {
        if (!ServerName.isNeededFor(host)) {
            return;
        }
        String name = ServerName.withoutTrailingDot(host).toLowerCase(Locale.ROOT);
        try {
            Collection<List<?>> names =
                    ((X509Certificate) session.getPeerCertificates()[0]).getSubjectAlternativeNames();
            boolean matches = names != null
                    && names.stream()
                            .anyMatch(entry -> entry.get(0).equals(DNS_NAME)
                                    && matches(entry.get(1).toString().toLowerCase(Locale.ROOT), name));
            if (!matches) {
                throw new SSLPeerUnverifiedException("the certificate is of another name");
            }
        } catch (CertificateParsingException e) {
            throw new SSLException("the certificate's names cannot be read", e);
        }
    }

    /** A wildcard is one whole label, the first of at least three (RFC 6125, section 6.4.3). */
    private static boolean matches(String pattern, String name) {
        if (!pattern.startsWith("*.")) {
            return pattern.equals(name);
        }
        String rest = pattern.substring(1);
        int dot = name.indexOf('.');
        return dot > 0 && rest.indexOf('.', 1) > 0 && name.substring(dot).equals(rest);
    }
}
