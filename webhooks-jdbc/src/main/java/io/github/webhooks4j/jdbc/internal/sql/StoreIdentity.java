package io.github.webhooks4j.jdbc.internal.sql;

/**
 * Distinguishes the tables of one store from those of every other: those of another schema, database or server, and
 * copies of its own.
 *
 * @param store random, made with the tables; a copy has the same
 * @param place the database or file in which the tables are, as messages name it
 * @param table the number of a table, which distinguishes copies within one place; 0 where there are none
 */
public record StoreIdentity(String store, String place, long table) {
    private static final int SHOWN = 8;

    /** Returns its place, and the beginning of what is random: two servers may have databases of the same name. */
    @Override
    public String toString() {
        return place + ", store " + (store.length() <= SHOWN ? store : store.substring(0, SHOWN));
    }
}
