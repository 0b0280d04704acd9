package io.github.webhooks4j.examples.serve;

import io.github.webhooks4j.examples.ExampleException;
import io.github.webhooks4j.payload.PushPayload;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An HTTP/1.1 server on 127.0.0.1 that responds to everything in the hub's own JSON, also to what is no request: the JDK's
 * responds to a path that is no URI with a page of HTML, before any handler sees it. One request for each connection, at most 32
 * at once; the others wait. A request must have come whole after 30 s.
 */
final class HubServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HubServer.class);
    private static final int CONNECTIONS = 32;
    private static final int REQUEST_SECONDS = 30;
    private static final int STOP_SECONDS = 1;
    private static final byte[] CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final ServerSocketChannel listening;
    private final ExecutorService workers = Executors.newFixedThreadPool(CONNECTIONS);
    private final ScheduledExecutorService deadlines = Executors.newSingleThreadScheduledExecutor();
    private final Set<SocketChannel> open = ConcurrentHashMap.newKeySet();

    private HubServer(ServerSocketChannel listening) {
        this.listening = listening;
    }

    /** Responds to one request. Called by several threads at once. */
    interface Handler {
        HttpResponse handle(RequestHead head, byte[] body);
    }

    /**
     * Binds a server.
     *
     * @param port 0 for any free one
     * @throws ExampleException if the port is taken
     */
    static HubServer bind(int port) {
        try {
            ServerSocketChannel listening = ServerSocketChannel.open();
            try {
                listening.bind(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port));
            } catch (IOException e) {
                listening.close();
                throw e;
            }
            return new HubServer(listening);
        } catch (BindException e) {
            throw new ExampleException("port " + port + " must be free, but it is taken; choose another one", e);
        } catch (IOException e) {
            throw new ExampleException("no server could be started on port " + port, e);
        }
    }

    /** Returns {@code http://127.0.0.1:port} and the path. */
    URI url(String path) {
        return URI.create("http://127.0.0.1:" + listening.socket().getLocalPort() + path);
    }

    /** Starts to serve. */
    void start(Handler handler) {
        var accepting = new Thread(() -> accept(handler), "hub-server");
        accepting.setDaemon(true);
        accepting.start();
    }

    private void accept(Handler handler) {
        while (listening.isOpen()) {
            try {
                SocketChannel connection = listening.accept();
                open.add(connection);
                workers.execute(() -> serve(connection, handler));
            } catch (IOException | RejectedExecutionException e) {
                if (listening.isOpen()) {
                    LOG.warn("a connection could not be accepted", e);
                }
            }
        }
    }

    private void serve(SocketChannel connection, Handler handler) {
        try (connection) {
            var in = new BufferedInputStream(Channels.newInputStream(connection));
            Optional<HttpResponse> response = respond(connection, in, handler);
            if (response.isPresent()) {
                write(connection, response.get().toBytes());
                connection.shutdownOutput();
                // Closing on what was not read would reset the connection, and the response might be lost with it.
                in.skipNBytes(in.available());
            }
        } catch (IOException | RejectedExecutionException e) {
            LOG.debug("a connection broke", e);
        } finally {
            open.remove(connection);
        }
    }

    /** Returns empty if no request came. */
    private Optional<HttpResponse> respond(SocketChannel connection, InputStream in, Handler handler)
            throws IOException {
        RequestHead head;
        byte[] body;
        Future<?> deadline = deadlines.schedule(() -> close(connection), REQUEST_SECONDS, TimeUnit.SECONDS);
        try {
            Optional<String> text = RequestHead.read(in);
            if (text.isEmpty()) {
                return Optional.empty();
            }
            head = RequestHead.parse(text.get());
            if (head.expectsToContinue()) {
                write(connection, CONTINUE);
            }
            body = Body.read(head, in, PushPayload.MAX_BYTES);
        } catch (MalformedRequestException e) {
            return Optional.of(e.response().toHttp());
        } finally {
            deadline.cancel(false);
        }
        HttpResponse response = handler.handle(head, body);
        return Optional.of(head.method().equals("HEAD") ? response.withoutBody() : response);
    }

    private static void write(SocketChannel connection, byte[] bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            connection.write(buffer);
        }
    }

    private static void close(SocketChannel connection) {
        try {
            connection.close();
        } catch (IOException e) {
            LOG.debug("closing failed", e);
        }
    }

    /** Stops, once the requests under way have ended or a second is over. */
    @Override
    public void close() {
        try {
            listening.close();
        } catch (IOException e) {
            LOG.debug("closing failed", e);
        }
        workers.shutdown();
        try {
            if (!workers.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
                workers.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        open.forEach(HubServer::close);
        deadlines.shutdownNow();
    }
}
