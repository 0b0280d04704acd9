package io.github.webhooks4j.engine.internal.upkeep;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.bulk.BulkAction;
import io.github.webhooks4j.bulk.BulkCounts;
import io.github.webhooks4j.bulk.BulkJob;
import io.github.webhooks4j.bulk.BulkSkip;
import io.github.webhooks4j.chain.ChainEvent;
import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.engine.internal.context.EventNumbers;
import io.github.webhooks4j.engine.internal.registry.WebhookRegistry;
import io.github.webhooks4j.event.TestScope;
import io.github.webhooks4j.history.ChainSummary;
import io.github.webhooks4j.history.HistoryQuery;
import io.github.webhooks4j.spi.store.EventSummary;
import io.github.webhooks4j.spi.store.HistoryScan;
import io.github.webhooks4j.spi.store.Mutation;
import io.github.webhooks4j.spi.store.Mutation.BulkSlice;
import io.github.webhooks4j.spi.store.NewChain;
import io.github.webhooks4j.spi.store.Store;
import io.github.webhooks4j.webhook.Webhook;
import io.github.webhooks4j.webhook.WebhookStatus;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds the next chains, or missed events, of a bulk job, and what is to be done with them. */
final class BulkSlices {
    private final Store store;
    private final WebhookRegistry registry;
    private final EventNumbers numbers;

    BulkSlices(Store store, WebhookRegistry registry, EventNumbers numbers) {
        this.store = store;
        this.registry = registry;
        this.numbers = numbers;
    }

    /**
     * Returns the next slice of a job.
     *
     * @param most the most chains
     * @param refused whether these chains are left out, since the store has refused them
     */
    BulkSlice next(BulkJob job, int most, boolean refused) {
        if (job.action() == BulkAction.RERUN || job.action() == BulkAction.SEND_MISSED) {
            // What is left out because of a webhook is left out for good: what another node has changed just now
            // counts.
            registry.refresh();
        }
        var slice = new Slice(registry.basis(), refused);
        ChainId to = job.action() == BulkAction.SEND_MISSED ? addEvents(job, most, slice) : addChains(job, most, slice);
        return new BulkSlice(job.id(), job.position(), to, slice.changes, slice.left);
    }

    /** Returns where the job is after these chains; null if none is left. */
    private @Nullable ChainId addChains(BulkJob job, int most, Slice slice) {
        HistoryScan scan = store.find(job.query(), job.position(), most, HistoryQuery.MAX_LOOKED);
        for (ChainSummary chain : scan.chains()) {
            switch (job.action()) {
                case RESUME -> slice.add(new Mutation.Apply(chain.id(), new ChainEvent.Resume()));
                case CANCEL -> slice.add(new Mutation.Apply(chain.id(), new ChainEvent.Cancel()));
                default -> {
                    NewChain again = slice.newChain(
                            registry.get(chain.webhook()).orElse(null),
                            chain.id().number(),
                            chain.test());
                    if (again != null) {
                        slice.add(new Mutation.Rerun(chain.id(), again, slice.basis));
                    }
                }
            }
        }
        return scan.exhausted() ? null : requireNonNull(scan.reached(), "reached");
    }

    /** Returns where the job is after these events: at the chain that the last of them has, or would have. */
    private @Nullable ChainId addEvents(BulkJob job, int most, Slice slice) {
        MissedEvents missed = MissedEvents.of(job.query());
        Webhook webhook = registry.get(missed.webhook()).orElse(null);
        if (webhook == null) {
            // A deleted webhook has no filter by which it could miss anything.
            return null;
        }
        MissedEvents.Found found = missed.find(store, webhook, job.position(), most);
        for (EventSummary event : found.events()) {
            NewChain chain = slice.newChain(webhook, event.number(), null);
            if (chain != null) {
                slice.add(new Mutation.Send(event.event().id(), chain, slice.basis));
            }
        }
        return found.reached();
    }

    /** What a slice consists of so far. */
    private final class Slice {
        final List<Long> basis;
        final boolean refused;
        final List<Mutation> changes = new ArrayList<>();
        BulkCounts left = BulkCounts.NONE;

        Slice(List<Long> basis, boolean refused) {
            this.basis = basis;
            this.refused = refused;
        }

        void add(Mutation change) {
            if (refused) {
                left = left.plusFailed();
            } else {
                changes.add(change);
            }
        }

        /** Returns a chain to start; null, and counts that, if none may be started for the webhook. */
        @Nullable NewChain newChain(@Nullable Webhook webhook, long number, @Nullable TestScope test) {
            if (webhook == null || webhook.status() != WebhookStatus.ENABLED) {
                left = left.plus(webhook == null ? BulkSkip.WEBHOOK_DELETED : BulkSkip.WEBHOOK_DISABLED);
                return null;
            }
            return new NewChain(
                    numbers.allocateRerun(registry.number(webhook.id()), number),
                    webhook.id(),
                    webhook.revision(),
                    webhook.settings().plan(test),
                    null);
        }
    }
}
