package io.github.webhooks4j.console.internal.model;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A new secret, shown once. */
public final class RevealedSecret {
    private final transient String text;
    private final @Nullable Instant formerUntil;

    /**
     * Creates one.
     *
     * @param text the secret as receivers need it
     * @param formerUntil until when the former secret signs too; null if there is none
     */
    public RevealedSecret(String text, @Nullable Instant formerUntil) {
        this.text = text;
        this.formerUntil = formerUntil;
    }

    /** Returns the secret as receivers need it. */
    public String reveal() {
        return text;
    }

    /** Returns until when the former secret signs too; null if there is none. */
    public @Nullable Instant formerUntil() {
        return formerUntil;
    }
}
