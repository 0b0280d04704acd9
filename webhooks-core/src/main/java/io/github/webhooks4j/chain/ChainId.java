package io.github.webhooks4j.chain;

import io.github.webhooks4j.internal.text.Base32;
import java.util.Optional;

/**
 * Names a chain. An engine makes ids of two numbers: that of the webhook, and that of the event or rerun that started the chain,
 * which grows with time. So the ids of one webhook's chains sort by the time of their start. An id is no secret: who knows the id of
 * an event can compute it.
 *
 * @param value 1 to 64 characters of {@code [a-z0-9_]}: fit for URLs and for {@code webhook-id}
 */
public record ChainId(String value) implements Comparable<ChainId> {
    private static final String PREFIX = "chn_";

    /**
     * Checks the rule.
     *
     * @throws IllegalArgumentException if it is broken
     */
    public ChainId {
        if (!isWellFormed(value)) {
            throw new IllegalArgumentException("a chain id must be 1 to 64 characters of [a-z0-9_]");
        }
    }

    /**
     * Returns the id of a webhook's chain: {@code chn_} and the two numbers in base 32.
     *
     * @param webhook the webhook's number
     * @param number the number of the event or rerun
     * @throws IllegalArgumentException if a number is negative
     */
    public static ChainId of(long webhook, long number) {
        return new ChainId(PREFIX + Base32.encode(webhook) + Base32.encode(number));
    }

    /** Returns whether it is made of two numbers. */
    public boolean hasNumbers() {
        return value.length() == PREFIX.length() + 2 * Base32.DIGITS
                && value.startsWith(PREFIX)
                && Base32.isNumber(value, PREFIX.length())
                && Base32.isNumber(value, PREFIX.length() + Base32.DIGITS);
    }

    /**
     * Returns the number of its webhook.
     *
     * @throws IllegalStateException if it is not made of two numbers
     */
    public long webhookNumber() {
        return decode(PREFIX.length());
    }

    /**
     * Returns the number of the event or rerun that started it.
     *
     * @throws IllegalStateException if it is not made of two numbers
     */
    public long number() {
        return decode(PREFIX.length() + Base32.DIGITS);
    }

    private long decode(int from) {
        if (!hasNumbers()) {
            throw new IllegalStateException(
                    "chain " + value + " must have an id of two numbers, as an engine makes them, to be stored");
        }
        return Base32.decode(value, from);
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
    public int compareTo(ChainId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
