package io.github.webhooks4j.engine;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.store.Change;
import io.github.webhooks4j.store.Store;
import io.github.webhooks4j.webhook.Webhook;
import io.github.webhooks4j.webhook.WebhookId;
import io.github.webhooks4j.webhook.WebhookSettings;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Has unfinished chains go over to later settings of their webhooks, where a change says so. {@link Deliverer} makes sure that none
 * is sent by its former settings meanwhile. {@link #step} belongs to one loop.
 */
final class Moves {
    private static final int BATCH = 500;
    private static final Duration PAUSE = Duration.ofMillis(200);

    private final Store store;
    private final Webhooks webhooks;
    private final Journal journal;
    private final Clock clock;
    /** What was handed in and is not written yet: while the store takes nothing, nothing more is to pile up. */
    private final Set<ChainId> submitted = ConcurrentHashMap.newKeySet();

    private Instant next = Instant.MIN; // confined to the loop

    Moves(Store store, Webhooks webhooks, Journal journal, Clock clock) {
        this.store = store;
        this.webhooks = webhooks;
        this.journal = journal;
        this.clock = clock;
    }

    /** Moves a part of what is left; returns when to go on, null if nothing is left. */
    @Nullable Instant step() {
        Set<WebhookId> moving = webhooks.moving();
        if (moving.isEmpty()) {
            return null;
        }
        Instant now = clock.instant();
        // What was handed in the last time is to be written first. A clock that was set back must not stop it.
        if (!now.isBefore(next) || next.isAfter(now.plus(PAUSE))) {
            moving.removeIf(this::isAllMoved);
            next = now.plus(PAUSE);
        }
        return next;
    }

    private boolean isAllMoved(WebhookId id) {
        Webhook webhook = webhooks.get(id).orElse(null);
        int revision = webhook == null ? 0 : webhook.settings().chainsMoveTo();
        WebhookSettings settings = revision == 0 ? null : webhooks.settings(id, revision);
        if (settings == null) {
            return true;
        }
        List<ChainId> left =
                store.unfinishedBefore(id, revision, settings.destinations().size(), BATCH);
        for (ChainId chain : left) {
            if (submitted.add(chain)) {
                journal.recordNow(
                        new Change.Move(chain, revision, settings.plan(), null), () -> submitted.remove(chain));
            }
        }
        return left.isEmpty();
    }
}
