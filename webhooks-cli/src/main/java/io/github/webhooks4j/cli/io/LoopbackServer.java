package io.github.webhooks4j.cli.io;

import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** An HTTP server on 127.0.0.1: bound at once, so that its port is known, and serving once it is started. */
public final class LoopbackServer implements AutoCloseable {
    private static final int THREADS = 32;
    private static final int STOP_SECONDS = 1;

    private final HttpServer server;
    private final ExecutorService executor = Executors.newFixedThreadPool(THREADS);

    private LoopbackServer(HttpServer server) {
        this.server = server;
        server.setExecutor(executor);
    }

    /**
     * Binds a server.
     *
     * @param port 0 for any free one
     * @throws CommandFailure if the port is taken
     */
    public static LoopbackServer bind(int port) {
        try {
            var address = new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port);
            return new LoopbackServer(HttpServer.create(address, 0));
        } catch (BindException e) {
            throw CommandFailure.refused("port " + port + " must be free, but it is taken; choose another one");
        } catch (IOException e) {
            throw CommandFailure.refused("no server could be started on port " + port);
        }
    }

    /** Returns {@code http://127.0.0.1:port} and the path. */
    public URI url(String path) {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
    }

    /** Serves paths that begin with {@code path}. */
    public void serve(String path, HttpHandler handler) {
        server.createContext(path, handler);
    }

    /** Starts to serve. */
    public void start() {
        server.start();
    }

    /** Stops, once the exchanges in progress have ended or a second is over: the server's own delay is never cut short. */
    @Override
    public void close() {
        executor.shutdown();
        try {
            if (!executor.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
                executor.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        server.stop(0);
    }
}
