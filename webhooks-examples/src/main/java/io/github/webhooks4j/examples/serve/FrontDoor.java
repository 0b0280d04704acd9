package io.github.webhooks4j.examples.serve;

import io.github.webhooks4j.examples.ExampleException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The port that a hub is reached at, in front of the JDK's HTTP server, which responds to what it cannot parse with a page of
 * HTML before any handler sees it. Here such requests get the hub's own JSON; all others are passed on as they are, one for
 * each connection. At most 32 connections are served at once; the others wait.
 */
final class FrontDoor implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FrontDoor.class);
    private static final int CONNECTIONS = 32;
    private static final int SILENCE_MILLIS = 30_000;

    private final ServerSocket listening;
    private final ExecutorService connections = Executors.newFixedThreadPool(CONNECTIONS);
    private final ExecutorService uploads = Executors.newCachedThreadPool();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    private FrontDoor(ServerSocket listening) {
        this.listening = listening;
    }

    /**
     * Binds the port, on 127.0.0.1.
     *
     * @param port 0 for any free one
     * @throws ExampleException if the port is taken
     */
    static FrontDoor bind(int port) {
        try {
            var address = new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port);
            var listening = new ServerSocket();
            try {
                listening.bind(address, 0);
            } catch (IOException e) {
                listening.close();
                throw e;
            }
            return new FrontDoor(listening);
        } catch (BindException e) {
            throw new ExampleException("port " + port + " must be free, but it is taken; choose another one", e);
        } catch (IOException e) {
            throw new ExampleException("no server could be started on port " + port, e);
        }
    }

    /** Returns {@code http://127.0.0.1:port} and the path. */
    URI url(String path) {
        return URI.create("http://127.0.0.1:" + listening.getLocalPort() + path);
    }

    /** Starts to pass requests on to the server behind it. */
    void open(URI server) {
        var accepting = new Thread(() -> accept(server), "front-door");
        accepting.setDaemon(true);
        accepting.start();
    }

    private void accept(URI server) {
        while (!listening.isClosed()) {
            try {
                Socket client = listening.accept();
                open.add(client);
                connections.execute(() -> serve(client, server));
            } catch (IOException | RejectedExecutionException e) {
                if (!listening.isClosed()) {
                    LOG.warn("a connection could not be accepted", e);
                }
            }
        }
    }

    private void serve(Socket client, URI server) {
        try (client) {
            client.setSoTimeout(SILENCE_MILLIS);
            Optional<RequestHead> head = RequestHead.read(client.getInputStream());
            if (head.isEmpty()) {
                return;
            }
            Optional<HubResponse> refusal = head.get().refusal();
            if (refusal.isPresent()) {
                client.getOutputStream().write(refusal.get().toBytes());
                client.shutdownOutput();
                // What is not read would reset the connection, and the response might be lost with it.
                client.getInputStream().skipNBytes(client.getInputStream().available());
            } else {
                passOn(client, head.get(), server);
            }
        } catch (IOException e) {
            LOG.debug("a connection broke", e);
        } finally {
            open.remove(client);
        }
    }

    private void passOn(Socket client, RequestHead head, URI server) throws IOException {
        try (var behind = new Socket(server.getHost(), server.getPort())) {
            open.add(behind);
            behind.setTcpNoDelay(true);
            client.setTcpNoDelay(true);
            behind.getOutputStream().write(head.toBytes());
            uploads.execute(() -> upload(client, behind));
            behind.getInputStream().transferTo(client.getOutputStream());
            open.remove(behind);
        }
    }

    /** Passes the body on for as long as there is one; it ends when either side closes. */
    private static void upload(Socket client, Socket behind) {
        try {
            InputStream body = client.getInputStream();
            OutputStream server = behind.getOutputStream();
            body.transferTo(server);
        } catch (IOException e) {
            LOG.debug("a request ended", e);
        }
    }

    /** Takes no more connections. */
    void stop() {
        try {
            listening.close();
        } catch (IOException e) {
            LOG.debug("closing failed", e);
        }
    }

    /** Takes no more connections, and ends those that are open. */
    @Override
    public void close() {
        stop();
        try {
            for (Socket socket : open) {
                socket.close();
            }
        } catch (IOException e) {
            LOG.debug("closing failed", e);
        }
        connections.shutdown();
        uploads.shutdown();
    }
}
