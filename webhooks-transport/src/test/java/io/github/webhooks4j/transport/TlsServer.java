package io.github.webhooks4j.transport;

import io.github.webhooks4j.tck.server.RawServer;
import java.io.IOException;
import java.net.Socket;
import java.security.Principal;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSocket;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.jspecify.annotations.Nullable;

/** A server of the JDK with TLS, which responds with 200 to each request and records who sent it. Thread-safe. */
final class TlsServer implements AutoCloseable {
    private final HeldCertificate certificate;
    private final String version;
    private final RawServer server;
    private final Queue<String> senders = new ConcurrentLinkedQueue<>();
    private volatile @Nullable HeldCertificate clients;

    /** Starts one that requires no client certificate. */
    TlsServer(HeldCertificate certificate, String version) throws IOException {
        this.certificate = certificate;
        this.version = version;
        this.server = new RawServer(this::talk);
    }

    /** Requires a client certificate of an authority. */
    TlsServer requiring(HeldCertificate authority) {
        this.clients = authority;
        return this;
    }

    int port() {
        return server.port();
    }

    int connections() {
        return server.connections();
    }

    /** Returns the subject of the client certificate of each request; empty for a request without one. */
    Queue<String> senders() {
        return senders;
    }

    @Override
    public void close() throws IOException {
        server.close();
    }

    private void talk(RawServer raw, Socket socket) throws IOException {
        var certificates = new HandshakeCertificates.Builder().heldCertificate(certificate);
        HeldCertificate authority = clients;
        if (authority != null) {
            certificates.addTrustedCertificate(authority.certificate());
        }
        var secured =
                (SSLSocket) certificates.build().sslSocketFactory().createSocket(socket, null, socket.getPort(), false);
        secured.setUseClientMode(false);
        secured.setEnabledProtocols(new String[] {version});
        secured.setNeedClientAuth(authority != null);
        try {
            secured.startHandshake();
        } catch (SSLHandshakeException e) {
            raw.holdOpen(); // Otherwise a reset could overtake the alert.
            return;
        }
        while (raw.isOpen()) {
            raw.readRequest(secured);
            senders.add(sender(secured));
            RawServer.write(secured, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        }
    }

    private static String sender(SSLSocket secured) {
        try {
            Principal peer = secured.getSession().getPeerPrincipal();
            return peer.getName();
        } catch (SSLPeerUnverifiedException e) {
            return "";
        }
    }
}
