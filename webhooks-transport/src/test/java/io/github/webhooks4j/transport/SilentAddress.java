package io.github.webhooks4j.transport;

import io.github.webhooks4j.transport.internal.address.IpLiteral;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;

/** An address on loopback that responds to no attempt to connect: its queue of connections is full. */
final class SilentAddress implements AutoCloseable {
    private static final int WAIT_MILLIS = 200;
    private static final int MAX_QUEUED = 16;

    private final ServerSocket server;
    private final List<Socket> queued = new ArrayList<>();

    private SilentAddress(ServerSocket server) {
        this.server = server;
    }

    static SilentAddress on(String literal, int port) throws IOException {
        var silent = new SilentAddress(
                new ServerSocket(port, 1, IpLiteral.parse(literal).orElseThrow()));
        while (!silent.isSilent()) {
            if (silent.queued.size() > MAX_QUEUED) {
                throw new IllegalStateException("the queue of this system is never full");
            }
        }
        return silent;
    }

    int port() {
        return server.getLocalPort();
    }

    boolean isSilent() throws IOException {
        var socket = new Socket();
        queued.add(socket);
        try {
            socket.connect(new InetSocketAddress(server.getInetAddress(), port()), WAIT_MILLIS);
            return false;
        } catch (SocketTimeoutException e) {
            return true;
        }
    }

    @Override
    public void close() throws IOException {
        for (Socket socket : queued) {
            socket.close();
        }
        server.close();
    }
}
