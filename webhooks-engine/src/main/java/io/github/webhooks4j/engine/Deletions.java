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

/**
 * Writes the cancelling of what deleted webhooks left unfinished. It counts as cancelled from the deletion on, so no caller waits
 * for this. The node that deletes a webhook begins at once; the others look a while later, for what it left when it died, and for
 * chains that a node started before it was told of the deletion. Until all is written, nothing of the webhook begins. {@link #step}
 * belongs to one loop; the rest is thread-safe.
 */
final class Deletions {
    private static final int BATCH = 500;
    /** While not all that was handed in is written. */
    private static final Duration PAUSE = Duration.ofSeconds(1);
    /** After another node deleted a webhook. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final Duration LOOK_AGAIN = Duration.ofMinutes(1);

    private final Store store;
    private final Journal journal;
    private final Lanes lanes;
    private final Clock clock;
    private final Runnable wake;
    private final Set<WebhookId> deleted = ConcurrentHashMap.newKeySet();
    /** What was handed in and is not written yet: while the store takes nothing, nothing more is to pile up. */
    private final Set<ChainId> submitted = ConcurrentHashMap.newKeySet();

    private Instant next = Instant.MIN; // guarded by this

    /**
     * Creates one.
     *
     * @param wake has {@link #step} done soon; must not block
     */
    Deletions(Store store, Journal journal, Lanes lanes, Clock clock, Runnable wake) {
        this.store = store;
        this.journal = journal;
        this.lanes = lanes;
        this.clock = clock;
        this.wake = wake;
    }

    /** Notes that a webhook was deleted, here or elsewhere; does not block. */
    void note(WebhookId webhook) {
        deleted.add(webhook);
        journal.giveBack(lanes.park(webhook));
        lookAt(clock.instant().plus(PATIENCE));
    }

    /** Has the next step look, whatever the time; does not block. */
    void lookNow() {
        lookAt(Instant.MIN);
        wake.run();
    }

    /** Hands in a part of what is left; returns when to go on. */
    Instant step() {
        Instant now = clock.instant();
        synchronized (this) {
            // A clock that was set back must not stop it.
            if (now.isBefore(next) && !next.isAfter(now.plus(LOOK_AGAIN))) {
                return next;
            }
            next = now.plus(LOOK_AGAIN);
        }
        List<WebhookId> before = List.copyOf(deleted);
        List<ChainId> abandoned = store.abandoned(BATCH);
        if (abandoned.isEmpty()) {
            before.forEach(deleted::remove);
            before.forEach(lanes::unpark);
        } else {
            lookAt(now.plus(PAUSE));
            abandoned.stream().filter(submitted::add).toList().forEach(this::cancel);
        }
        return next();
    }

    private void cancel(ChainId chain) {
        journal.recordNow(new Change.Apply(chain, new ChainInput.Cancel()), () -> {
            submitted.remove(chain);
            if (submitted.isEmpty()) {
                lookNow();
            }
        });
    }

    private synchronized void lookAt(Instant time) {
        next = time.isBefore(next) ? time : next;
    }

    private synchronized Instant next() {
        return next;
    }
}
