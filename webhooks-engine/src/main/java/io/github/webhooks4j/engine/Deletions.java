package io.github.webhooks4j.engine;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.chain.ChainInput;
import io.github.webhooks4j.store.Change;
import io.github.webhooks4j.store.Store;
import io.github.webhooks4j.webhook.WebhookId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Cancels what deleted webhooks leave unfinished. Whoever deletes one does so at once; this is for what a node left that died over
 * it, and for chains that another node started before it heard of the deletion. {@link #step} belongs to one loop; the rest is
 * thread-safe.
 */
final class Deletions {
    private static final int BATCH = 500;
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final Store store;
    private final Journal journal;
    private final Clock clock;
    private final Set<WebhookId> deleted = ConcurrentHashMap.newKeySet();
    /** What was handed in and is not written yet: while the store takes nothing, nothing more is to pile up. */
    private final Set<ChainId> submitted = ConcurrentHashMap.newKeySet();

    private Instant next = Instant.MIN; // confined to the loop

    Deletions(Store store, Journal journal, Clock clock) {
        this.store = store;
        this.journal = journal;
        this.clock = clock;
    }

    /** Notes that a webhook was deleted; does not block. */
    void note(WebhookId webhook) {
        deleted.add(webhook);
    }

    /** Cancels a part of what is left; returns when to go on, null if nothing is left. */
    @Nullable Instant step() {
        Instant now = clock.instant();
        if (deleted.isEmpty()) {
            return null;
        }
        // What was handed in the last time is to be written first. A clock that was set back must not stop it.
        if (!now.isBefore(next) || next.isAfter(now.plus(PAUSE))) {
            deleted.removeIf(this::isAllCancelled);
            next = now.plus(PAUSE);
        }
        return next;
    }

    private boolean isAllCancelled(WebhookId webhook) {
        List<ChainId> unfinished = store.unfinished(webhook, BATCH);
        for (ChainId chain : unfinished) {
            if (submitted.add(chain)) {
                journal.recordNow(new Change.Apply(chain, new ChainInput.Cancel()), () -> submitted.remove(chain));
            }
        }
        return unfinished.isEmpty();
    }
}
