package io.github.webhooks4j.jdbc.internal.crypto;

import io.github.webhooks4j.jdbc.FieldCipher;
import io.github.webhooks4j.spi.store.StoreException;
import io.github.webhooks4j.spi.store.StoreException.Reason;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Encrypts with a cipher of the application's, as {@code enc:a:{base64 of what it returned}}, and checks what it does.
 * Thread-safe.
 */
final class ApplicationCipher implements ValueCipher {
    private static final String FORM = "enc:a:";

    private final transient @Nullable FieldCipher cipher;

    /** Creates one; with null it can encrypt and decrypt nothing. */
    ApplicationCipher(@Nullable FieldCipher cipher) {
        this.cipher = cipher;
    }

    boolean isEmpty() {
        return cipher == null;
    }

    @Override
    public boolean hasForm(String beginning) {
        return beginning.startsWith(FORM);
    }

    @Override
    public Optional<String> unreadableBecause(String beginning) {
        return hasForm(beginning) && cipher == null
                ? Optional.of(
                        "encrypted with a cipher of the application's, which was not given; pass it to the builder of "
                                + "the store")
                : Optional.empty();
    }

    @Override
    public String currentBeginning() {
        return "";
    }

    @Override
    public boolean isCurrent(String place, String stored) {
        byte[] encrypted = bytes(place, stored);
        return called(place, "cannot be checked", Reason.INACCESSIBLE, () -> cipher().isCurrent(encrypted));
    }

    @Override
    public String encrypt(String place, String value) {
        byte[] encrypted = checked(
                place,
                "cannot be encrypted",
                Reason.FAILED,
                () -> cipher().encrypt(value.getBytes(StandardCharsets.UTF_8), context(place)));
        return FORM + Base64.getEncoder().encodeToString(encrypted);
    }

    @Override
    public String decrypt(String place, String stored) {
        byte[] encrypted = bytes(place, stored);
        byte[] plain = checked(
                place, "cannot be decrypted", Reason.INACCESSIBLE, () -> cipher().decrypt(encrypted, context(place)));
        return new String(plain, StandardCharsets.UTF_8);
    }

    private FieldCipher cipher() {
        if (cipher == null) {
            throw new IllegalStateException("checked before");
        }
        return cipher;
    }

    private static byte[] bytes(String place, String stored) {
        try {
            return Base64.getDecoder().decode(stored.substring(FORM.length()));
        } catch (IllegalArgumentException e) {
            // Without the cause, which would quote characters of the value.
            throw new StoreException(
                    Reason.INACCESSIBLE,
                    place + " cannot be decrypted, since it was changed and is no base64; restore it from a backup");
        }
    }

    private static byte[] checked(String place, String what, Reason reason, Supplier<byte @Nullable []> call) {
        byte[] returned = called(place, what, reason, call);
        if (returned == null || returned.length == 0) {
            throw new StoreException(
                    reason,
                    place + " " + what + ": the cipher of the application returned "
                            + (returned == null ? "null" : "no bytes")
                            + "; it must return at least 1 byte: correct the FieldCipher");
        }
        return returned;
    }

    /** Calls the application, which may throw anything. */
    private static <T extends @Nullable Object> T called(String place, String what, Reason reason, Supplier<T> call) {
        try {
            return call.get();
        } catch (RuntimeException e) {
            // The message of the cause is the application's, which promises that it has no secret.
            throw new StoreException(
                    reason,
                    place + " " + what + ": the cipher of the application threw "
                            + e.getClass().getName()
                            + "; make its key available, or give the former keys and cipher as well",
                    e);
        }
    }

    private static byte[] context(String place) {
        return place.getBytes(StandardCharsets.UTF_8);
    }
}
