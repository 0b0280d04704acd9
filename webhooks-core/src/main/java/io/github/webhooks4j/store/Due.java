package io.github.webhooks4j.store;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/**
 * The unfinished delivery of a chain. A chain has at most one: it stands at one step at a time.
 *
 * @param at when the next attempt may be made
 * @param attempt the next attempt's number, from 1; so many less one have failed
 * @param fence counts the claims; what a claimer writes later counts only while the number is still its own
 * @param claimed whether somebody works on it
 */
public record Due(Instant at, int attempt, int fence, boolean claimed) {
    public Due {
        requireNonNull(at, "at");
    }

    static Due first(Instant at, boolean claimed) {
        return new Due(at, 1, claimed ? 1 : 0, claimed);
    }

    Due retryAt(Instant time) {
        return new Due(time, attempt + 1, fence, false);
    }

    Due claim() {
        return new Due(at, attempt, fence + 1, true);
    }

    Due release() {
        return new Due(at, attempt, fence, false);
    }
}
