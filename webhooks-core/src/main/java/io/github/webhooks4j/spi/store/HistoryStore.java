package io.github.webhooks4j.spi.store;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.history.HistoryQuery;
import io.github.webhooks4j.history.LatestChain;
import io.github.webhooks4j.stats.ChainCounts;
import io.github.webhooks4j.webhook.WebhookId;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads what happened, counts it and deletes it when it is old. Decides nothing. A part of {@link Store}, which states what holds
 * for all parts.
 */
public interface HistoryStore {
    /** The most later chains of an event that {@link #findEvent} returns. */
    int MAX_LATER_CHAINS = 1_000;

    /** Returns what is known of a chain. */
    Optional<ChainDetails> findChain(ChainId chain);

    /**
     * Returns what is known of a webhook's chains, the latest first.
     *
     * @param before only chains whose id sorts before this one, none if it is not an id of numbers; null for the latest
     */
    List<ChainDetails> listChains(WebhookId webhook, @Nullable ChainId before, int limit);

    /**
     * Returns the latest chains of some webhooks, the latest first; a webhook that has no chain is absent. What a deleted
     * webhook left unfinished is as it was left.
     *
     * @param limit how many of each webhook at most, at least 1
     */
    Map<WebhookId, List<LatestChain>> latestChains(Collection<WebhookId> webhooks, int limit);

    /**
     * Looks for chains, in the order of {@link HistoryScan#NEWEST_FIRST}: at those that {@link HistoryPlan} names, and at no more than
     * were asked for. Each that is returned meets the query. What a deleted webhook left unfinished counts as cancelled.
     *
     * @param before where the last look {@linkplain HistoryScan#reached() ended}: only chains after it in the order; null for the latest
     * @param limit the most chains to return, at least 1
     * @param maxLooked the most chains to look at, at least 1
     * @throws IllegalArgumentException if {@code before} is not made of two numbers
     */
    HistoryScan find(HistoryQuery query, @Nullable ChainId before, int limit, int maxLooked);

    /**
     * Returns the counts of all chains ever created, all at the same moment. What a deleted webhook left unfinished counts as
     * cancelled; the chains of {@link WorkQueue#slices} are not counted yet.
     */
    ChainCounts chainCounts();

    /**
     * Deletes chains that were finished longer ago than {@code retention}, with their attempts and callbacks, and then events
     * accepted longer ago that have no chain left, webhooks deleted longer ago that have none, and settings that no chain needs;
     * of webhooks nothing that is younger than {@link WebhookStore#KEPT_FOR_NODES}.
     * Never touches what is unfinished, nor what the chains of {@link WorkQueue#slices} will need. How long ago something is the store
     * decides by its own clock.
     *
     * <p>A store that uses its callers' clock deletes only while {@link ClockCheck} trusts that clock, and records the time for
     * it.
     *
     * <p>Of {@linkplain #erase erased} webhooks all chains are deleted that are finished, whatever the retention.
     *
     * @param retention how long history is kept; longer than time has lasted keeps all of it
     * @param limit how many chains, and how many events, at most
     * @return how many chains and events were deleted; less than the limit when nothing is left to delete, when very much that is
     *     unfinished lies before it, which later calls pass over, or when the clock is not trusted
     */
    int prune(Duration retention, int limit);

    /**
     * Deletes some of the history of a deleted webhook, however young: its chains with their attempts, callbacks, deliveries and what
     * was set aside of them, and then the events that have no other chain and no chains that are still to be created. Chains that are
     * unfinished are cancelled first, also in the {@linkplain #chainCounts counts}; those that were still to be created are created,
     * with all others of their slice, and cancelled. When no chain is left, deletes the webhook's secrets and its settings of all
     * revisions; {@link ErasedWebhook} is left, as long as a deleted webhook is stored. To be called again until it is complete.
     *
     * <p>Chains of the webhook that are started later, by a node that has not seen the deletion yet or in a transaction of an
     * application that was open, are deleted by {@link #prune} once they are cancelled, whatever the retention.
     *
     * @param limit how many chains at most, beside those of one slice
     * @return what was deleted; complete with nothing deleted if the store has no such webhook
     * @throws IllegalStateException if the webhook is not deleted
     */
    Erased erase(WebhookId webhook, int limit);

    /** Returns what is known of an event; empty if it was never accepted, or was pruned. */
    Optional<EventDetails> findEvent(EventId event);

    /**
     * Returns events that were accepted, the earliest first by their numbers, each with whether a chain of a webhook was started for it.
     *
     * @param after only events with greater numbers
     * @param until only events with lesser numbers
     * @param limit how many at most
     */
    List<EventSummary> eventsOf(WebhookId webhook, long after, long until, int limit);
}
