package io.github.webhooks4j.jdbc;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.jdbc.internal.sql.SqlErrors;
import io.github.webhooks4j.signature.VerifiedDelivery;
import io.github.webhooks4j.spi.store.StoreException;
import io.github.webhooks4j.spi.store.StoreException.Reason;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * A receiver's memory of the deliveries it has accepted, so that a repeat is recognised and its work is done once. Senders
 * deliver at least once: a repeat carries the same {@code webhook-id}. Ids come as {@link VerifiedDelivery}s only, so that no
 * forged request can use up the id of a delivery that is still to come.
 *
 * <p>It is one table, {@code wh_inbox}, in the receiver's own database, which is PostgreSQL or SQLite, and it is written in the
 * receiver's own transaction, together with the work: either both are kept, or neither is. It needs no engine and no store.
 *
 * <pre>{@code
 * VerifiedDelivery delivery = verifier.verify(request::getHeader, body);
 * connection.setAutoCommit(false);
 * if (inbox.acceptOnce(connection, delivery)) {
 *     doTheWork(connection);
 * }
 * connection.commit(); // and only now respond with 2xx
 * }</pre>
 *
 * <p>Each sender chooses its ids without asking the others. A receiver that has several gives each an inbox of its own, on the
 * same table, so that no sender's delivery counts as a repeat of another sender's:
 *
 * <pre>{@code
 * Inbox ofAcme = inbox.withSender("acme"); // for what Acme's secret has verified
 * }</pre>
 *
 * <p>On SQLite, where one transaction writes at a time, others wait until this one ends; {@code SqliteStore} documents how to
 * begin and to end one.
 *
 * <p>Immutable and thread-safe; a connection is used by one thread at a time.
 */
public final class Inbox {
    /** How long ids are remembered by default: about twice as long as the standard schedule of retries takes. */
    public static final Duration DEFAULT_RETENTION = Duration.ofDays(7);

    /** How many ids one {@link #prune} forgets at most. */
    public static final int MAX_PRUNED = 1_000;

    private static final int MAX_SENDER = 100;
    private static final String ONLY_SENDER = "";
    private static final Duration SHORTEST_RETENTION = Duration.ofMinutes(1);
    private static final Duration LONGEST_RETENTION = Duration.ofDays(3_650);

    private final Clock clock;
    private final Duration retention;
    private final String sender;

    private Inbox(Clock clock, Duration retention, String sender) {
        this.clock = clock;
        this.retention = retention;
        this.sender = sender;
    }

    /** Returns an inbox that remembers ids for {@link #DEFAULT_RETENTION}. */
    public static Inbox of(Clock clock) {
        return of(clock, DEFAULT_RETENTION);
    }

    /**
     * Returns an inbox.
     *
     * @param clock the time at which an id comes; the clocks of several nodes of a receiver may differ by far less than
     *     {@code retention}
     * @param retention how long ids are remembered at least. It must be longer than the sender's whole schedule of
     *     retries takes, from the first attempt to the last: a repeat that comes later counts as new. This library's
     *     standard schedule takes up to four days; what a receiver's own {@code Retry-After} adds comes on top
     * @throws IllegalArgumentException if {@code retention} is not 1 minute to 3,650 days
     */
    public static Inbox of(Clock clock, Duration retention) {
        requireNonNull(clock, "clock");
        if (retention.compareTo(SHORTEST_RETENTION) < 0 || retention.compareTo(LONGEST_RETENTION) > 0) {
            throw new IllegalArgumentException("retention must be " + SHORTEST_RETENTION + " to " + LONGEST_RETENTION
                    + ", was " + retention
                    + "; choose it longer than the sender's whole schedule of retries");
        }
        return new Inbox(clock, retention, ONLY_SENDER);
    }

    /**
     * Returns an inbox on the same table in which only ids of {@code sender} meet.
     *
     * @param sender the receiver's own name for the sender that signs with the secret that verified a delivery: never a
     *     name that the delivery itself brings
     * @throws IllegalArgumentException if {@code sender} is not 1 to 100 characters of visible ASCII
     */
    public Inbox withSender(String sender) {
        checkText("sender", sender, MAX_SENDER, "choose a name of the receiver's own");
        return new Inbox(clock, retention, sender);
    }

    /**
     * Creates the table unless it is there. Applications that migrate their database with a tool give it the script from
     * the class path instead: {@code io/github/webhooks4j/jdbc/inbox/postgresql/V1__webhooks_inbox.sql}, or {@code
     * sqlite} in the place of {@code postgresql}.
     *
     * @param connection to the receiver's database. Within a transaction the table is there once that commits; with autocommit
     *     on, it is there on return
     * @throws StoreException if the database fails, or is neither PostgreSQL nor SQLite
     */
    public void createSchema(Connection connection) {
        run(connection, statements -> {
            try (Statement statement = connection.createStatement()) {
                statements.create(statement);
            }
            return 0;
        });
    }

    /**
     * Accepts a delivery: returns true the first time, and false for as long as its id is remembered. A delivery of Docker Hub,
     * which sends no id, has one of its {@code callback_url}.
     *
     * <p>It holds from when the transaction of {@code connection} commits; after a rollback the id has never come. While one
     * transaction accepts an id, another that accepts the same waits for it: then it gets false, or true if the first was
     * rolled back. At isolation levels above {@code READ COMMITTED} it fails instead, and has to be run again. With autocommit
     * on, the id is accepted on return, and work that fails afterwards is not brought again.
     *
     * @param connection to the receiver's database
     * @param delivery what a {@code WebhookVerifier}, or the {@code PathSecret} of a sender that does not sign, has verified
     * @throws StoreException if the database fails, or waits too long for another transaction. The transaction is to be rolled
     *     back then, and the response to the delivery be 503, so that the sender repeats it
     */
    public boolean acceptOnce(Connection connection, VerifiedDelivery delivery) {
        requireNonNull(connection, "connection");
        String webhookId = requireNonNull(delivery, "delivery").id();
        Instant now = clock.instant();
        return run(
                        connection,
                        statements -> update(
                                connection, statements.accept(), sender, webhookId, now.toEpochMilli(), expiry(now)))
                > 0;
    }

    /**
     * Forgets ids, of every sender, that are older than the retention, {@link #MAX_PRUNED} at most: to be called
     * regularly, and again at once for as long as it returns that many. Concurrent calls disturb neither each other nor
     * those that accept.
     *
     * @param connection to the receiver's database
     * @return how many it forgot
     * @throws StoreException if the database fails
     */
    public int prune(Connection connection) {
        return run(
                connection, statements -> update(connection, statements.prune(), expiry(clock.instant()), MAX_PRUNED));
    }

    private long expiry(Instant now) {
        return now.minus(retention).toEpochMilli();
    }

    /** What is done with the statements of a database; returns how many rows it changed. */
    private interface Work {
        int run(InboxStatements statements) throws SQLException;
    }

    private static int update(Connection connection, String sql, Object... parameters) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            return statement.executeUpdate();
        }
    }

    private static int run(Connection connection, Work work) {
        try {
            return work.run(InboxStatements.of(connection));
        } catch (SQLException e) {
            throw new StoreException(
                    Reason.FAILED,
                    "the inbox failed on a connection of the application; roll back, and let the sender try again "
                            + "(where the table is missing, Inbox.createSchema makes it): "
                            + SqlErrors.redactedMessage(e),
                    SqlErrors.redacted(e));
        }
    }

    private static void checkText(String name, String text, int max, String advice) {
        int length = text.length();
        if (length < 1 || length > max) {
            throw new IllegalArgumentException(
                    name + " must be 1 to " + max + " characters long, was " + length + "; " + advice);
        }
        for (int i = 0; i < length; i++) {
            char character = text.charAt(i);
            if (character <= ' ' || character > '~') {
                throw new IllegalArgumentException(String.format(
                        "%s must be visible ASCII, had U+%04X at position %d of %d; %s",
                        name, (int) character, i, length, advice));
            }
        }
    }
}
