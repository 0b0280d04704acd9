package io.github.webhooks4j.bulk;

import io.github.webhooks4j.chain.ChainId;
import java.util.Optional;

/**
 * Names a bulk job. Ids that an engine makes sort by the time of the start.
 *
 * @param value 1 to 64 characters of {@code [a-z0-9_]}
 */
public record BulkJobId(String value) {
    /**
     * Checks the rule.
     *
     * @throws IllegalArgumentException if it is broken
     */
    public BulkJobId {
        if (!ChainId.isWellFormed(value)) {
            throw new IllegalArgumentException("a bulk job id must be 1 to 64 characters of [a-z0-9_]");
        }
    }

    /** Returns the id of this text; empty if the text cannot be an id, for untrusted text. */
    public static Optional<BulkJobId> parse(String text) {
        return ChainId.isWellFormed(text) ? Optional.of(new BulkJobId(text)) : Optional.empty();
    }

    @Override
    public String toString() {
        return value;
    }
}
