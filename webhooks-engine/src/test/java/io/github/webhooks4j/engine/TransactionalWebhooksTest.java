package io.github.webhooks4j.engine;

import static io.github.webhooks4j.engine.EngineFixture.CI;
import static io.github.webhooks4j.engine.EngineFixture.DEPLOY;
import static io.github.webhooks4j.engine.EngineFixture.await;
import static io.github.webhooks4j.engine.EngineFixture.draft;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.engine.lifecycle.EngineClosedException;
import io.github.webhooks4j.spi.store.Store;
import io.github.webhooks4j.spi.store.StoreException;
import io.github.webhooks4j.testkit.ScriptedTransport;
import io.github.webhooks4j.webhook.InvalidWebhookException;
import io.github.webhooks4j.webhook.UnknownWebhookException;
import io.github.webhooks4j.webhook.Webhook;
import io.github.webhooks4j.webhook.WebhookDraft;
import io.github.webhooks4j.webhook.WebhookId;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Webhooks that are changed in a transaction of the application. */
class TransactionalWebhooksTest {
    private static final Duration LOOK_AGAIN = Duration.ofMillis(25);

    private final EngineFixture hub = new EngineFixture();
    private final Webhooks webhooks = hub.engine.webhooks();
    private final Connection connection = transaction();

    @AfterEach
    void close() {
        hub.close();
    }

    @Test
    void creates_a_webhook_when_the_application_commits() throws SQLException {
        Webhook created = webhooks.in(connection).create(draft(CI).build());
        assertThat(webhooks.list()).isEmpty();

        commit();

        await(() -> webhooks.get(created.id()).isPresent());
        assertThat(webhooks.get(created.id())).contains(created);
        hub.publish("push-1");
        await(() -> hub.engine.chainCounts().complete() == 1);
    }

    @Test
    void leaves_nothing_of_a_webhook_after_a_rollback() throws SQLException {
        Webhook created = webhooks.in(connection).create(draft(CI).build());
        connection.rollback();

        Webhook other = webhooks.create(draft(DEPLOY).build());
        hub.clock.advance(Duration.ofSeconds(2));

        assertThat(hub.engine.publish(hub.push("push-1")).chains()).hasSize(1);
        assertThat(webhooks.list()).containsExactly(other);
        assertThat(hub.store.webhook(created.id())).isEmpty();
    }

    @Test
    void creates_a_webhook_at_once_with_autocommit_on() throws SQLException {
        connection.setAutoCommit(true);

        Webhook created = webhooks.in(connection).create(draft(CI).build());

        assertThat(hub.store.webhook(created.id())).isPresent();
        await(() -> webhooks.get(created.id()).isPresent());
    }

    @Test
    void updates_and_deletes_what_the_transaction_has_created() throws SQLException {
        TransactionalWebhooks inTransaction = webhooks.in(connection);
        Webhook kept = inTransaction.create(draft(CI).build());
        Webhook gone = inTransaction.create(draft(CI).build());
        Webhook updated = inTransaction.update(kept.id(), draft(DEPLOY).build());
        inTransaction.delete(gone.id());

        commit();

        await(() -> webhooks.get(kept.id()).isPresent());
        assertThat(webhooks.list()).containsExactly(updated);
        assertThat(updated.settings().destinations()).hasSize(1);
        assertThat(updated.settings().destinations().get(0).url()).isEqualTo(DEPLOY);
        assertThat(updated.secret().reveal()).isNotEqualTo(kept.secret().reveal());
    }

    @Test
    void retains_the_secret_when_the_host_is_the_same() throws SQLException {
        Webhook before = hub.create(CI);

        Webhook updated = webhooks.in(connection)
                .update(
                        before.id(),
                        WebhookDraft.builder("Renamed", "acme/app", List.of(CI)).build());

        assertThat(updated.secret().reveal()).isEqualTo(before.secret().reveal());
        assertThat(webhooks.get(before.id())).contains(before);
    }

    @Test
    void changes_what_a_function_sets_and_keeps_the_rest() throws SQLException {
        Webhook before = webhooks.create(
                draft(CI).headers(Map.of("X-Token", "t0ken")).owner("acme").build());

        Webhook updated = webhooks.in(connection).update(before.id(), present -> present.name("Renamed"));
        commit();

        await(() -> webhooks.get(before.id()).equals(Optional.of(updated)));
        assertThat(updated.settings().name()).isEqualTo("Renamed");
        assertThat(updated.settings().owner()).isEqualTo("acme");
        assertThat(updated.settings().headers()).isEqualTo(before.settings().headers());
        assertThat(updated.secrets()).isEqualTo(before.secrets());
    }

    @Test
    void changes_a_webhook_that_the_transaction_has_changed_before() throws SQLException {
        Webhook before = webhooks.create(draft(CI).build());
        webhooks.in(connection).update(before.id(), present -> present.name("First"));

        Webhook updated = webhooks.in(connection).update(before.id(), present -> present.owner("acme"));
        commit();

        assertThat(updated.settings().name()).isEqualTo("First");
        await(() -> webhooks.get(before.id()).equals(Optional.of(updated)));
    }

    @Test
    @SuppressWarnings("NullAway") // on purpose: what callers may pass
    void refuses_a_function_that_returns_no_draft() throws SQLException {
        Webhook before = webhooks.create(draft(CI).build());

        assertThatThrownBy(() -> webhooks.in(connection).update(before.id(), present -> null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("change must return a draft");
        assertThatThrownBy(
                        () -> webhooks.in(connection).update(before.id(), (UnaryOperator<WebhookDraft.Builder>) null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("change");
    }

    @Test
    void cancels_the_chains_of_a_webhook_after_its_deletion_is_committed() throws SQLException {
        hub.transport.on(CI).respond(503);
        Webhook webhook = hub.create(CI);
        ChainId chain = hub.publish("push-1");
        hub.awaitAttempts(chain, 0, 1);
        webhooks.in(connection).delete(webhook.id());
        assertThat(hub.state(chain).code()).isEqualTo("delivering");

        commit();

        hub.awaitState(chain, "cancelled");
        await(() -> {
            // The deletion may be noted after the clock was set: then the next look is due later.
            hub.clock.advance(Duration.ofSeconds(11));
            return webhooks.list().isEmpty() && hub.store.abandoned(1).isEmpty();
        });
    }

    @Test
    void does_not_start_a_chain_of_an_event_of_the_same_transaction() throws SQLException {
        Webhook created = webhooks.in(connection).create(draft(CI).build());
        assertThat(hub.engine.in(connection).publish(hub.push("push-1")).chains())
                .isEmpty();

        commit();

        await(() -> webhooks.get(created.id()).isPresent());
        assertThat(hub.engine.publish(hub.push("push-2")).chains()).hasSize(1);
    }

    @Test
    void cancels_the_chain_of_an_event_of_the_transaction_that_deletes_the_webhook() throws SQLException {
        Webhook webhook = hub.create(CI);
        webhooks.in(connection).delete(webhook.id());
        ChainId chain =
                hub.engine.in(connection).publish(hub.push("push-1")).chains().get(0);

        commit();

        await(() -> hub.engine.history().chain(chain).isPresent());
        hub.awaitState(chain, "cancelled");
        assertThat(hub.transport.requests()).isEmpty();
    }

    @Test
    void applies_a_change_to_what_another_node_has_saved() throws SQLException {
        Webhook webhook = hub.create(CI);
        try (WebhookEngine other = EngineFixture.startOn(hub.store.join(), new ScriptedTransport(), hub.clock)) {
            other.webhooks()
                    .update(
                            webhook.id(),
                            WebhookDraft.builder("Other", "acme/app", List.of(CI))
                                    .build());
        }

        Webhook updated = webhooks.in(connection)
                .update(
                        webhook.id(),
                        WebhookDraft.builder("Renamed", "acme/app", List.of(CI)).build());

        assertThat(updated.revision()).isEqualTo(3);
    }

    @Test
    void refuses_a_bad_draft_before_it_calls_the_database() {
        WebhookDraft bad = draft("ftp://ci.example/hook").build();

        assertThatThrownBy(() -> webhooks.in(unusable()).create(bad)).isInstanceOf(InvalidWebhookException.class);
        assertThatThrownBy(() -> webhooks.in(unusable()).update(new WebhookId("wh_1"), bad))
                .isInstanceOf(InvalidWebhookException.class);
    }

    @Test
    void refuses_a_webhook_that_the_transaction_does_not_see() {
        TransactionalWebhooks inTransaction = webhooks.in(connection);
        Webhook deleted = inTransaction.create(draft(CI).build());
        inTransaction.delete(deleted.id());

        assertThatThrownBy(() -> inTransaction.delete(deleted.id()))
                .isInstanceOf(UnknownWebhookException.class)
                .hasMessage("there is no webhook " + deleted.id());
        assertThatThrownBy(() -> inTransaction.update(
                        new WebhookId("wh_unknown"), draft(CI).build()))
                .isInstanceOf(UnknownWebhookException.class)
                .hasMessage("there is no webhook wh_unknown");
    }

    @Test
    @SuppressWarnings("NullAway") // on purpose
    void refuses_null() {
        assertThatThrownBy(() -> webhooks.in(null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("connection");
        assertThatThrownBy(() -> webhooks.in(connection).delete(null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("id");
        assertThatThrownBy(() -> webhooks.in(connection).create(null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("draft");
        assertThatThrownBy(() -> webhooks.in(connection).update(new WebhookId("wh_1"), (WebhookDraft) null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("draft");
    }

    @Test
    void refuses_a_connection_that_does_not_lead_to_the_store() {
        assertThatThrownBy(() -> webhooks.in(unusable()).create(draft(CI).build()))
                .isInstanceOf(StoreException.class)
                .hasMessage("the connection must be one that InMemoryStore.enlist returned for this store")
                .extracting("reason")
                .isEqualTo(StoreException.Reason.FOREIGN_CONNECTION);
    }

    @Test
    void needs_a_store_on_the_applications_database() {
        Store other = HookedStore.of(hub.store, (method, arguments) -> {});
        try (WebhookEngine engine = EngineFixture.startOn(other, new ScriptedTransport(), hub.clock)) {
            assertThatThrownBy(() ->
                            engine.webhooks().in(connection).create(draft(CI).build()))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("changing webhooks in a transaction of the application needs a store in the "
                            + "application's database, was " + other.getClass().getSimpleName()
                            + "; change them without a connection");
        }
    }

    @Test
    void fails_once_the_engine_is_closed() {
        TransactionalWebhooks inTransaction = webhooks.in(connection);
        hub.engine.close();

        for (Runnable call : List.<Runnable>of(
                () -> inTransaction.create(draft(CI).build()),
                () -> inTransaction.update(new WebhookId("wh_1"), draft(CI).build()),
                () -> inTransaction.delete(new WebhookId("wh_1")))) {
            assertThatThrownBy(call::run).isInstanceOf(EngineClosedException.class);
        }
    }

    /** Commits, and lets the time pass after which the engine looks again. */
    private void commit() throws SQLException {
        connection.commit();
        hub.clock.advance(LOOK_AGAIN);
    }

    private Connection transaction() {
        Connection enlisted = hub.store.enlist(unusable());
        try {
            enlisted.setAutoCommit(false);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
        return enlisted;
    }

    /** Returns a connection to a database that remembers nothing but whether it has a transaction. */
    private static Connection unusable() {
        var autoCommit = new boolean[] {true};
        return (Connection) Proxy.newProxyInstance(
                Connection.class.getClassLoader(),
                new Class<?>[] {Connection.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "getAutoCommit" -> autoCommit[0];
                    case "setAutoCommit" -> {
                        autoCommit[0] = (Boolean) arguments[0];
                        yield null;
                    }
                    default -> null;
                });
    }
}
