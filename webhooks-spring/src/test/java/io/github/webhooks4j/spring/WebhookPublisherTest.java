package io.github.webhooks4j.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.github.webhooks4j.engine.WebhookEngine;
import io.github.webhooks4j.event.Event;
import io.github.webhooks4j.event.EventConflictException;
import io.github.webhooks4j.postgresql.PostgresStore;
import io.github.webhooks4j.testkit.ScriptedTransport;
import io.github.webhooks4j.testsupport.PostgresServer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/** A real engine on PostgreSQL, published to within Spring's transactions. */
@Tag("postgres")
class WebhookPublisherTest {
    private static final String FOREIGN =
            "a transaction is active, but not one of the transaction manager and the data source of the webhooks; publish in "
                    + "a transaction of these, after commit with @TransactionalEventListener, or in a suspended one "
                    + "(NOT_SUPPORTED)";

    private final HikariDataSource source = PostgresServer.pool(PostgresServer.newSchema());
    private final HikariDataSource other = PostgresServer.pool(PostgresServer.newSchema());
    private final JdbcTemplate jdbc = new JdbcTemplate(source);
    private final JdbcTransactionManager manager = new JdbcTransactionManager(source);
    private final TransactionTemplate transaction = new TransactionTemplate(manager);
    private final PostgresStore store = PostgresStore.open(source);
    private final WebhookEngine engine =
            WebhookEngine.builder(store, new ScriptedTransport()).build();
    private final WebhookPublisher publisher = WebhookPublisher.of(engine, source, manager);

    @BeforeEach
    void createTable() {
        jdbc.execute("CREATE TABLE orders (id TEXT)");
    }

    @AfterEach
    void close() {
        engine.close();
        store.close();
        source.close();
        other.close();
    }

    @Test
    void publishes_with_the_transaction_when_it_commits() {
        transaction.executeWithoutResult(status -> {
            jdbc.update("INSERT INTO orders VALUES ('1')");
            publisher.publish(event("e-1"));
        });

        assertThat(events()).containsExactly("e-1");
        assertThat(orders()).isEqualTo(1);
    }

    @Test
    void publishes_nothing_when_the_transaction_is_rolled_back() {
        transaction.executeWithoutResult(status -> {
            jdbc.update("INSERT INTO orders VALUES ('1')");
            publisher.publish(event("e-1"));
            status.setRollbackOnly();
        });

        assertThat(events()).isEmpty();
        assertThat(orders()).isZero();
    }

    @Test
    void publishes_several_events_in_one_transaction() {
        transaction.executeWithoutResult(status -> publisher.publish(List.of(event("e-1"), event("e-2"))));

        assertThat(events()).containsExactly("e-1", "e-2");
    }

    @Test
    void publishes_at_once_without_a_transaction() {
        publisher.publish(event("e-1"));

        assertThat(events()).containsExactly("e-1");
    }

    @Test
    void publishes_in_the_transaction_that_suspends_another() {
        var inner = new TransactionTemplate(manager);
        inner.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);

        transaction.executeWithoutResult(status -> {
            publisher.publish(event("outer"));
            inner.executeWithoutResult(ignored -> publisher.publish(event("inner")));
            status.setRollbackOnly();
        });

        assertThat(events()).containsExactly("inner");
    }

    @Test
    void publishes_at_once_while_the_transaction_is_suspended() {
        var suspended = new TransactionTemplate(manager);
        suspended.setPropagationBehavior(TransactionDefinition.PROPAGATION_NOT_SUPPORTED);

        transaction.executeWithoutResult(status -> {
            suspended.executeWithoutResult(ignored -> publisher.publish(event("e-1")));
            status.setRollbackOnly();
        });

        assertThat(events()).containsExactly("e-1");
    }

    @Test
    void publishes_nothing_of_a_nested_transaction_that_is_rolled_back() {
        var nested = new TransactionTemplate(manager);
        nested.setPropagationBehavior(TransactionDefinition.PROPAGATION_NESTED);

        transaction.executeWithoutResult(status -> {
            publisher.publish(event("outer"));
            nested.executeWithoutResult(inner -> {
                publisher.publish(event("nested"));
                inner.setRollbackOnly();
            });
        });

        assertThat(events()).containsExactly("outer");
    }

    @Test
    void leaves_the_transaction_usable_when_an_event_is_refused() {
        publisher.publish(event("e-1"));

        transaction.executeWithoutResult(status -> {
            jdbc.update("INSERT INTO orders VALUES ('1')");
            Event conflicting = Event.builder("another.type")
                    .topic("acme/app")
                    .id("e-1")
                    .body(Map.of())
                    .build();
            assertThatThrownBy(() -> publisher.publish(conflicting)).isInstanceOf(EventConflictException.class);
        });

        assertThat(orders()).isEqualTo(1);
    }

    @Test
    void refuses_a_transaction_of_another_data_source() {
        var foreign = new TransactionTemplate(new JdbcTransactionManager(other));

        foreign.executeWithoutResult(status -> assertThatThrownBy(() -> publisher.publish(event("e-1")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(FOREIGN));

        assertThat(events()).isEmpty();
    }

    @Test
    void refuses_it_also_if_its_own_data_source_was_used_within() {
        var foreign = new TransactionTemplate(new JdbcTransactionManager(other));

        foreign.executeWithoutResult(status -> {
            assertThat(orders()).isZero();
            assertThatThrownBy(() -> publisher.publish(event("e-1")))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage(FOREIGN);
        });

        assertThat(events()).isEmpty();
    }

    @Test
    void refuses_a_transaction_that_is_read_only() {
        transaction.setReadOnly(true);

        transaction.executeWithoutResult(status -> assertThatThrownBy(() -> publisher.publish(event("e-1")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the transaction must not be read-only, was; begin one that writes"));
    }

    @Test
    void refuses_to_publish_asynchronously_within_a_transaction() {
        transaction.executeWithoutResult(status -> assertThatThrownBy(() -> publisher.publishAsync(event("e-1")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("publishAsync must be called without a transaction, was called within one; "
                        + "use publish, which takes part in it"));
    }

    @Test
    void refuses_any_transaction_if_none_can_reach_the_store() {
        WebhookPublisher outside = WebhookPublisher.outsideTransactions(engine);

        transaction.executeWithoutResult(status -> assertThatThrownBy(() -> outside.publish(event("e-1")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(
                        "a transaction is active, but the store of the webhooks is in none of the application's data "
                                + "sources; publish after commit, with @TransactionalEventListener"));

        outside.publish(event("e-2"));
        assertThat(events()).containsExactly("e-2");
    }

    private static Event event(String id) {
        return Event.builder("order.placed")
                .topic("acme/app")
                .id(id)
                .body(Map.of("order", 1))
                .build();
    }

    private List<String> events() {
        return jdbc.queryForList("SELECT id FROM wh_event ORDER BY number, id", String.class);
    }

    private int orders() {
        Integer count = jdbc.queryForObject("SELECT count(*) FROM orders", Integer.class);
        return count == null ? 0 : count;
    }
}
