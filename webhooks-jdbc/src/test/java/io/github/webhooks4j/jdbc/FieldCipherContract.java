package io.github.webhooks4j.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.webhooks4j.spi.store.Store;
import io.github.webhooks4j.spi.store.StoreException;
import io.github.webhooks4j.spi.store.StoreException.Reason;
import io.github.webhooks4j.spi.store.StoredWebhook;
import io.github.webhooks4j.spi.store.WebhookVersions;
import io.github.webhooks4j.webhook.Webhook;
import io.github.webhooks4j.webhook.WebhookStatus;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A store whose secrets a cipher of the application's encrypts. */
public abstract class FieldCipherContract {
    private static final byte[] DEPLOYMENT_KEY = "callback key, of 32 bytes or so.".getBytes(StandardCharsets.US_ASCII);
    private static final String SETTINGS = "wh_webhook_revision.settings (webhook w, revision 1)";
    private static final String CORRECT = "; it must return at least 1 byte: correct the FieldCipher";
    private static final String AVAILABLE = "; make its key available, or give the former keys and cipher as well";
    private static final String SECRET = "wh_webhook_secret.secret (webhook w, position 0)";

    protected abstract Store open(@Nullable FieldCipher cipher, EncryptionKey... keys);

    protected abstract Connection connect() throws SQLException;

    /** Returns a pattern of what the store is called in messages. */
    protected abstract String subject();

    @Test
    void encrypts_settings_secrets_and_the_deployment_key() throws SQLException {
        Webhook webhook = KeyRotationContract.secretive("w");
        fill(webhook, EnvelopeCipher.of(1));

        assertThat(keysOfValues()).containsExactly(1, 1, 1);
        holds(webhook, EnvelopeCipher.of(1));
    }

    @Test
    void encrypts_again_what_is_not_current_when_it_is_opened() throws SQLException {
        Webhook webhook = KeyRotationContract.secretive("w");
        fill(webhook, EnvelopeCipher.of(1));

        open(EnvelopeCipher.of(2, 1)).close();

        assertThat(keysOfValues()).containsExactly(2, 2, 2);
        holds(webhook, EnvelopeCipher.of(2));
    }

    @Test
    void leaves_what_is_current_as_it_is() throws SQLException {
        fill(KeyRotationContract.secretive("w"), EnvelopeCipher.of(1));
        List<String> before = values();
        EnvelopeCipher cipher = EnvelopeCipher.of(1);

        open(cipher).close();

        assertThat(values()).isEqualTo(before);
        assertThat(cipher.encrypted).hasValue(0);
    }

    @Test
    void encrypts_what_was_plain_when_it_is_first_opened_with_a_cipher() throws SQLException {
        Webhook webhook = KeyRotationContract.secretive("w");
        fill(webhook, null);

        open(EnvelopeCipher.of(1)).close();

        assertThat(keysOfValues()).containsExactly(1, 1, 1);
        holds(webhook, EnvelopeCipher.of(1));
    }

    @Test
    void takes_over_from_a_key_that_is_passed_beside_it() throws SQLException {
        Webhook webhook = KeyRotationContract.secretive("w");
        fill(webhook, null, KeyRotationContract.OLD);

        open(EnvelopeCipher.of(1), KeyRotationContract.OLD).close();

        assertThat(keysOfValues()).containsExactly(1, 1, 1);
        holds(webhook, EnvelopeCipher.of(1));
    }

    @Test
    void is_not_opened_with_a_cipher_alone_while_a_key_is_needed() throws SQLException {
        fill(KeyRotationContract.secretive("w"), null, KeyRotationContract.OLD);
        List<String> before = values();

        assertThatThrownBy(() -> open(EnvelopeCipher.of(1)))
                .isInstanceOf(StoreException.class)
                .hasMessageMatching(subject() + " holds secrets that are encrypted with the key "
                        + KeyRotationContract.OLD.id()
                        + ", which was not given; pass that key as well, after the primary key");
        assertThat(values()).isEqualTo(before);
    }

    @Test
    void is_not_opened_without_its_cipher() throws SQLException {
        fill(KeyRotationContract.secretive("w"), EnvelopeCipher.of(1));
        List<String> before = values();

        for (EncryptionKey[] keys : List.of(new EncryptionKey[0], new EncryptionKey[] {KeyRotationContract.OLD})) {
            assertThatThrownBy(() -> open(null, keys))
                    .isInstanceOf(StoreException.class)
                    .hasMessageMatching(subject() + " holds secrets that are encrypted with a cipher of the "
                            + "application's, which was not given; pass it to the builder of the store")
                    .extracting("reason")
                    .isEqualTo(Reason.INACCESSIBLE);
        }
        assertThat(values()).isEqualTo(before);
    }

    @Test
    void is_not_opened_while_its_cipher_lacks_the_former_key() throws SQLException {
        fill(KeyRotationContract.secretive("w"), EnvelopeCipher.of(1));
        List<String> before = values();

        assertThatThrownBy(() -> open(EnvelopeCipher.of(2)))
                .isInstanceOf(StoreException.class)
                .hasMessage("wh_deployment.signing_key cannot be decrypted: the cipher of the application threw "
                        + "java.lang.IllegalStateException" + AVAILABLE)
                .hasRootCauseMessage("there is no key 1");
        assertThat(values()).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE wh_webhook_revision SET settings = (SELECT settings FROM wh_webhook_revision WHERE webhook_id = 'v')",
                "UPDATE wh_webhook_secret SET secret = (SELECT secret FROM wh_webhook_secret WHERE webhook_id = 'v')",
                "UPDATE wh_webhook_revision SET settings = substr(settings, 1, length(settings) - 4) || 'AAA='"
            })
    void refuses_values_that_were_changed_or_put_elsewhere(String sql) throws SQLException {
        try (Store store = open(EnvelopeCipher.of(1))) {
            save(store, KeyRotationContract.secretive("v"));
            save(store, KeyRotationContract.secretive("w"));
        }
        execute(sql);

        try (Store store = open(EnvelopeCipher.of(1))) {
            assertThatThrownBy(() -> store.webhooks(0))
                    .isInstanceOf(StoreException.class)
                    .hasMessageMatching("wh_webhook_\\w+\\.\\w+ \\(webhook [vw], \\w+ \\d\\) cannot be decrypted: the "
                            + "cipher of the application threw java.lang.IllegalArgumentException" + AVAILABLE)
                    .extracting("reason")
                    .isEqualTo(Reason.INACCESSIBLE);
        }
    }

    @Test
    void refuses_a_value_that_is_no_base64() throws SQLException {
        fill(KeyRotationContract.secretive("w"), EnvelopeCipher.of(1));
        execute("UPDATE wh_webhook_secret SET secret = 'enc:a:%canary'");

        assertThatThrownBy(() -> open(EnvelopeCipher.of(1)))
                .isInstanceOf(StoreException.class)
                .hasMessage(SECRET
                        + " cannot be decrypted, since it was changed and is no base64; restore it from a backup")
                .hasNoCause();
    }

    @Test
    void stores_nothing_of_a_webhook_that_could_not_be_encrypted() {
        var failing = new Failing();
        try (Store store = open(failing)) {
            failing.encrypting = () -> {
                throw new UnsupportedOperationException("the key service is away");
            };

            fails(
                    () -> save(store, KeyRotationContract.secretive("w")),
                    Reason.FAILED,
                    SETTINGS
                            + " cannot be encrypted: the cipher of the application threw "
                            + "java.lang.UnsupportedOperationException" + AVAILABLE);

            assertThat(store.webhooks(0)).isEmpty();
            failing.encrypting = null;
            save(store, KeyRotationContract.secretive("w"));
        }
    }

    @Test
    void keeps_a_webhook_as_it_was_that_could_not_be_encrypted_again() {
        var failing = new Failing();
        Webhook webhook = KeyRotationContract.secretive("w");
        try (Store store = open(failing)) {
            long change = save(store, webhook);
            failing.encrypting = () -> null;

            fails(
                    () -> store.save(webhook.withStatus(WebhookStatus.DISABLED, webhook.createdAt()), change),
                    Reason.FAILED,
                    SETTINGS + " cannot be encrypted: the cipher of the application returned null" + CORRECT);

            assertThat(store.webhook(webhook.id()).orElseThrow().webhook()).isEqualTo(webhook);
        }
    }

    @Test
    void refuses_nothing_as_what_was_encrypted() {
        var failing = new Failing();
        try (Store store = open(failing)) {
            failing.encrypting = () -> new byte[0];

            fails(
                    () -> save(store, KeyRotationContract.secretive("w")),
                    Reason.FAILED,
                    SETTINGS + " cannot be encrypted: the cipher of the application returned no bytes" + CORRECT);
            fails(
                    () -> store.signingKey(DEPLOYMENT_KEY),
                    Reason.FAILED,
                    "wh_deployment.signing_key cannot be encrypted: the cipher of the application returned no bytes"
                            + CORRECT);
        }
    }

    @Test
    void reads_no_webhook_that_cannot_be_decrypted() {
        var failing = new Failing();
        Webhook webhook = KeyRotationContract.secretive("w");
        try (Store store = open(failing)) {
            save(store, webhook);
            store.signingKey(DEPLOYMENT_KEY);

            failing.decrypting = () -> {
                throw new UnsupportedOperationException("the key service is away");
            };
            String threw = " cannot be decrypted: the cipher of the application threw "
                    + "java.lang.UnsupportedOperationException" + AVAILABLE;
            fails(() -> store.webhooks(0), Reason.INACCESSIBLE, SECRET + threw);
            fails(() -> store.webhook(webhook.id()), Reason.INACCESSIBLE, SECRET + threw);
            fails(() -> store.webhookChanges(List.of(WebhookVersions.NONE)), Reason.INACCESSIBLE, SECRET + threw);
            fails(() -> store.settings(webhook.id(), 1), Reason.INACCESSIBLE, SETTINGS + threw);
            fails(() -> store.signingKey(new byte[32]), Reason.INACCESSIBLE, "wh_deployment.signing_key" + threw);
            failing.decrypting = () -> null;
            fails(
                    () -> store.webhooks(0),
                    Reason.INACCESSIBLE,
                    SECRET + " cannot be decrypted: the cipher of the application returned null" + CORRECT);
            failing.decrypting = () -> new byte[0];
            fails(
                    () -> store.webhooks(0),
                    Reason.INACCESSIBLE,
                    SECRET + " cannot be decrypted: the cipher of the application returned no bytes" + CORRECT);

            failing.decrypting = null;
            assertThat(store.webhooks(0)).extracting(StoredWebhook::webhook).containsExactly(webhook);
        }
    }

    @Test
    void is_not_opened_while_it_cannot_be_asked_what_is_current() throws SQLException {
        try (Store store = open(EnvelopeCipher.of(1))) {
            save(store, KeyRotationContract.secretive("w"));
        }
        var failing = new Failing();
        failing.asking = () -> {
            throw new UnsupportedOperationException("no");
        };

        fails(
                () -> open(failing),
                Reason.INACCESSIBLE,
                SETTINGS + " cannot be checked: the cipher of the application threw "
                        + "java.lang.UnsupportedOperationException" + AVAILABLE);
        assertThat(keysOfValues()).containsExactly(1, 1);
    }

    @Test
    void is_called_outside_of_transactions_that_write() {
        var failing = new Failing();
        try (Store store = open(failing)) {
            failing.beforeEncrypting = () -> assertThat(CompletableFuture.supplyAsync(() -> store.commit(List.of())))
                    .succeedsWithin(10, TimeUnit.SECONDS);

            save(store, KeyRotationContract.secretive("w"));
            store.signingKey(DEPLOYMENT_KEY);

            assertThat(store.webhooks(0)).hasSize(1);
        }
    }

    /** Encrypts, unless a test sets something else. */
    private static final class Failing implements FieldCipher {
        private final EnvelopeCipher good = EnvelopeCipher.of(1);
        private @Nullable Supplier<byte @Nullable []> encrypting;
        private @Nullable Supplier<byte @Nullable []> decrypting;
        private Runnable asking = () -> {};
        private Runnable beforeEncrypting = () -> {};

        @Override
        @SuppressWarnings("NullAway") // what an implementation without null checks may return
        public byte[] encrypt(byte[] plaintext, byte[] context) {
            beforeEncrypting.run();
            return encrypting == null ? good.encrypt(plaintext, context) : encrypting.get();
        }

        @Override
        @SuppressWarnings("NullAway") // what an implementation without null checks may return
        public byte[] decrypt(byte[] ciphertext, byte[] context) {
            return decrypting == null ? good.decrypt(ciphertext, context) : decrypting.get();
        }

        @Override
        public boolean isCurrent(byte[] ciphertext) {
            asking.run();
            return good.isCurrent(ciphertext);
        }
    }

    private static void fails(ThrowingCallable call, Reason reason, String message) {
        assertThatThrownBy(call)
                .isInstanceOf(StoreException.class)
                .hasMessage(message)
                .extracting("reason")
                .isEqualTo(reason);
    }

    private void fill(Webhook webhook, @Nullable FieldCipher cipher, EncryptionKey... keys) {
        try (Store store = open(cipher, keys)) {
            save(store, webhook);
            assertThat(store.signingKey(DEPLOYMENT_KEY)).isEqualTo(DEPLOYMENT_KEY);
        }
    }

    protected static long save(Store store, Webhook webhook) {
        return store.forNode(Samples.at(Samples.NOW)).save(webhook, 0).orElseThrow();
    }

    private void holds(Webhook webhook, FieldCipher cipher) {
        try (Store store = open(cipher)) {
            assertThat(store.webhooks(0)).extracting(StoredWebhook::webhook).containsExactly(webhook);
            assertThat(store.settings(webhook.id(), 1)).contains(webhook.settings());
            assertThat(store.signingKey(new byte[32])).isEqualTo(DEPLOYMENT_KEY);
        }
    }

    /** Returns the numbers of the keys in the envelopes of all values. */
    protected final List<Integer> keysOfValues() throws SQLException {
        return values().stream()
                .map(value -> {
                    assertThat(value).startsWith("enc:a:");
                    return (int) Base64.getDecoder().decode(value.substring(6))[0];
                })
                .toList();
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
