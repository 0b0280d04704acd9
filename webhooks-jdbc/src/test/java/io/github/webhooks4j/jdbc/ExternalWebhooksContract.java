package io.github.webhooks4j.jdbc;

import static io.github.webhooks4j.jdbc.Samples.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.webhooks4j.spi.store.StoreException;
import io.github.webhooks4j.spi.store.StoredWebhook;
import io.github.webhooks4j.spi.store.TransactionalStore;
import io.github.webhooks4j.webhook.Webhook;
import io.github.webhooks4j.webhook.WebhookId;
import io.github.webhooks4j.webhook.WebhookStatus;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** How a store changes webhooks within a transaction of the application, the same on every database. */
abstract class ExternalWebhooksContract {
    /** Returns a store with the webhook w. */
    protected abstract TransactionalStore store();

    /** Opens a connection of the application. */
    protected abstract Connection connect() throws SQLException;

    protected abstract Connection connectElsewhere() throws SQLException;

    @Test
    void saves_a_webhook_exactly_if_the_application_commits() throws SQLException {
        Webhook created = Samples.webhook("new");
        try (Connection application = connect()) {
            application.setAutoCommit(false);
            long version = save(application, created, 0).orElseThrow();

            assertThat(webhook(application, "new")).contains(new StoredWebhook(created, version));
            assertThat(stored("new")).isEmpty();
            application.commit();

            assertThat(stored("new")).contains(new StoredWebhook(created, version));
            assertThat(store().webhookChanges(List.of(version)).complete()).isFalse();
        }
    }

    @Test
    void saves_no_webhook_if_the_application_rolls_back() throws SQLException {
        long version;
        try (Connection application = connect()) {
            application.setAutoCommit(false);
            version = save(application, Samples.webhook("new"), 0).orElseThrow();
            application.rollback();
        }

        assertThat(stored("new")).isEmpty();
        assertThat(store().webhookChanges(List.of(version)).complete()).isTrue();
        assertThat(saveAtOnce(Samples.webhook("other"), 0).orElseThrow()).isNotEqualTo(version);
    }

    @Test
    void saves_a_webhook_at_once_with_autocommit_and_leaves_it_on() throws SQLException {
        try (Connection application = connect()) {
            save(application, Samples.webhook("new"), 0).orElseThrow();

            assertThat(stored("new")).isPresent();
            assertThat(application.getAutoCommit()).isTrue();
        }
    }

    @Test
    void deletes_a_webhook_twice_changed_in_one_transaction() throws SQLException {
        try (Connection application = connect()) {
            application.setAutoCommit(false);
            StoredWebhook before = webhook(application, "w").orElseThrow();
            long first = save(
                            application,
                            before.webhook()
                                    .withStatus(
                                            WebhookStatus.DISABLED,
                                            before.webhook().createdAt()),
                            before.change())
                    .orElseThrow();
            save(
                            application,
                            before.webhook()
                                    .withStatus(
                                            WebhookStatus.DELETED,
                                            before.webhook().createdAt()),
                            first)
                    .orElseThrow();
            application.commit();
        }

        assertThat(stored("w").orElseThrow().webhook().status()).isEqualTo(WebhookStatus.DELETED);
    }

    @Test
    void saves_no_webhook_that_was_changed_since() throws SQLException {
        StoredWebhook before = stored("w").orElseThrow();
        saveAtOnce(
                before.webhook()
                        .withStatus(WebhookStatus.DISABLED, before.webhook().createdAt()),
                before.change());
        try (Connection application = connect()) {
            application.setAutoCommit(false);

            assertThat(save(
                            application,
                            before.webhook()
                                    .withStatus(
                                            WebhookStatus.DELETED,
                                            before.webhook().createdAt()),
                            before.change()))
                    .isEmpty();
            assertThat(webhook(application, "w").orElseThrow().webhook().status())
                    .isEqualTo(WebhookStatus.DISABLED);
            application.commit();
        }
    }

    @Test
    void changes_no_webhook_through_a_connection_to_another_store() throws SQLException {
        try (Connection application = connectElsewhere()) {
            assertThatThrownBy(() -> save(application, Samples.webhook("new"), 0))
                    .isInstanceOf(StoreException.class)
                    .hasMessageEndingWith(
                            "nothing was written; use a connection of the store's own database and schema")
                    .extracting("reason")
                    .isEqualTo(StoreException.Reason.FOREIGN_CONNECTION);
            assertThatThrownBy(() -> webhook(application, "w"))
                    .isInstanceOf(StoreException.class)
                    .extracting("reason")
                    .isEqualTo(StoreException.Reason.FOREIGN_CONNECTION);
        }
    }

    @Test
    void changes_no_webhook_through_a_connection_that_is_closed() throws SQLException {
        Connection application = connect();
        application.close();

        assertThatThrownBy(() -> save(application, Samples.webhook("new"), 0))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining(
                        " failed on a connection of the application, and nothing of the call was stored: ");
    }

    @Test
    void changes_no_webhook_once_the_store_is_closed() throws SQLException {
        try (Connection application = connect()) {
            store().close();

            assertThatThrownBy(() -> save(application, Samples.webhook("new"), 0))
                    .isInstanceOf(StoreException.class)
                    .extracting("reason")
                    .isEqualTo(StoreException.Reason.CLOSED);
        }
    }

    private OptionalLong save(Connection application, Webhook webhook, long basedOn) {
        return store().forNode(Samples.at(NOW)).save(application, webhook, basedOn);
    }

    private OptionalLong saveAtOnce(Webhook webhook, long basedOn) {
        return store().forNode(Samples.at(NOW)).save(webhook, basedOn);
    }

    private Optional<StoredWebhook> webhook(Connection application, String id) {
        return store().webhook(application, new WebhookId(id));
    }

    private Optional<StoredWebhook> stored(String id) {
        return store().webhook(new WebhookId(id));
    }
}
