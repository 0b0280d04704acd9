package io.github.webhooks4j.engine.internal.upkeep;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.engine.internal.backend.CommandGateway;
import io.github.webhooks4j.engine.internal.backend.CommitListener;
import io.github.webhooks4j.engine.internal.backend.Committed;
import io.github.webhooks4j.engine.internal.context.BackgroundTask;
import io.github.webhooks4j.engine.internal.context.DueTime;
import io.github.webhooks4j.engine.internal.registry.WebhookRegistry;
import io.github.webhooks4j.spi.store.Mutation;
import io.github.webhooks4j.spi.store.Store;
import io.github.webhooks4j.webhook.WebhookId;
import io.github.webhooks4j.webhook.WebhookSettings;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Moves unfinished chains to later settings of their webhooks, if the update of the webhook requests it. In the
 * meantime {@link io.github.webhooks4j.engine.internal.delivery.AttemptRunner} sends none with its former settings. One
 * task calls {@link #step}.
 */
public final class SettingsMover implements CommitListener, BackgroundTask {
    private static final int BATCH = 500;
    private static final Duration PAUSE = Duration.ofMillis(200);

    private final Store store;
    private final WebhookRegistry registry;
    private final CommandGateway commits;
    private final Clock clock;
    /** Chains that were submitted and are not written yet: their number must not grow while the store takes nothing. */
    private final Set<ChainId> submitted = ConcurrentHashMap.newKeySet();

    private DueTime next = DueTime.atOnce(PAUSE); // confined to the task

    public SettingsMover(Store store, WebhookRegistry registry, CommandGateway commits, Clock clock) {
        this.store = store;
        this.registry = registry;
        this.commits = commits;
        this.clock = clock;
    }

    /** Submits some of the remaining moves; returns when to continue, null if none remain. */
    @Override
    public @Nullable Instant step() {
        Map<WebhookId, Integer> moving = registry.moving();
        if (moving.isEmpty()) {
            return null;
        }
        Instant now = clock.instant();
        // The moves of the last step must be written first.
        if (next.isDue(now)) {
            moving.forEach((id, revision) -> {
                if (isAllMoved(id, revision)) {
                    // Unless a later revision has replaced it.
                    moving.remove(id, revision);
                }
            });
            next = next.after(now, PAUSE);
        }
        return next.at();
    }

    @Override
    public void onCommitted(Committed batch) {
        batch.forEach(entry -> settled(entry.change()));
    }

    @Override
    public void onDropped(Mutation change) {
        settled(change);
    }

    private void settled(Mutation change) {
        if (change instanceof Mutation.Move move && move.claim() == null) {
            submitted.remove(move.chain());
        }
    }

    private boolean isAllMoved(WebhookId id, int revision) {
        WebhookSettings settings = registry.get(id).isEmpty() ? null : registry.settings(id, revision);
        if (settings == null) {
            return true;
        }
        List<ChainId> left =
                store.unfinishedBefore(id, revision, settings.destinations().size(), BATCH);
        for (ChainId chain : left) {
            if (submitted.add(chain)) {
                commits.enqueue(new Mutation.Move(chain, revision, settings.plan(), null));
            }
        }
        return left.isEmpty();
    }
}
