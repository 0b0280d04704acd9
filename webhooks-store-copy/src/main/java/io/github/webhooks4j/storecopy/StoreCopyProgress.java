package io.github.webhooks4j.storecopy;

import static java.util.Objects.requireNonNull;

/**
 * How far a copy has come.
 *
 * @param phase what it does
 * @param table the table that it is at
 * @param rows how many rows of the table are copied, or were compared
 * @param total how many rows the table has in the file
 */
public record StoreCopyProgress(Phase phase, String table, long rows, long total) {
    /** What a copy does. */
    public enum Phase {
        /** It writes rows to the target; what was reported is durable there. */
        COPYING,
        /** It reads both sides. */
        COMPARING
    }

    public StoreCopyProgress {
        requireNonNull(phase, "phase");
        requireNonNull(table, "table");
    }
}
