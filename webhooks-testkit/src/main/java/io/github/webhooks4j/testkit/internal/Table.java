package io.github.webhooks4j.testkit.internal;

import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Rows by their key, each change of which can be rolled back. The rows themselves are immutable. Guarded by the
 * monitor of the {@link Tables} that it belongs to.
 */
public final class Table<K, V> {

    /** Follows what happens to rows, to keep an index of them. */
    public interface Index<V> {
        /** Called with a row as it was and as it is now; null where there is none. */
        void moved(@Nullable V before, @Nullable V after);
    }

    private final Map<K, V> rows = new HashMap<>();
    private final Deque<Runnable> undo;
    private final Index<V> index;

    /**
     * Creates an empty table.
     *
     * @param undo takes what undoes each change, the latest first
     */
    public Table(Deque<Runnable> undo) {
        this(undo, (before, after) -> {});
    }

    public Table(Deque<Runnable> undo, Index<V> index) {
        this.undo = undo;
        this.index = index;
    }

    public @Nullable V get(K key) {
        return rows.get(key);
    }

    /** Returns a copy of all keys, in no order. */
    public Set<K> keys() {
        return Set.copyOf(rows.keySet());
    }

    /** Returns a copy of all rows, in no order. */
    public Collection<V> all() {
        return List.copyOf(rows.values());
    }

    public void put(K key, V row) {
        V old = rows.put(key, row);
        index.moved(old, row);
        undo.push(() -> restore(key, old));
    }

    public void remove(K key) {
        V old = rows.remove(key);
        index.moved(old, null);
        undo.push(() -> restore(key, old));
    }

    /** Returns a copy of all rows by their keys. */
    public Map<K, V> content() {
        return Map.copyOf(rows);
    }

    /** Replaces all rows; this cannot be rolled back. */
    public void restore(Map<K, V> content) {
        rows.values().forEach(row -> index.moved(row, null));
        rows.clear();
        rows.putAll(content);
        rows.values().forEach(row -> index.moved(null, row));
    }

    private void restore(K key, @Nullable V row) {
        index.moved(row == null ? rows.remove(key) : rows.put(key, row), row);
    }
}
