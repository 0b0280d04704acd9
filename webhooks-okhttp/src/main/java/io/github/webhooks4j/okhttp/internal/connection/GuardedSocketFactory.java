package io.github.webhooks4j.okhttp.internal.connection;

import io.github.webhooks4j.transport.internal.egress.Egress;
import io.github.webhooks4j.transport.internal.settings.ConnectListener;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.function.LongSupplier;
import javax.net.SocketFactory;

/**
 * Makes sockets that check the address they are to connect to: the last place where that can be done, and the only one
 * that every connection passes, with any parser or resolver. Thread-safe.
 */
public final class GuardedSocketFactory extends SocketFactory {
    private final Egress egress;
    private final ConnectListener connectListener;
    private final LongSupplier nanoTime;

    /**
     * Creates a factory.
     *
     * @param egress checks resolved addresses
     * @param connectListener notified of every address that was allowed, just before it is dialled
     * @param nanoTime the clock by which connections age
     */
    public GuardedSocketFactory(Egress egress, ConnectListener connectListener, LongSupplier nanoTime) {
        this.egress = egress;
        this.connectListener = connectListener;
        this.nanoTime = nanoTime;
    }

    @Override
    public Socket createSocket() throws IOException {
        var socket = new GuardedSocket(egress, connectListener, nanoTime);
        // A body that does not fit the first segment would wait for the peer's delayed acknowledgement.
        socket.setTcpNoDelay(true);
        return socket;
    }

    @Override
    public Socket createSocket(String host, int port) {
        throw unused();
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress localHost, int localPort) {
        throw unused();
    }

    @Override
    public Socket createSocket(InetAddress host, int port) {
        throw unused();
    }

    @Override
    public Socket createSocket(InetAddress address, int port, InetAddress localAddress, int localPort) {
        throw unused();
    }

    private static UnsupportedOperationException unused() {
        return new UnsupportedOperationException("OkHttp connects its sockets itself");
    }
}
