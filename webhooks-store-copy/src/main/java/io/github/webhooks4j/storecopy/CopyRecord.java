package io.github.webhooks4j.storecopy;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a target says of the copy that it holds.
 *
 * @param copy names the copy, at random
 * @param source what was copied, for people
 * @param position how far it has come
 * @param begunAt when it was begun
 * @param finishedAt when both sides were found equal; null: not yet
 */
record CopyRecord(
        String copy,
        String source,
        Position position,
        Instant begunAt,
        @Nullable Instant finishedAt) {
    /**
     * How far a copy has come.
     *
     * @param table the table that is being copied; empty: all are
     * @param lastKey the key of its last row that was copied; null: none was yet
     * @param rows how many of its rows were copied
     */
    record Position(String table, @Nullable String lastKey, long rows) {
        static Position before(String table) {
            return new Position(table, null, 0);
        }

        static Position end() {
            return before("");
        }
    }
}
