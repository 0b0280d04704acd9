package io.github.webhooks4j.e2e.nodes;

import static io.github.webhooks4j.e2e.nodes.Nodes.CI;
import static io.github.webhooks4j.e2e.nodes.Nodes.DEPLOY;
import static io.github.webhooks4j.e2e.nodes.Nodes.await;
import static io.github.webhooks4j.e2e.nodes.Nodes.draft;
import static io.github.webhooks4j.e2e.nodes.Nodes.push;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.chain.ChainState;
import io.github.webhooks4j.event.Event;
import io.github.webhooks4j.publish.PublishResult;
import io.github.webhooks4j.spi.store.StoreException;
import io.github.webhooks4j.testsupport.PostgresServer;
import io.github.webhooks4j.webhook.UnknownWebhookException;
import io.github.webhooks4j.webhook.Webhook;
import io.github.webhooks4j.webhook.WebhookDraft;
import io.github.webhooks4j.webhook.WebhookId;
import io.github.webhooks4j.webhook.WebhookStatus;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/** Two engines run while their PostgreSQL database is restored to an earlier state and ends their sessions. */
@Tag("postgres")
@Tag("e2e")
class EarlierDatabaseTest {
    private final Nodes nodes = new Nodes(database());
    private final Node a = nodes.start();
    private final Node b = nodes.start();

    @AfterEach
    void close() {
        nodes.close();
    }

    @Test
    void has_its_changes_received_by_every_node() throws SQLException {
        Webhook webhook = a.engine.webhooks().create(draft(CI));
        EarlierSchema earlier = EarlierSchema.of(nodes.database);
        a.engine.webhooks().create(draft(DEPLOY));
        a.engine.webhooks().rotateSecret(webhook.id());
        await(() -> b.engine.webhooks().list().equals(a.engine.webhooks().list()));

        earlier.putBack();
        var disabled = new AtomicReference<Webhook>();
        untilItCan(() -> disabled.set(a.engine.webhooks().disable(webhook.id())));

        Webhook expectedOne =
                webhook.withStatus(WebhookStatus.DISABLED, disabled.get().statusSince());
        Set<Webhook> expected = Set.of(expectedOne);
        await(() -> Set.copyOf(b.engine.webhooks().list()).equals(expected));
        await(() -> Set.copyOf(a.engine.webhooks().list()).equals(expected));
    }

    @Test
    void keeps_a_webhook_whose_last_change_it_lost_and_starts_its_chains_at_once() throws SQLException {
        Webhook webhook = a.engine.webhooks().create(draft(CI));
        EarlierSchema earlier = EarlierSchema.of(nodes.database);
        a.engine.webhooks().update(webhook.id(), elsewhere());
        await(() -> b.engine.webhooks().list().equals(a.engine.webhooks().list()));

        earlier.putBack();

        for (Node node : List.of(a, b)) {
            Event event = push("push-" + node.hashCode());
            var published = new AtomicReference<PublishResult>();
            untilItCan(() -> published.set(node.engine.publish(event)));
            assertThat(published.get().chains()).hasSize(1);
        }
        await(() -> a.engine.chainCounts().complete() == 2);
        untilItCan(() -> a.engine.webhooks().enable(webhook.id()));
        assertThat(a.engine.webhooks().list()).containsExactly(webhook);
    }

    @Test
    void takes_no_harm_from_a_webhook_that_it_never_had() throws SQLException {
        Webhook webhook = a.engine.webhooks().create(draft(CI));
        EarlierSchema earlier = EarlierSchema.of(nodes.database);
        WebhookId lost = a.engine.webhooks().create(draft(DEPLOY)).id();
        a.transport.on(DEPLOY).hang();
        b.transport.on(DEPLOY).hang();
        a.engine.publish(push("push-1"));
        a.request(DEPLOY, 1);

        earlier.putBack();
        a.transport.release();
        var published = new AtomicReference<PublishResult>();
        Event event = push("push-2");
        untilItCan(() -> published.set(a.engine.publish(event)));

        assertThat(published.get().chains()).hasSize(1);
        await(() -> state(published.get().chains().get(0)) instanceof ChainState.Complete);
        for (Node node : List.of(a, b)) {
            await(() -> node.engine.webhooks().list().equals(List.of(webhook)));
            untilItCan(() -> assertThat(isKnown(node, lost)).isFalse());
            await(() -> node.engine.health().isHealthy());
        }
        assertThat(a.engine.chainCounts().accepted()).isEqualTo(1);
    }

    @Test
    void has_forgotten_a_deletion_and_a_node_that_was_away_for_days_learns_of_it() {
        Webhook kept = a.engine.webhooks().create(draft(CI));
        WebhookId deleted = a.engine.webhooks().create(draft(DEPLOY)).id();
        await(() -> b.engine.webhooks().list().size() == 2);
        b.source.cut();
        a.engine.webhooks().delete(deleted);
        PostgresServer.execute(nodes.database, "UPDATE wh_webhook SET changed_at = changed_at - 100000000");
        PostgresServer.execute(nodes.database, "UPDATE wh_webhook_version_log SET changed_at = changed_at - 100000000");
        a.store.prune(Duration.ofMinutes(1), 100);
        assertThat(nodes.rows("wh_webhook")).isEqualTo(1);

        b.source.mend();

        await(() -> b.engine.webhooks().list().equals(List.of(kept)));
    }

    @Test
    void takes_an_event_of_a_transaction_older_than_the_last_change_of_a_webhook() throws SQLException {
        Webhook webhook = a.engine.webhooks().create(draft(CI));
        try (Connection connection = nodes.database.getConnection()) {
            connection.setAutoCommit(false);
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            connection.createStatement().execute("SELECT 1 FROM wh_webhook");
            a.engine.webhooks().rotateSecret(webhook.id());

            assertThat(a.engine.publish(connection, push("push-1")).get(0).chains())
                    .hasSize(1);
            connection.commit();
        }

        await(() -> a.engine.chainCounts().complete() == 1);
    }

    /** Throws while the node still meets a connection that was ended. */
    private static boolean isKnown(Node node, WebhookId webhook) {
        try {
            node.engine.webhooks().disable(webhook);
            return true;
        } catch (UnknownWebhookException e) {
            return false;
        }
    }

    private ChainState state(ChainId chain) {
        return a.store.findChain(chain).orElseThrow().chain().chain().state();
    }

    /** The sessions of the nodes were ended, so the first calls may fail. */
    private static void untilItCan(Runnable call) {
        await(() -> {
            try {
                call.run();
                return true;
            } catch (StoreException e) {
                return false;
            }
        });
    }

    private static WebhookDraft elsewhere() {
        return WebhookDraft.builder("CI and deploy", "acme/other", List.of(CI)).build();
    }

    private static PGSimpleDataSource database() {
        PGSimpleDataSource database = PostgresServer.newSchema();
        database.setApplicationName(database.getCurrentSchema());
        return database;
    }
}
