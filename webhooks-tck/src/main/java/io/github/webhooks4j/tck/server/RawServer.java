package io.github.webhooks4j.tck.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A server on loopback that does with each connection what a test scripts, however wrong. Thread-safe; its threads are daemons and end
 * when it is closed.
 */
public final class RawServer implements AutoCloseable {
    private final ServerSocket server;
    private final Peer peer;
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger requests = new AtomicInteger();
    private final Queue<Socket> open = new ConcurrentLinkedQueue<>();
    private final CountDownLatch requested = new CountDownLatch(1);
    private final Semaphore ended = new Semaphore(0);
    private final CountDownLatch closed = new CountDownLatch(1);

    /** What to do with one connection; it is closed afterwards. */
    @FunctionalInterface
    public interface Peer {
        /** Talks on a connection that was accepted. */
        void talk(RawServer server, Socket socket) throws IOException;
    }

    /** Starts a server on a free port. */
    public RawServer(Peer peer) throws IOException {
        this.server = new ServerSocket(0, 50, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
        this.peer = peer;
        daemon(this::accept);
    }

    /** Reads one request, then writes a response and closes. */
    public static RawServer responding(String answer) throws IOException {
        return new RawServer((server, socket) -> {
            server.readRequest(socket);
            write(socket, answer);
        });
    }

    /** Responds to the first request of each connection, promising to keep it, and closes it when it has read the second. */
    public static RawServer losingEverySecond() throws IOException {
        return new RawServer((server, socket) -> {
            server.readRequest(socket);
            write(socket, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
            server.readRequest(socket);
        });
    }

    /** Responds to one request of each connection, promising to keep it, and closes it. */
    public static RawServer closingAfterEach() throws IOException {
        return new RawServer((server, socket) -> {
            server.readRequest(socket);
            write(socket, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
            socket.close();
            server.ended.release();
        });
    }

    /** Writes {@code text} as ISO 8859-1. */
    public static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
    }

    /** Returns a URL of this server. */
    public String url() {
        return "http://127.0.0.1:" + port() + "/in";
    }

    /** Returns the port. */
    public int port() {
        return server.getLocalPort();
    }

    /** Returns how many connections were accepted. */
    public int connections() {
        return connections.get();
    }

    /** Returns how many requests were read by {@link #readRequest}. */
    public int requests() {
        return requests.get();
    }

    /** Reads one request to the end of its body; returns its head. */
    public String readRequest(Socket socket) throws IOException {
        String head = readHead(socket);
        int length = Integer.parseInt(head.replaceAll("(?s).*Content-Length: (\\d+)\r\n.*", "$1"));
        socket.getInputStream().readNBytes(length);
        requests.incrementAndGet();
        requested.countDown();
        return head;
    }

    /** Reads the head of one request, up to the empty line. */
    public static String readHead(Socket socket) throws IOException {
        InputStream input = socket.getInputStream();
        var bytes = new ByteArrayOutputStream();
        String head;
        do {
            int next = input.read();
            if (next < 0) {
                throw new IOException("no further request");
            }
            bytes.write(next);
            head = bytes.toString(StandardCharsets.ISO_8859_1);
        } while (!head.endsWith("\r\n\r\n"));
        return head;
    }

    /** Waits until one more connection was closed by {@link #closingAfterEach}. */
    public void awaitEnd() {
        try {
            assertThat(ended.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Waits until the test is over. */
    public void holdOpen() {
        assertThat(isOpen(Duration.ofSeconds(10))).isFalse();
    }

    /** Returns false as soon as the test is over, true if it is not {@code after} this time. */
    public boolean isOpen(Duration after) {
        return !ended(closed, after);
    }

    /** Returns whether the test is not over yet. */
    public boolean isOpen() {
        return !server.isClosed();
    }

    /** Waits for the first request to be complete. */
    public void awaitRequest() {
        assertThat(ended(requested, Duration.ofSeconds(10))).isTrue();
    }

    /** Closes the connection with a reset. */
    public static void reset(Socket socket) throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    /** Waits until the client has closed every connection; returns what it had sent and the server did not read. */
    public String awaitHangUp() throws IOException {
        var unread = new ByteArrayOutputStream();
        for (Socket socket : open) {
            try {
                socket.setSoTimeout(5_000);
                socket.getInputStream().transferTo(unread);
            } catch (SocketTimeoutException e) {
                throw new AssertionError("a connection is still open", e);
            } catch (IOException e) {
                // A reset ends the connection too; the script may have closed it before.
            }
        }
        return unread.toString(StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() throws IOException {
        closed.countDown();
        server.close();
        for (Socket socket : open) {
            socket.close();
        }
    }

    private void accept() {
        while (isOpen()) {
            try {
                Socket socket = server.accept();
                connections.incrementAndGet();
                open.add(socket);
                daemon(() -> talk(socket));
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private void talk(Socket socket) {
        try (socket) {
            peer.talk(this, socket);
        } catch (IOException e) {
            // The client closed the connection: the test sees that from its own side.
        }
    }

    private static boolean ended(CountDownLatch latch, Duration within) {
        try {
            return latch.await(within.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    private static void daemon(Runnable task) {
        var thread = new Thread(task, "raw-server");
        thread.setDaemon(true);
        thread.start();
    }
}
