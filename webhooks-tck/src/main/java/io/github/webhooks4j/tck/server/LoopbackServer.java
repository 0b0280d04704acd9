package io.github.webhooks4j.tck.server;

import io.github.webhooks4j.delivery.Header;
import io.github.webhooks4j.testkit.RecordedDelivery;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A {@link RawServer} that records the requests that it reads. Thread-safe.
 */
public final class LoopbackServer implements AutoCloseable {

    private static final Duration DRIP_INTERVAL = Duration.ofMillis(20);

    private final RawServer server;
    private final List<Request> requests = new ArrayList<>(); // guarded by this

    /** What the server does with a connection, which is closed afterwards. */
    public interface Peer {
        void talk(Connection connection) throws IOException;
    }

    public record Request(String line, RecordedDelivery delivery) {}

    public LoopbackServer(Peer peer) {
        try {
            this.server = new RawServer((raw, socket) -> peer.talk(new Connection(socket)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns a server that responds to one request of each connection with these bytes and closes the connection. */
    public static LoopbackServer responding(String answer) {
        return new LoopbackServer(connection -> {
            connection.read();
            connection.write(answer);
        });
    }

    /** Returns a port of loopback on which no server listens. */
    public static int deafPort() {
        try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return server.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String url(String target) {
        return "http://127.0.0.1:" + server.port() + target;
    }

    public synchronized List<Request> requests() {
        return List.copyOf(requests);
    }

    /** Returns how many connections were made. */
    public int connections() {
        return server.connections();
    }

    /**
     * Waits until there were {@code count} requests.
     *
     * @throws AssertionError if there were fewer after {@code timeout}
     */
    public synchronized void awaitRequests(int count, Duration timeout) throws InterruptedException {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (requests.size() < count) {
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                throw new AssertionError(
                        "the server had " + requests.size() + " of " + count + " requests after " + timeout);
            }
            // Rounded up: a wait of 0 ms would be one without a bound.
            wait(TimeUnit.NANOSECONDS.toMillis(left) + 1);
        }
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One connection of a client. Confined to its thread. */
    public final class Connection {

        private final Socket socket;
        private final InputStream in;

        private Connection(Socket socket) throws IOException {
            this.socket = socket;
            this.in = new BufferedInputStream(socket.getInputStream());
        }

        /** Reads one whole request; null if the client hung up instead. */
        public @Nullable Request read() throws IOException {
            String line = line();
            if (line.isEmpty()) {
                return null;
            }
            var headers = new ArrayList<Header>();
            int length = 0;
            for (String field = line(); !field.isEmpty(); field = line()) {
                int colon = field.indexOf(':');
                var header = new Header(
                        field.substring(0, colon), field.substring(colon + 1).strip());
                headers.add(header);
                if (header.name().equalsIgnoreCase("content-length")) {
                    length = Integer.parseInt(header.value());
                }
            }
            var request = new Request(line, new RecordedDelivery(url(target(line)), headers, in.readNBytes(length)));
            synchronized (LoopbackServer.this) {
                requests.add(request);
                LoopbackServer.this.notifyAll();
            }
            return request;
        }

        public void write(String text) throws IOException {
            write(text.getBytes(StandardCharsets.UTF_8));
        }

        public void write(byte[] bytes) throws IOException {
            socket.getOutputStream().write(bytes);
            socket.getOutputStream().flush();
        }

        /** Hangs up. */
        public void close() throws IOException {
            socket.close();
        }

        /** Says nothing until the client hangs up. */
        public void hang() throws IOException {
            in.transferTo(OutputStream.nullOutputStream());
        }

        /** Writes a byte now and then until the client hangs up or the server is closed. */
        public void drip() throws IOException {
            while (server.isOpen(DRIP_INTERVAL)) {
                write("x");
            }
        }

        private static String target(String line) {
            int start = line.indexOf(' ') + 1;
            return line.substring(start, line.indexOf(' ', start));
        }

        private String line() throws IOException {
            var line = new StringBuilder();
            for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
                if (c != '\r') {
                    line.append((char) c);
                }
            }
            return line.toString();
        }
    }
}
