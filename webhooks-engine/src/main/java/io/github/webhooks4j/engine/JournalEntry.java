package io.github.webhooks4j.engine;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.store.Acceptance;
import io.github.webhooks4j.store.Change;
import io.github.webhooks4j.store.NewChain;
import io.github.webhooks4j.store.Outcome;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A change that waits to be written.
 *
 * @param permits of the journal, to be given back once it is written
 * @param outcome completed with what came of it; null if nobody waits for it, and it must not be lost
 * @param afterwards runs once it is written
 */
record JournalEntry(Change change, int permits, @Nullable CompletableFuture<Outcome> outcome, Runnable afterwards) {
    /** About what a chain takes in the list that is written with its event. */
    private static final int BYTES_PER_LISTED_CHAIN = 128;

    /** Returns the chains that it starts or changes. */
    List<ChainId> chains() {
        if (change instanceof Change.Publish publish) {
            return publish.acceptances().stream()
                    .flatMap(acceptance -> acceptance.chainsNow().stream())
                    .map(NewChain::id)
                    .toList();
        } else if (change instanceof Change.CreateChains create) {
            return create.slice().chains().stream().map(NewChain::id).toList();
        } else if (change instanceof Change.Rerun rerun) {
            return List.of(rerun.chain().id());
        } else if (change instanceof Change.RecordAttempt attempt) {
            return List.of(attempt.key().delivery().chain());
        } else if (change instanceof Change.Apply apply) {
            return List.of(apply.chain());
        } else {
            return List.of(((Change.Release) change).key().delivery().chain());
        }
    }

    /** Returns the length of the bodies and lists in it. */
    long bytes() {
        return bytes(change);
    }

    static long bytes(Change change) {
        return change instanceof Change.Publish publish
                ? publish.acceptances().stream().mapToLong(JournalEntry::bytes).sum()
                : 0;
    }

    private static long bytes(Acceptance acceptance) {
        long listed = acceptance.slice() > 0 ? acceptance.chains().size() : 0;
        return acceptance.event().body().length() + listed * BYTES_PER_LISTED_CHAIN;
    }
}
