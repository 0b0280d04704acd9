package io.github.webhooks4j.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.webhooks4j.delivery.BasicCredentials;
import io.github.webhooks4j.delivery.Header;
import io.github.webhooks4j.spi.store.Erased;
import io.github.webhooks4j.spi.store.ErasedWebhook;
import io.github.webhooks4j.spi.store.Store;
import io.github.webhooks4j.spi.store.StoreException;
import io.github.webhooks4j.spi.store.StoreException.Reason;
import io.github.webhooks4j.spi.store.StoredWebhook;
import io.github.webhooks4j.webhook.Destination;
import io.github.webhooks4j.webhook.Webhook;
import io.github.webhooks4j.webhook.WebhookId;
import io.github.webhooks4j.webhook.WebhookSettings;
import io.github.webhooks4j.webhook.WebhookStatus;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Opening a store with one key, with another, and without. */
public abstract class KeyRotationContract {
    public static final EncryptionKey OLD = EncryptionKey.of(new byte[32]);
    static final EncryptionKey NEW = EncryptionKey.of("bmV3IGtleSBvZiBhIHN0b3JlLCAzMiBieXRlcyBsb24=");
    private static final byte[] DEPLOYMENT_KEY = "callback key, of 32 bytes or so.".getBytes(StandardCharsets.US_ASCII);
    /** More than two pages. */
    private static final int MANY = 501;

    protected abstract Store open(EncryptionKey... keys);

    protected abstract Connection connect() throws SQLException;

    /** Returns a pattern of what the store is called in messages. */
    protected abstract String subject();

    @Test
    void encrypts_settings_secrets_and_the_deployment_key() throws SQLException {
        Webhook webhook = secretive("w");
        try (Store store = open(OLD)) {
            store.forNode(Samples.at(Samples.NOW)).save(webhook, 0);
            assertThat(store.signingKey(DEPLOYMENT_KEY)).isEqualTo(DEPLOYMENT_KEY);
        }

        assertThat(values()).hasSize(3).allMatch(value -> value.startsWith("enc:1:" + OLD.id() + ":"));
        holds(webhook, OLD);
    }

    @Test
    void encrypts_what_was_plain_when_it_is_first_opened_with_a_key() throws SQLException {
        Webhook webhook = secretive("w");
        try (Store store = open()) {
            store.forNode(Samples.at(Samples.NOW)).save(webhook, 0);
            store.signingKey(DEPLOYMENT_KEY);
        }
        assertThat(values()).hasSize(3).noneMatch(value -> value.startsWith("enc:"));

        open(OLD).close();

        assertThat(values()).hasSize(3).allMatch(value -> value.startsWith("enc:1:" + OLD.id() + ":"));
        holds(webhook, OLD);
    }

    @Test
    void goes_from_one_key_to_another_as_nodes_are_restarted_one_after_the_other() throws SQLException {
        Webhook webhook = secretive("w");
        try (Store store = open(OLD)) {
            store.forNode(Samples.at(Samples.NOW)).save(webhook, 0);
            store.signingKey(DEPLOYMENT_KEY);
        }

        open(OLD, NEW).close();
        assertThat(values()).hasSize(3).allMatch(value -> value.startsWith("enc:1:" + OLD.id() + ":"));
        open(NEW, OLD).close();

        assertThat(values()).hasSize(3).allMatch(value -> value.startsWith("enc:1:" + NEW.id() + ":"));
        holds(webhook, NEW);
    }

    @Test
    void erases_all_values_of_a_webhook_and_leaves_them_so_under_another_key() throws SQLException {
        Webhook webhook = secretive("w").withStatus(WebhookStatus.DELETED, Samples.NOW);
        try (Store store = open(OLD)) {
            store.forNode(Samples.at(Samples.NOW)).save(webhook, 0);

            assertThat(store.erase(webhook.id(), 9)).isEqualTo(new Erased(0, 0, true));
        }
        assertThat(values()).containsExactly("");

        try (Store store = open(NEW, OLD)) {
            assertThat(store.webhooks(0)).extracting(StoredWebhook::webhook).containsExactly(ErasedWebhook.of(webhook));
        }
        assertThat(values()).containsExactly("");
    }

    @Test
    void changes_the_key_of_more_values_than_fit_one_page() throws SQLException {
        try (Store store = open(OLD)) {
            IntStream.range(0, MANY)
                    .forEach(i -> store.forNode(Samples.at(Samples.NOW)).save(secretive("w" + i), 0));
        }

        try (Store store = open(NEW, OLD)) {
            assertThat(store.webhooks(0)).hasSize(MANY);
        }

        assertThat(values()).hasSize(2 * MANY).allMatch(value -> value.startsWith("enc:1:" + NEW.id() + ":"));
    }

    @Test
    void is_not_opened_without_the_key_and_names_the_missing_one() throws SQLException {
        try (Store store = open(OLD)) {
            store.forNode(Samples.at(Samples.NOW)).save(secretive("w"), 0);
        }
        List<String> before = values();

        refuses(OLD);
        refuses(OLD, NEW);

        assertThat(values()).isEqualTo(before);
    }

    @Test
    void is_not_opened_without_the_key_of_the_deployment_key_alone() {
        try (Store store = open(OLD)) {
            store.signingKey(DEPLOYMENT_KEY);
        }

        refuses(OLD, NEW);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE wh_webhook_revision SET settings = (SELECT settings FROM wh_webhook_revision WHERE webhook_id = 'v')",
                "UPDATE wh_webhook_secret SET secret = (SELECT secret FROM wh_webhook_secret WHERE webhook_id = 'v')",
                "UPDATE wh_webhook_revision SET settings = substr(settings, 1, length(settings) - 4) || 'AAA='"
            })
    void refuses_values_that_were_changed_or_put_elsewhere(String sql) throws SQLException {
        try (Store store = open(OLD)) {
            store.forNode(Samples.at(Samples.NOW)).save(secretive("v"), 0);
            store.forNode(Samples.at(Samples.NOW)).save(secretive("w"), 0);
        }
        execute(sql);

        try (Store store = open(OLD)) {
            assertThatThrownBy(() -> store.webhooks(0))
                    .isInstanceOf(StoreException.class)
                    .hasMessageMatching(
                            "wh_webhook_\\w+\\.\\w+ \\(webhook [vw], \\w+ \\d\\) cannot be decrypted with its "
                                    + "key " + OLD.id()
                                    + ", since it was changed or moved to another row; restore it from a backup")
                    .extracting("reason")
                    .isEqualTo(Reason.INACCESSIBLE);
        }
    }

    @Test
    void names_the_place_of_settings_that_are_no_json_and_shows_nothing_of_them() throws SQLException {
        try (Store store = open()) {
            store.forNode(Samples.at(Samples.NOW)).save(secretive("w"), 0);
        }
        execute("UPDATE wh_webhook_revision SET settings = substr(settings, 2)");

        try (Store store = open()) {
            saysThatItIsDamaged(
                    store,
                    "wh_webhook_revision.settings (webhook w, revision 1) holds damaged settings: "
                            + "body must be a JSON object, was a string");
        }
    }

    @Test
    void names_the_place_of_settings_that_no_store_has_written() throws SQLException {
        try (Store store = open()) {
            store.forNode(Samples.at(Samples.NOW)).save(secretive("w"), 0);
        }
        execute(
                "UPDATE wh_webhook_revision SET settings = replace(settings, '\"callback_deadline\":\"', '\"callback_deadline\":\"x')");

        try (Store store = open()) {
            saysThatItIsDamaged(
                    store,
                    "wh_webhook_revision.settings (webhook w, revision 1) holds what cannot be read "
                            + "(DateTimeParseException)");
        }
    }

    @Test
    void names_the_place_of_a_secret_that_is_none() throws SQLException {
        try (Store store = open()) {
            store.forNode(Samples.at(Samples.NOW)).save(secretive("w"), 0);
        }
        execute("UPDATE wh_webhook_secret SET secret = '%canary'");

        try (Store store = open()) {
            saysThatItIsDamaged(
                    store,
                    "wh_webhook_secret.secret (webhook w, position 0) holds what cannot be read "
                            + "(IllegalArgumentException)");
        }
    }

    @Test
    void names_the_table_and_the_row_of_a_webhook_that_no_store_has_written() throws SQLException {
        try (Store store = open()) {
            store.forNode(Samples.at(Samples.NOW)).save(secretive("w"), 0);
        }
        execute("UPDATE wh_webhook SET status = 'canary'");

        try (Store store = open()) {
            saysThatItIsDamaged(
                    store, "a row of wh_webhook (id w) holds what cannot be read (IllegalArgumentException)");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"enabled", "disabled", "deleted"})
    void reads_no_webhook_that_has_lost_its_secrets(String status) throws SQLException {
        try (Store store = open()) {
            store.forNode(Samples.at(Samples.NOW)).save(secretive("w"), 0);
        }
        execute("DELETE FROM wh_webhook_secret");
        execute("UPDATE wh_webhook SET status = '" + status + "'");

        try (Store store = open()) {
            saysThatItIsDamaged(store, "a row of wh_webhook (id w) holds a webhook without a row in wh_webhook_secret");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"enabled", "disabled"})
    void reads_no_webhook_that_has_lost_its_settings(String status) throws SQLException {
        try (Store store = open()) {
            store.forNode(Samples.at(Samples.NOW)).save(secretive("w"), 0);
        }
        execute("UPDATE wh_webhook_revision SET settings = ''");
        execute("UPDATE wh_webhook SET status = '" + status + "'");

        try (Store store = open()) {
            saysThatItIsDamaged(
                    store,
                    "wh_webhook_revision.settings (webhook w, revision 1) holds damaged settings: "
                            + "body must be a JSON object, was empty");
            assertThatThrownBy(() -> store.settings(new WebhookId("w"), 1))
                    .isInstanceOf(StoreException.class)
                    .extracting("reason")
                    .isEqualTo(Reason.DAMAGED);
        }
    }

    private void saysThatItIsDamaged(Store store, String where) {
        assertThatThrownBy(() -> store.webhooks(0))
                .isInstanceOf(StoreException.class)
                .hasMessageMatching(subject() + " is damaged: .*")
                .hasMessageContaining(where + "; ")
                .extracting("reason")
                .isEqualTo(Reason.DAMAGED);
        // Logs show the messages of causes too.
        var log = new StringWriter();
        catchThrowable(() -> store.webhooks(0)).printStackTrace(new PrintWriter(log));
        assertThat(log.toString()).doesNotContain("canary");
    }

    /** Returns a webhook with a secret wherever there can be one. */
    public static Webhook secretive(String id) {
        Webhook sample = Samples.webhook(id);
        WebhookSettings settings = sample.settings();
        return new Webhook(
                sample.id(),
                1,
                new WebhookSettings(
                        settings.name(),
                        settings.filter(),
                        List.of(new Destination(
                                "https://ci.example/hook?token=canary", new BasicCredentials("user", "canary"))),
                        settings.expectFinalCallback(),
                        List.of(new Header("X-Token", "canary")),
                        settings.retrySchedule(),
                        settings.callbackDeadline(),
                        settings.acceptRedirects()),
                sample.secrets(),
                sample.status(),
                sample.createdAt());
    }

    private void holds(Webhook webhook, EncryptionKey... keys) {
        try (Store store = open(keys)) {
            assertThat(store.webhooks(0)).extracting(StoredWebhook::webhook).containsExactly(webhook);
            assertThat(store.settings(webhook.id(), 1)).contains(webhook.settings());
            assertThat(store.signingKey(new byte[32])).isEqualTo(DEPLOYMENT_KEY);
        }
    }

    private void refuses(EncryptionKey missing, EncryptionKey... keys) {
        assertThatThrownBy(() -> open(keys))
                .isInstanceOf(StoreException.class)
                .hasMessageMatching(subject() + " holds secrets that are encrypted with the key " + missing.id()
                        + ", which was not given; pass that key as well, after the primary key")
                .extracting("reason")
                .isEqualTo(Reason.INACCESSIBLE);
    }

    private List<String> values() throws SQLException {
        var values = new ArrayList<String>();
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            for (String sql : List.of(
                    "SELECT settings FROM wh_webhook_revision",
                    "SELECT secret FROM wh_webhook_secret",
                    "SELECT signing_key FROM wh_deployment")) {
                try (ResultSet rows = statement.executeQuery(sql)) {
                    while (rows.next()) {
                        values.add(new String(rows.getBytes(1), StandardCharsets.ISO_8859_1));
                    }
                }
            }
        }
        return values;
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
