package io.github.webhooks4j.benchmarks.receiver;

import java.io.PrintStream;
import java.util.Arrays;

/** What has arrived, in order: each id, and when. Made to be written fast. Confined to the loop. */
final class ArrivalLog {
    private static final int FIRST_ARRIVALS = 1 << 16;

    private byte[] ids = new byte[32 * FIRST_ARRIVALS];
    private int[] ends = new int[FIRST_ARRIVALS];
    private long[] nanos = new long[FIRST_ARRIVALS];
    private int count;

    void add(byte[] from, int start, int end, long at) {
        int place = count == 0 ? 0 : ends[count - 1];
        int length = end - start;
        if (place + length > ids.length) {
            ids = Arrays.copyOf(ids, 2 * ids.length);
        }
        if (count == nanos.length) {
            nanos = Arrays.copyOf(nanos, 2 * count);
            ends = Arrays.copyOf(ends, 2 * count);
        }
        System.arraycopy(from, start, ids, place, length);
        ends[count] = place + length;
        nanos[count] = at;
        count++;
    }

    int count() {
        return count;
    }

    void clear() {
        count = 0;
    }

    void print(PrintStream out) {
        int from = 0;
        for (int i = 0; i < count; i++) {
            out.write(ids, from, ends[i] - from);
            out.write(' ');
            out.print(nanos[i]);
            out.write('\n');
            from = ends[i];
        }
    }
}
