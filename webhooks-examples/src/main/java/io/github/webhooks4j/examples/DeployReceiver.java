package io.github.webhooks4j.examples;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.webhooks4j.callback.Callback;
import io.github.webhooks4j.jdbc.Inbox;
import io.github.webhooks4j.okhttp.OkHttpTransport;
import io.github.webhooks4j.payload.InvalidPayloadException;
import io.github.webhooks4j.payload.PushPayload;
import io.github.webhooks4j.signature.InvalidSignatureException;
import io.github.webhooks4j.signature.VerifiedDelivery;
import io.github.webhooks4j.signature.WebhookSecret;
import io.github.webhooks4j.signature.WebhookVerifier;
import io.github.webhooks4j.spi.store.StoreException;
import io.github.webhooks4j.transport.AddressPolicy;
import io.github.webhooks4j.transport.CallbackClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A receiver that deploys an image exactly once, however often a delivery comes: an {@link Inbox} remembers the id in the
 * transaction that does the work. It responds only after the commit, and then calls back. Thread-safe.
 */
public final class DeployReceiver implements AutoCloseable {
    private static final int THREADS = 4;

    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    private final OkHttpTransport transport = OkHttpTransport.builder()
            .addressPolicy(AddressPolicy.allowLoopback())
            .build();
    private final Inbox inbox = Inbox.of(Clock.systemUTC());

    private final String database;
    private final WebhookVerifier verifier;
    private final CallbackClient callbacks;
    private final HttpServer server;

    /**
     * Starts it.
     *
     * @param port where it receives, on 127.0.0.1; 0 for any free one
     * @param secret that of the webhook
     * @param hub the one that it calls back: no other, whatever a body says
     * @param file its database, which is created if there is none
     * @throws IOException if the port is taken
     * @throws SQLException if the database fails
     */
    public DeployReceiver(int port, WebhookSecret secret, URI hub, Path file) throws IOException, SQLException {
        database = "jdbc:sqlite:" + file;
        try (Connection connection = DriverManager.getConnection(database);
                Statement statement = connection.createStatement()) {
            inbox.createSchema(connection);
            statement.execute("CREATE TABLE IF NOT EXISTS deployment (image TEXT NOT NULL)");
        }
        verifier = WebhookVerifier.of(secret);
        callbacks = CallbackClient.builder(Set.of(hub.getAuthority()), transport)
                .allowPlainHttp()
                .build();
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.setExecutor(threads);
        server.createContext("/deploy", this::handle);
        server.start();
    }

    /** Returns where it receives. */
    public URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/deploy");
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readNBytes(PushPayload.MAX_BYTES + 1);
            exchange.sendResponseHeaders(body.length > PushPayload.MAX_BYTES ? 413 : receive(exchange, body), -1);
        }
    }

    private int receive(HttpExchange exchange, byte[] body) {
        try {
            VerifiedDelivery delivery = verifier.verify(exchange.getRequestHeaders()::getFirst, body);
            PushPayload push = PushPayload.parse(body);
            if (deployOnce(delivery, push)) {
                threads.execute(() -> callbacks.send(push, Callback.success().withContext("Deployer")));
            }
            return 200;
        } catch (InvalidSignatureException e) {
            return 401;
        } catch (InvalidPayloadException e) {
            return 400;
        } catch (SQLException | StoreException e) {
            // Nothing is committed, so the hub must send it again.
            return 503;
        }
    }

    /** Returns whether it is deployed now, and was not before. */
    private boolean deployOnce(VerifiedDelivery delivery, PushPayload push) throws SQLException {
        try (Connection connection = DriverManager.getConnection(database)) {
            connection.setAutoCommit(false);
            boolean first = inbox.acceptOnce(connection, delivery);
            if (first) {
                try (PreparedStatement insert = connection.prepareStatement("INSERT INTO deployment VALUES (?)")) {
                    insert.setString(
                            1,
                            push.repository().repoName() + ":" + push.pushData().tag());
                    insert.executeUpdate();
                }
            }
            connection.commit();
            return first;
        }
    }

    /** Returns the images that it has deployed. */
    public List<String> deployed() throws SQLException {
        try (Connection connection = DriverManager.getConnection(database);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT image FROM deployment ORDER BY rowid")) {
            var images = new ArrayList<String>();
            while (rows.next()) {
                images.add(rows.getString(1));
            }
            return images;
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdown();
        callbacks.close();
        transport.close();
    }
}
