package io.github.webhooks4j.storecopy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A table whose rows are copied, all its columns as they are but for what is said here. Not copied are {@code wh_schema},
 * {@code wh_identity} and {@code wh_store_copy}, of which each store has its own, {@code wh_clock}, since the server's clock
 * needs no watching, and {@code wh_claim_batch} and {@code wh_node}, which are empty or without meaning in a file that was just opened. The versions of webhooks are: an
 * application may hold one that it has read from the file, and a save based on it is refused or not as it would have been there.
 *
 * @param name its name
 * @param made the condition of the rows that the script has made, which those of the source replace; null: it makes none
 * @param numbering the column by which the target numbers the rows anew, in the same order; null: there is none
 * @param translated of columns that SQLite writes in another way, the expression that makes of it what PostgreSQL has
 */
record CopiedTable(
        String name, @Nullable String made, @Nullable String numbering, Map<String, String> translated) {
    /** What a receiver's inbox has, where it is in the same file. */
    static final CopiedTable INBOX = plain("wh_inbox");

    /** The tables of a store: those that others refer to before those that do. */
    static final List<CopiedTable> OF_STORE = List.of(
            plain("wh_deployment"),
            new CopiedTable("wh_webhook_version", "value = 0", null, Map.of()),
            plain("wh_webhook_version_log"),
            plain("wh_webhook"),
            plain("wh_webhook_revision"),
            plain("wh_webhook_secret"),
            plain("wh_event"),
            plain("wh_ordering_key"),
            new CopiedTable("wh_fan_out", null, "seq", Map.of()),
            new CopiedTable("wh_chain", null, null, chain()),
            plain("wh_pending_delivery"),
            plain("wh_attempt"),
            plain("wh_callback"),
            plain("wh_callback_problem"),
            plain("wh_set_aside"),
            plain("wh_bulk_job"),
            new CopiedTable("wh_chain_counts", "accepted = 0", null, Map.of()));

    CopiedTable {
        translated = Map.copyOf(translated);
    }

    private static CopiedTable plain(String name) {
        return new CopiedTable(name, null, null, Map.of());
    }

    /** What has no value yet has one of the same size on SQLite, and is null on PostgreSQL. */
    private static Map<String, String> chain() {
        var translated = new LinkedHashMap<String, String>();
        translated.put("finished_at", "CASE WHEN state >= 5 THEN finished_at END");
        translated.put("first_status", "nullif(first_status, 999)");
        translated.put("first_attempted_at", "CASE WHEN first_status <> 999 THEN first_attempted_at END");
        for (String time : List.of("total", "connect", "response", "download")) {
            String column = "first_" + time + "_micros";
            translated.put(column, "CASE WHEN first_status <> 999 THEN " + column + " - 4294967296 END");
        }
        return translated;
    }
}
