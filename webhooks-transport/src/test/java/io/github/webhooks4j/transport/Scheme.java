package io.github.webhooks4j.transport;

import io.github.webhooks4j.tck.server.RawServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.List;

/** The layer between HTTP and the socket; a test of connections runs with both. */
enum Scheme {
    PLAIN,
    TLS;

    String url(RawServer server) {
        return (this == TLS ? "https" : "http") + "://hooks.test:" + server.port() + "/in";
    }

    /** Returns the server's side of a connection, after its handshake. */
    Socket accept(Socket socket) throws IOException {
        return this == TLS ? HostileServer.Tls.accept(socket, HostileServer.Tls.GOOD) : socket;
    }

    /** Lets a transport find every name on loopback, and trusts the tests' authority. */
    static TestedTransport.Builder prepared(TestedTransport.Builder builder) {
        return builder.addressPolicy(AddressPolicy.allowLoopback())
                .nameResolver(host -> List.of(InetAddress.getLoopbackAddress()))
                .tls(HostileServer.Tls.TRUST);
    }
}
