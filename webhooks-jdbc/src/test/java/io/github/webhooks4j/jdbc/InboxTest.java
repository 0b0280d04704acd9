package io.github.webhooks4j.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.webhooks4j.delivery.RetrySchedule;
import io.github.webhooks4j.spi.store.StoreException;
import io.github.webhooks4j.spi.store.StoreException.Reason;
import io.github.webhooks4j.testkit.ManualClock;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What an inbox asks of those who use it. */
class InboxTest {
    private static final String RETENTION_RULE = "retention must be PT1M to PT87600H, was %s; "
            + "choose it longer than the sender's whole schedule of retries";

    private final ManualClock clock = new ManualClock();

    @Test
    void remembers_by_default_for_longer_than_the_standard_schedule_of_retries_takes() {
        RetrySchedule schedule = RetrySchedule.ofDefaults();
        Duration longest = schedule.delays().stream().reduce(Duration.ZERO, Duration::plus);

        // The jitter can only lengthen each gap by its share.
        assertThat(longest.multipliedBy(120).dividedBy(100)).isLessThan(Duration.ofDays(4));
        assertThat(Inbox.DEFAULT_RETENTION).isEqualTo(Duration.ofDays(7));
    }

    @Test
    void refuses_a_retention_that_is_none() {
        assertThatThrownBy(() -> Inbox.of(clock, Duration.ofSeconds(59)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(RETENTION_RULE, "PT59S");
        assertThatThrownBy(() -> Inbox.of(clock, Duration.ofDays(3_651)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(RETENTION_RULE, "PT87624H");
        assertThat(Inbox.of(clock, Duration.ofMinutes(1))).isNotNull();
        assertThat(Inbox.of(clock, Duration.ofDays(3_650))).isNotNull();
    }

    @Test
    void takes_every_id_that_a_verified_delivery_may_have() throws SQLException {
        Inbox inbox = Inbox.of(clock);
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite::memory:")) {
            inbox.createSchema(connection);

            assertThat(inbox.acceptOnce(connection, Delivered.as("!"))).isTrue();
            assertThat(inbox.acceptOnce(connection, Delivered.as("~".repeat(256))))
                    .isTrue();
            assertThat(inbox.acceptOnce(connection, Delivered.unsigned("callback")))
                    .isTrue();
            assertThat(inbox.acceptOnce(connection, Delivered.unsigned("callback")))
                    .isFalse();
        }
    }

    @Test
    @SuppressWarnings("NullAway") // null on purpose
    void takes_no_null() throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite::memory:")) {
            assertThatNullPointerException()
                    .isThrownBy(() -> Inbox.of(clock).acceptOnce(connection, null))
                    .withMessage("delivery");
        }
        assertThatNullPointerException()
                .isThrownBy(() -> Inbox.of(clock).acceptOnce(null, Delivered.as("msg_1")))
                .withMessage("connection");
    }

    @Test
    void takes_senders_of_1_to_100_characters_of_visible_ascii() {
        Inbox inbox = Inbox.of(clock);

        assertThat(inbox.withSender("~".repeat(100))).isNotNull();
        assertThatThrownBy(() -> inbox.withSender(""))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("sender must be 1 to 100 characters long, was 0; choose a name of the receiver's own");
        assertThatThrownBy(() -> inbox.withSender("a".repeat(101)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("sender must be 1 to 100 characters long, was 101; choose a name of the receiver's own");
        assertThatThrownBy(() -> inbox.withSender("Acme Hub"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("sender must be visible ASCII, had U+0020 at position 4 of 8; "
                        + "choose a name of the receiver's own");
    }

    @Test
    void refuses_databases_whose_statements_it_does_not_know() {
        assertThatThrownBy(() -> Inbox.of(clock).acceptOnce(foreignDatabase(), Delivered.as("msg_1")))
                .isInstanceOfSatisfying(
                        StoreException.class,
                        failure -> assertThat(failure.reason()).isEqualTo(Reason.NOT_A_WEBHOOK_STORE))
                .hasMessage("an inbox must be in a PostgreSQL or SQLite database, was Firebird; "
                        + "give it a connection to such a one");
    }

    private static Connection foreignDatabase() {
        DatabaseMetaData says = answering(DatabaseMetaData.class, "Firebird");
        return answering(Connection.class, says);
    }

    private static <T> T answering(Class<T> type, Object answer) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> answer));
    }
}
