package io.github.webhooks4j.transport.internal.tls;

import javax.net.ssl.SSLHandshakeException;

/** Thrown when a handshake failed in which the server had asked for a client certificate. Never reaches a caller. */
public final class CertificateAskedException extends SSLHandshakeException {
    private static final long serialVersionUID = 1;

    public CertificateAskedException(Throwable cause) {
        super("the server had asked for a client certificate");
        initCause(cause);
    }
}
