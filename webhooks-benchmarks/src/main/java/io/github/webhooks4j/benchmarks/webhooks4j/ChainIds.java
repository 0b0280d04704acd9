package io.github.webhooks4j.benchmarks.webhooks4j;

import io.github.webhooks4j.chain.ChainId;

/** Ids of chains that no engine assigned. */
final class ChainIds {
    private ChainIds() {}

    /** Returns the id of a number: as long as an engine's, and in order before those, because it counts as older. */
    static ChainId of(long number) {
        return new ChainId("chn_0%025d".formatted(number));
    }
}
