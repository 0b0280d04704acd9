package io.github.webhooks4j.spi.store.work;

import static java.util.Collections.unmodifiableMap;

import io.github.webhooks4j.event.OrderingKey;
import io.github.webhooks4j.spi.store.NewEvent;
import io.github.webhooks4j.spi.store.OrderingTurn;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Gives the accepted events of each ordering key their turns. */
final class KeySequences {
    /** The most chains of a slice of an event whose chains cannot be created yet. */
    private static final int SLICE = 1_000;

    private final OrderState state;
    private final Map<OrderingKey, Long> taken = new LinkedHashMap<>();
    private final Set<OrderingKey> listed = new HashSet<>();

    KeySequences(OrderState state) {
        this.state = state;
    }

    /** Takes the next turn of a key; returns null if there is no key. */
    @Nullable OrderingTurn next(@Nullable OrderingKey key) {
        if (key == null) {
            return null;
        }
        long last = taken.getOrDefault(key, state.sequences().getOrDefault(key, 0L));
        var turn = new OrderingTurn(key, last + 1);
        taken.put(key, turn.sequence());
        return turn;
    }

    /**
     * Returns an event whose turn it is to start chains. They are only listed while chains of an earlier turn are: those
     * must be created first.
     */
    NewEvent placed(NewEvent event, @Nullable OrderingTurn turn) {
        if (turn == null) {
            return event;
        }
        boolean behindListed = listed.contains(turn.key()) || state.listed().contains(turn.key());
        NewEvent placed = behindListed && event.slice() == 0 ? event.listed(SLICE) : event;
        if (placed.slice() > 0 && !placed.chains().isEmpty()) {
            listed.add(turn.key());
        }
        return placed;
    }

    /** Returns the last turns of the keys of which turns were taken. */
    Map<OrderingKey, Long> taken() {
        return unmodifiableMap(taken);
    }
}
