package io.github.webhooks4j.spi.store;

import io.github.webhooks4j.chain.ChainId;
import java.util.Optional;

/**
 * Names one node: one run of one engine. A node that is started again has another id, so that it never mistakes the
 * leases of its former run for its own.
 *
 * @param value 1 to 64 characters of {@code [a-z0-9_]}
 */
public record NodeId(String value) {
    /**
     * Checks the rule.
     *
     * @throws IllegalArgumentException if it is broken
     */
    public NodeId {
        if (!ChainId.isWellFormed(value)) {
            throw new IllegalArgumentException("a node id must be 1 to 64 characters of [a-z0-9_], was " + value);
        }
    }

    /** Returns the id of this text; empty if the text cannot be an id, for untrusted text. */
    public static Optional<NodeId> parse(String text) {
        return ChainId.isWellFormed(text) ? Optional.of(new NodeId(text)) : Optional.empty();
    }

    @Override
    public String toString() {
        return value;
    }
}
