package io.github.webhooks4j.chain;

import io.github.webhooks4j.internal.text.Base32;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Names a chain. An engine makes ids of two numbers: that of the webhook, and that of the event or rerun that started the chain,
 * which grows with time. So the ids of one webhook's chains sort by the time of their start. An id is no secret: who knows the id of
 * an event can compute it.
 *
 * <p>The text is 1 to 64 characters of {@code [a-z0-9_]}: fit for URLs and for {@code webhook-id}. Immutable.
 */
public final class ChainId implements Comparable<ChainId> {
    private static final String PREFIX = "chn_";
    private static final long NONE = -1;

    private final String value;
    /** Kept beside the text, since a store needs them several times; {@link #NONE} if it is not made of two numbers. */
    private final long webhookNumber;

    private final long number;

    /**
     * Creates one of a text.
     *
     * @throws IllegalArgumentException unless it has 1 to 64 characters of {@code [a-z0-9_]}
     */
    public ChainId(String value) {
        if (!isWellFormed(value)) {
            throw new IllegalArgumentException("a chain id must be 1 to 64 characters of [a-z0-9_]");
        }
        boolean numbered = value.length() == PREFIX.length() + 2 * Base32.DIGITS
                && value.startsWith(PREFIX)
                && Base32.isNumber(value, PREFIX.length())
                && Base32.isNumber(value, PREFIX.length() + Base32.DIGITS);
        this.value = value;
        this.webhookNumber = numbered ? Base32.decode(value, PREFIX.length()) : NONE;
        this.number = numbered ? Base32.decode(value, PREFIX.length() + Base32.DIGITS) : NONE;
    }

    private ChainId(long webhookNumber, long number) {
        this.value = PREFIX + Base32.encode(webhookNumber) + Base32.encode(number);
        this.webhookNumber = webhookNumber;
        this.number = number;
    }

    /**
     * Returns the id of a webhook's chain: {@code chn_} and the two numbers in base 32.
     *
     * @param webhook the webhook's number
     * @param number the number of the event or rerun
     * @throws IllegalArgumentException if a number is negative
     */
    public static ChainId of(long webhook, long number) {
        return new ChainId(webhook, number);
    }

    /** Returns its text. */
    public String value() {
        return value;
    }

    /** Returns whether it is made of two numbers. */
    public boolean hasNumbers() {
        return webhookNumber != NONE;
    }

    /**
     * Returns the number of its webhook.
     *
     * @throws IllegalStateException if it is not made of two numbers
     */
    public long webhookNumber() {
        requireNumbers();
        return webhookNumber;
    }

    /**
     * Returns the number of the event or rerun that started it.
     *
     * @throws IllegalStateException if it is not made of two numbers
     */
    public long number() {
        requireNumbers();
        return number;
    }

    private void requireNumbers() {
        if (!hasNumbers()) {
            throw new IllegalStateException(
                    "chain " + value + " must have an id of two numbers, as an engine makes them, to be stored");
        }
    }

    /** Returns whether {@code value} could be an id, for untrusted text. */
    public static boolean isWellFormed(String value) {
        // A loop, because every row that is read creates one.
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if ((c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '_') {
                return false;
            }
        }
        return !value.isEmpty() && value.length() <= 64;
    }

    /** Returns the id of this text; empty if the text cannot be an id, for untrusted text. */
    public static Optional<ChainId> parse(String text) {
        return isWellFormed(text) ? Optional.of(new ChainId(text)) : Optional.empty();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ChainId id && value.equals(id.value);
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }

    @Override
    public int compareTo(ChainId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
