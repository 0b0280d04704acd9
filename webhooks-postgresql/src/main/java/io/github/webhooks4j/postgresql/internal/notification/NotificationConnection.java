package io.github.webhooks4j.postgresql.internal.notification;

import io.github.webhooks4j.postgresql.internal.PostgresConnections;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

/** One connection that receives the notifications of other nodes, and sends those of this one. Used by one thread. */
final class NotificationConnection implements AutoCloseable {
    /** The number of a table distinguishes the schemas of a database. */
    private static final String CHANNEL = "SELECT 'webhooks4j_' || 'wh_pending_delivery'::regclass::oid";

    private final Connection connection;
    private final PGConnection driver;
    private final boolean autoCommit;
    private final String channel;
    private final long session;

    private NotificationConnection(Connection connection) throws SQLException {
        this.connection = connection;
        this.autoCommit = connection.getAutoCommit();
        connection.setAutoCommit(true);
        this.driver = connection.unwrap(PGConnection.class);
        this.channel = first(connection, CHANNEL);
        // Not the driver's number: a pooler may have given it one of its own.
        this.session = Long.parseLong(first(connection, "SELECT pg_backend_pid()"));
        execute("LISTEN " + channel);
    }

    static NotificationConnection open(PostgresConnections connections) throws SQLException {
        Connection connection = connections.take();
        boolean open = false;
        try {
            var line = new NotificationConnection(connection);
            open = true;
            return line;
        } finally {
            if (!open) {
                connection.close();
            }
        }
    }

    /**
     * Waits for notifications and returns them, without those that this connection has sent except {@code own}; empty
     * if none arrives in time.
     */
    List<String> poll(int millis, String own) throws SQLException {
        var received = new ArrayList<String>();
        PGNotification[] notifications = driver.getNotifications(millis);
        if (notifications != null) {
            for (PGNotification notification : notifications) {
                String message = notification.getParameter();
                if (notification.getPID() != session || message.equals(own)) {
                    received.add(message);
                }
            }
        }
        return received;
    }

    /** Returns the number of its session, which is unique on the server. */
    long session() {
        return session;
    }

    /** Notifies the other nodes, in a transaction of its own. */
    void notify(String message) throws SQLException {
        try (PreparedStatement notify = connection.prepareStatement("SELECT pg_notify(?, ?)")) {
            notify.setString(1, channel);
            notify.setString(2, message);
            notify.execute();
        }
    }

    /** Fails if the connection is lost. */
    void ping() throws SQLException {
        execute("SELECT 1");
    }

    @Override
    public void close() throws SQLException {
        try (connection) {
            // A pool gives the connection to other users, who do not expect notifications.
            execute("UNLISTEN *");
            connection.setAutoCommit(autoCommit);
        }
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String first(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }
}
