package io.github.webhooks4j.cli.serve;

import io.github.webhooks4j.cli.io.CommandFailure;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.URI;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HTTP server of a hub. Jetty, since the JDK's own server responds to a path that is no URI with a page of HTML
 * before any handler sees it: here every response is JSON.
 */
final class HubServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HubServer.class);
    /** The id of an event may hold a slash or a percent sign: paths are split before they are decoded. */
    private static final UriCompliance PATHS = UriCompliance.DEFAULT.with(
            "hub", UriCompliance.Violation.AMBIGUOUS_PATH_SEPARATOR, UriCompliance.Violation.AMBIGUOUS_PATH_ENCODING);

    private static final int MAX_THREADS = 40;
    private static final int MAX_HEAD_BYTES = 32 << 10;
    private static final long IDLE_MILLIS = 30_000;
    private static final long STOP_MILLIS = 1_000;
    /** When the server stops, a connection without a request is closed after this time. */
    private static final long STOP_IDLE_MILLIS = 50;

    private final Server server;
    private final ServerConnector connector;

    private HubServer(Server server, ServerConnector connector) {
        this.server = server;
        this.connector = connector;
    }

    /**
     * Binds a server.
     *
     * @param address where, with port 0 for any free one
     * @throws CommandFailure if the port is taken
     */
    static HubServer bind(InetSocketAddress address) {
        var threads = new QueuedThreadPool(MAX_THREADS);
        threads.setName("hub-server");
        var server = new Server(threads);
        var http = new HttpConfiguration();
        http.setSendServerVersion(false);
        http.setRequestHeaderSize(MAX_HEAD_BYTES);
        http.setUriCompliance(PATHS);
        var connector = new ServerConnector(server, new HttpConnectionFactory(http));
        connector.setHost(address.getAddress().getHostAddress());
        connector.setPort(address.getPort());
        connector.setIdleTimeout(IDLE_MILLIS);
        connector.setShutdownIdleTimeout(STOP_IDLE_MILLIS);
        server.addConnector(connector);
        server.setErrorHandler(new JsonErrors());
        server.setStopTimeout(STOP_MILLIS);
        try {
            connector.open();
        } catch (IOException e) {
            boolean taken = e instanceof BindException || e.getCause() instanceof BindException;
            throw CommandFailure.refused(
                    taken
                            ? "port " + address.getPort() + " must be free, but it is taken; choose another one"
                            : "no server could be started on "
                                    + address.getAddress().getHostAddress() + " port " + address.getPort());
        }
        return new HubServer(server, connector);
    }

    /** Returns the address, or {@code http://127.0.0.1:port} if it is every address of the machine, and the path. */
    URI url(String path) {
        String host = connector.getHost().indexOf(':') < 0 ? connector.getHost() : '[' + connector.getHost() + ']';
        String shown = host.equals("0.0.0.0") ? "127.0.0.1" : host.equals("[0:0:0:0:0:0:0:0]") ? "[::1]" : host;
        return URI.create("http://" + shown + ":" + connector.getLocalPort() + path);
    }

    /** Starts to serve. */
    void start(Handler handler) {
        server.setHandler(handler);
        try {
            server.start();
        } catch (Exception e) { // as Jetty declares it
            throw CommandFailure.refused("no server could be started on " + url(""));
        }
    }

    /** Stops, once the requests in progress have ended or a second is over. */
    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception e) { // as Jetty declares it
            LOG.warn("requests were still in progress when the server stopped", e);
        } finally {
            connector.close();
        }
    }

    /** Responds in the hub's own JSON to input that never becomes a request, such as a path that is no URI. */
    private static final class JsonErrors extends ErrorHandler {
        @Override
        public boolean handle(Request request, Response response, Callback callback) {
            HubResponse error = HubResponse.error(response.getStatus(), sentence(response.getStatus()));
            error.send(response, callback);
            return true;
        }

        private static String sentence(int status) {
            return status == HttpStatus.BAD_REQUEST_400
                    ? "The request must be valid HTTP with a path that is a valid URI; write %25 for a percent sign."
                    : "The request was refused: " + HttpStatus.getMessage(status) + ".";
        }
    }
}
