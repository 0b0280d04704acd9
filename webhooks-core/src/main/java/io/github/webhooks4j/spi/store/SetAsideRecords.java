package io.github.webhooks4j.spi.store;

import java.util.List;

/**
 * The records that a store has set aside.
 *
 * @param count how many there are
 * @param earliest those that were set aside first, up to the requested number
 */
public record SetAsideRecords(long count, List<SetAsideRecord> earliest) {
    /** Nothing is set aside. */
    public static final SetAsideRecords NONE = new SetAsideRecords(0, List.of());

    public SetAsideRecords {
        earliest = List.copyOf(earliest);
    }
}
