package io.github.webhooks4j.chain;

import java.util.Optional;

/**
 * Names a chain. Ids made later sort later.
 *
 * @param value 1 to 64 characters of {@code [a-z0-9_]}: fit for URLs and for {@code webhook-id}
 */
public record ChainId(String value) implements Comparable<ChainId> {
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
