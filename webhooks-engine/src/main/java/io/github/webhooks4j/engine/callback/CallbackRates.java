package io.github.webhooks4j.engine.callback;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.delivery.RateLimit;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Counts the callbacks of each chain on this node, from the first one on, for the length of one period. Thread-safe; its
 * lock is never held for longer than a few lookups.
 */
final class CallbackRates {
    /** The most chains that are counted at once: beyond it the one whose period began first is forgotten. */
    static final int MAX_CHAINS = 10_000;

    private final RateLimit limit;
    /** In the order in which their periods began. */
    private final Map<ChainId, Window> windows = new LinkedHashMap<>();

    private record Window(Instant end, int callbacks) {}

    CallbackRates(RateLimit limit) {
        this.limit = limit;
    }

    /** Counts a callback; returns how long its sender has to wait, zero if it is within the limit. */
    synchronized Duration count(ChainId chain, Instant now) {
        forgetEnded(now);
        Window window = windows.get(chain);
        if (window == null) {
            windows.put(chain, new Window(now.plus(limit.period().length()), 1));
            return Duration.ZERO;
        }
        if (window.callbacks() < limit.attempts()) {
            windows.put(chain, new Window(window.end(), window.callbacks() + 1));
            return Duration.ZERO;
        }
        return Duration.between(now, window.end());
    }

    private void forgetEnded(Instant now) {
        Iterator<Window> oldest = windows.values().iterator();
        while (oldest.hasNext()) {
            Window window = oldest.next();
            // A window that ends too late is of a clock that was set back since.
            boolean ended = !now.isBefore(window.end())
                    || now.plus(limit.period().length()).isBefore(window.end());
            if (!ended && windows.size() < MAX_CHAINS) {
                return;
            }
            oldest.remove();
        }
    }
}
