package io.github.webhooks4j.benchmarks.scenario.soak;

import java.nio.ByteBuffer;
import java.nio.LongBuffer;

/**
 * A set of ids, each by 64 bits of a hash. It is outside of the heap, which is measured while ids are added, and has all of its memory
 * from the start. Confined to one thread.
 */
final class SettledIds {
    private static final long FREE = 0;
    private static final long BASIS = 0xcbf29ce484222325L;
    private static final long PRIME = 0x100000001b3L;
    private static final long MIX = 0x9e3779b97f4a7c15L;

    private final LongBuffer table;
    private final int mask;

    /** Creates an empty set with room for {@code most} ids. */
    SettledIds(int most) {
        int size = 2 * Integer.highestOneBit(most);
        if (size - most < size / 4) {
            size *= 2;
        }
        this.table = ByteBuffer.allocateDirect(size * Long.BYTES).asLongBuffer();
        this.mask = size - 1;
    }

    /** Adds an id. */
    void add(String id) {
        long hash = hash(id);
        table.put(place(hash), hash);
    }

    boolean contains(String id) {
        long hash = hash(id);
        return table.get(place(hash)) == hash;
    }

    /** Returns where a hash is, or would be. */
    private int place(long hash) {
        int place = (int) (hash >>> Integer.SIZE) & mask;
        while (table.get(place) != FREE && table.get(place) != hash) {
            place = (place + 1) & mask;
        }
        return place;
    }

    /** FNV-1a, whose upper half depends on all characters by a last multiplication. */
    private static long hash(String id) {
        long hash = BASIS;
        for (int i = 0; i < id.length(); i++) {
            hash = (hash ^ id.charAt(i)) * PRIME;
        }
        hash = (hash ^ (hash >>> Integer.SIZE)) * MIX;
        return hash == FREE ? 1 : hash;
    }
}
