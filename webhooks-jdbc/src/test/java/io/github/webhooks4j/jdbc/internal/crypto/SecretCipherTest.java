package io.github.webhooks4j.jdbc.internal.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.webhooks4j.jdbc.EncryptionKey;
import io.github.webhooks4j.spi.store.StoreException;
import io.github.webhooks4j.spi.store.StoreException.Reason;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretCipherTest {
    private static final EncryptionKey OLD = EncryptionKey.of("b2xkIGtleSBvZiBhIHN0b3JlLCAzMiBieXRlcyBsb24=");
    private static final EncryptionKey NEW = EncryptionKey.of("bmV3IGtleSBvZiBhIHN0b3JlLCAzMiBieXRlcyBsb24=");
    private static final String PLACE = EncryptedColumn.SECRET.associatedData("w", 0);

    private final SecretCipher cipher = new SecretCipher(List.of(NEW, OLD), null, new Random(1));

    @Test
    void decrypts_what_it_encrypted() {
        String encrypted = cipher.encrypt(PLACE, "schön");

        assertThat(encrypted).startsWith("enc:1:" + NEW.id() + ":").doesNotContain("sch");
        assertThat(cipher.decrypt(PLACE, encrypted)).isEqualTo("schön");
    }

    @Test
    void encrypts_the_same_value_otherwise_each_time() {
        assertThat(cipher.encrypt(PLACE, "value")).isNotEqualTo(cipher.encrypt(PLACE, "value"));
    }

    @Test
    void writes_a_form_that_never_changes() {
        assertThat(cipher.encrypt(PLACE, "value"))
                .isEqualTo("enc:1:28de103095c905f5:c9Uau9icuBlvDvtovV1gyItXV7yRKw+FlN5pe2EblZLb");
        assertThat(cipher.decrypt(PLACE, cipher.encrypt(PLACE, "value"))).isEqualTo("value");
    }

    @Test
    void decrypts_under_every_key_it_has() {
        String encrypted = new SecretCipher(List.of(OLD), null, new Random(1)).encrypt(PLACE, "value");

        assertThat(cipher.decrypt(PLACE, encrypted)).isEqualTo("value");
    }

    @Test
    void lets_plain_values_be_without_a_key_and_reads_them_with_one() {
        SecretCipher none = new SecretCipher(List.of(), null, new Random(1));

        assertThat(none.encrypt(PLACE, "value")).isEqualTo("value");
        assertThat(none.decrypt(PLACE, "value")).isEqualTo("value");
        assertThat(cipher.decrypt(PLACE, "value")).isEqualTo("value");
    }

    @Test
    void refuses_what_is_under_a_key_that_it_lacks() {
        String encrypted = cipher.encrypt(PLACE, "value");

        refuses(
                new SecretCipher(List.of(OLD), null, new Random(1)),
                encrypted,
                "wh_webhook_secret.secret (webhook w, position 0) is encrypted with the key " + NEW.id()
                        + ", which was not given; pass that key as well, after the primary key");
    }

    @Test
    void refuses_a_form_that_it_does_not_know() {
        refuses(
                cipher,
                "enc:2:abc",
                "wh_webhook_secret.secret (webhook w, position 0) is encrypted in a form that this version of the "
                        + "library does not know; use a newer one");
    }

    @ParameterizedTest
    @ValueSource(ints = {23, 30, 45, 60})
    void refuses_a_value_of_which_one_character_was_changed(int place) {
        String encrypted = cipher.encrypt(PLACE, "a value of some length");
        char other = encrypted.charAt(place) == 'A' ? 'B' : 'A';

        refuses(cipher, encrypted.substring(0, place) + other + encrypted.substring(place + 1), changed());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "AAAA", "no base64", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"})
    void refuses_what_it_cannot_have_written(String rest) {
        refuses(cipher, "enc:1:" + NEW.id() + ":" + rest, changed());
    }

    @Test
    void refuses_a_value_that_was_moved_to_another_row() {
        refuses(cipher, cipher.encrypt(EncryptedColumn.SECRET.associatedData("w", 1), "value"), changed());
        refuses(cipher, cipher.encrypt(EncryptedColumn.SECRET.associatedData("v", 0), "value"), changed());
        refuses(cipher, cipher.encrypt(EncryptedColumn.SETTINGS.associatedData("w", 0), "value"), changed());
    }

    private static String changed() {
        return "wh_webhook_secret.secret (webhook w, position 0) cannot be decrypted with its key " + NEW.id()
                + ", since it was changed or moved to another row; restore it from a backup";
    }

    private static void refuses(SecretCipher cipher, String stored, String message) {
        assertThatThrownBy(() -> cipher.decrypt(PLACE, stored))
                .isInstanceOf(StoreException.class)
                .hasMessage(message)
                .hasNoCause()
                .extracting("reason")
                .isEqualTo(Reason.INACCESSIBLE);
    }
}
