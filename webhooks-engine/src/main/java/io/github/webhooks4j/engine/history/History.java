package io.github.webhooks4j.engine.history;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.delivery.Attempt;
import io.github.webhooks4j.delivery.DeliveryResult.Response;
import io.github.webhooks4j.event.Event;
import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.event.EventNumber;
import io.github.webhooks4j.history.FoundChains;
import io.github.webhooks4j.history.HistoryQuery;
import io.github.webhooks4j.history.LatestChain;
import io.github.webhooks4j.history.StoredCallback;
import io.github.webhooks4j.history.StoredCallbackProblem;
import io.github.webhooks4j.spi.store.ChainDetails;
import io.github.webhooks4j.spi.store.ClaimToken;
import io.github.webhooks4j.spi.store.EventContent;
import io.github.webhooks4j.spi.store.HistoryScan;
import io.github.webhooks4j.spi.store.HistoryStore;
import io.github.webhooks4j.spi.store.PendingDelivery;
import io.github.webhooks4j.spi.store.StoreRules;
import io.github.webhooks4j.spi.store.StoredAttempt;
import io.github.webhooks4j.spi.store.StoredChain;
import io.github.webhooks4j.spi.store.WebhookStore;
import io.github.webhooks4j.spi.transport.AttemptInfo;
import io.github.webhooks4j.webhook.Destination;
import io.github.webhooks4j.webhook.UnknownWebhookException;
import io.github.webhooks4j.webhook.Webhook;
import io.github.webhooks4j.webhook.WebhookId;
import io.github.webhooks4j.webhook.WebhookSettings;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads the history of chains. Thread-safe; returns everything that is durable, and nothing else. */
public final class History {
    /** The most chains that a page may have. */
    public static final int MAX_PAGE = 100;

    private final HistoryStore store;
    private final WebhookStore webhooks;
    private final NodeKnowledge node;

    /**
     * Creates a history. Applications get theirs from the engine.
     *
     * @param store holds the chains
     * @param webhooks holds the settings that they ran by
     * @param node what the node knows of what it does at present
     */
    public History(HistoryStore store, WebhookStore webhooks, NodeKnowledge node) {
        this.store = store;
        this.webhooks = webhooks;
        this.node = node;
    }

    /** Returns one chain; empty if it never existed or was pruned. */
    public Optional<ChainHistory> chain(ChainId chain) {
        return store.findChain(chain)
                .flatMap(details -> settings(details).map(settings -> toHistory(details, settings)));
    }

    /**
     * Returns a page of a webhook's chains, the latest first.
     *
     * @param limit how many at most, 1 to 100
     * @param cursor from {@link HistoryPage#next()}; null for the first page
     * @throws IllegalArgumentException if the limit is out of range or the cursor is none
     */
    public HistoryPage page(WebhookId webhook, int limit, @Nullable String cursor) {
        checkLimit(limit);
        if (cursor != null && !ChainId.isWellFormed(cursor)) {
            throw new IllegalArgumentException("cursor must be the next of a page; leave it out for the first page");
        }
        ChainId before = cursor == null ? null : new ChainId(cursor);
        // One more than the limit shows whether there is a next page.
        List<ChainDetails> stories = store.listChains(webhook, before, limit + 1);
        boolean more = stories.size() > limit;
        List<ChainDetails> shown = stories.subList(0, more ? limit : stories.size());
        // Most chains of a page ran with the same settings.
        var settings = new HashMap<Integer, Optional<WebhookSettings>>();
        var histories = new ArrayList<ChainHistory>(shown.size());
        for (ChainDetails details : shown) {
            settings.computeIfAbsent(details.chain().revision(), revision -> settings(details))
                    .ifPresent(known -> histories.add(toHistory(details, known)));
        }
        return new HistoryPage(
                histories, more ? shown.get(limit - 1).chain().chain().id().value() : null);
    }

    /**
     * Returns the latest chains of some webhooks, the latest first, in one look; a webhook that has no chain is absent.
     *
     * @param webhooks 1 to 100
     * @param limit how many of each at most, 1 to 100
     * @throws IllegalArgumentException if there are more webhooks, or the limit is out of range
     */
    public Map<WebhookId, List<LatestChain>> latestChains(Collection<WebhookId> webhooks, int limit) {
        checkLimit(limit);
        if (webhooks.size() > MAX_PAGE) {
            throw new IllegalArgumentException("webhooks must be at most " + MAX_PAGE + ", was " + webhooks.size());
        }
        return store.latestChains(webhooks, limit);
    }

    /**
     * Returns an event with the chains that were started for it; empty if it was never accepted, or was pruned.
     *
     * @throws io.github.webhooks4j.spi.store.StoreException if the store fails
     */
    public Optional<EventHistory> event(EventId event) {
        return store.findEvent(requireNonNull(event, "event"))
                .map(found -> new EventHistory(found.event(), found.acceptedAt(), found.chains(), found.laterChains()));
    }

    /**
     * Returns for each webhook that this node knows why an accepted event started a chain for it, or did not, by the
     * webhook's present settings: those of then are not stored for webhooks without a chain. Those nearest to a match are
     * first, at most 1,000. Deleted webhooks are left out. Empty if the event was never accepted, or was pruned.
     *
     * @throws io.github.webhooks4j.spi.store.StoreException if the store fails
     */
    public Optional<List<Explanation>> explain(EventId event) {
        return store.findEvent(requireNonNull(event, "event")).map(found -> Explanation.of(found, node.webhooks()));
    }

    /**
     * Returns the request of an attempt as it was sent, built again. Empty if there is no such chain, step or attempt, or
     * the chain or its event was pruned.
     *
     * @param step the step, from 0
     * @param attempt the number of the attempt; the latest one of several, which have the same number after the chain was
     *     resumed
     * @throws io.github.webhooks4j.spi.store.StoreException if the store fails
     */
    public Optional<AttemptRequest> request(ChainId chain, int step, int attempt) {
        return store.findChain(requireNonNull(chain, "chain"))
                .flatMap(details -> attempt(details, step, attempt)
                        .flatMap(made -> settings(details)
                                .filter(settings ->
                                        step < settings.destinations().size())
                                .flatMap(settings -> request(details, made, settings))));
    }

    private Optional<AttemptRequest> request(ChainDetails details, StoredAttempt made, WebhookSettings settings) {
        return store.findEvent(details.event().id()).map(found -> {
            Event event = found.event();
            var info = new AttemptInfo(
                    details.chain().webhook(),
                    made.key().delivery(),
                    made.attempt().number(),
                    event.type(),
                    event.attributes(),
                    event.test() != null);
            String webhookId = info.delivery().webhookId(run(details, made.key()));
            return AttemptRequest.of(
                    info,
                    webhookId,
                    EventContent.of(event),
                    settings,
                    made.attempt().at(),
                    node);
        });
    }

    /** Returns which run of its step an attempt belongs to: each callback before a resume has ended one. */
    private static int run(ChainDetails details, ClaimToken claim) {
        return (int) details.callbacks().stream()
                .filter(callback ->
                        callback.step() == claim.delivery().step() && callback.resumes() < claim.resumeCount())
                .count();
    }

    private static Optional<StoredAttempt> attempt(ChainDetails details, int step, int number) {
        return details.attempts().stream()
                .filter(stored -> stored.key().delivery().step() == step
                        && stored.attempt().number() == number)
                .reduce((earlier, later) -> later);
    }

    /**
     * Looks for events that a webhook missed, the earliest first: they were accepted in a time range, pass its filter by its
     * present settings, and have no chain for it. Looks at no more than 10,000 events, so there may be none although
     * there is a cursor. Tests are left out. {@link io.github.webhooks4j.engine.Chains#send} sends one to the webhook.
     *
     * @param from the beginning of the range, to within the disagreement of the nodes' clocks
     * @param until its end, exclusive, at most 366 days later
     * @param limit how many at most, 1 to 100
     * @param cursor from {@link MissedEvents#next()} of the same webhook and range; null for the first look
     * @throws IllegalArgumentException if the range is empty or too long, the limit is out of range, or the cursor is none, or
     *     of another query
     * @throws UnknownWebhookException if there is no such webhook
     * @throws io.github.webhooks4j.spi.store.StoreException if the store fails
     */
    public MissedEvents missed(WebhookId webhook, Instant from, Instant until, int limit, @Nullable String cursor) {
        checkLimit(limit);
        var search = new MissedSearch(webhook, from, until);
        Webhook present = node.webhook(webhook).orElseThrow(() -> new UnknownWebhookException(webhook));
        return search.find(store, present, limit, cursor);
    }

    /**
     * Returns what happens to a chain next, or what it waits for, as this node knows it: {@link ChainHistory#next()}.
     * Empty if the chain never existed or was pruned.
     *
     * @throws io.github.webhooks4j.spi.store.StoreException if the store fails
     */
    public Optional<Next> next(ChainId chain) {
        return chain(chain).map(ChainHistory::next);
    }

    /**
     * Looks for chains that meet a query, the latest first: at no more than {@link HistoryQuery#MAX_LOOKED}. So there may be none
     * although there is a cursor: then no chain back to {@link FoundChains#lookedBackTo()} meets the query. A webhook or an event that
     * was never there has no chains.
     *
     * @param limit how many at most, 1 to 100
     * @param cursor from {@link FoundChains#next()} of the same query; null for the first look
     * @throws IllegalArgumentException if the limit is out of range, or the cursor is none, or of another query
     */
    public FoundChains find(HistoryQuery query, int limit, @Nullable String cursor) {
        requireNonNull(query, "query");
        checkLimit(limit);
        ChainId before = cursor == null ? null : QueryCursor.read(query, cursor);
        HistoryScan scan = store.find(query, before, limit, HistoryQuery.MAX_LOOKED);
        ChainId reached = scan.reached();
        return new FoundChains(
                scan.chains(),
                scan.exhausted() || reached == null ? null : QueryCursor.write(query, reached),
                reached == null ? null : EventNumber.time(reached.number()),
                scan.looked());
    }

    private static void checkLimit(int limit) {
        if (limit < 1 || limit > MAX_PAGE) {
            throw new IllegalArgumentException("limit must be 1 to " + MAX_PAGE + ", was " + limit);
        }
    }

    /** Returns empty for a chain that was pruned between two reads, together with its settings. */
    private Optional<WebhookSettings> settings(ChainDetails details) {
        return webhooks.settings(details.chain().webhook(), details.chain().revision());
    }

    private ChainHistory toHistory(ChainDetails details, WebhookSettings settings) {
        StoredChain record = details.chain();
        var steps = new ArrayList<StepHistory>();
        for (int step = 0; step < record.chain().plan().steps(); step++) {
            steps.add(step(step, settings, details));
        }
        PendingDelivery due = record.due();
        return new ChainHistory(
                record.chain().id(),
                record.webhook(),
                record.event(),
                details.event().type(),
                details.event().topic(),
                details.event().test(),
                record.chain().state(),
                record.startedAt(),
                record.finishedAt(),
                due == null || due.claimed() ? null : due.at(),
                record.turn() == null ? null : record.turn().key(),
                StoreRules.isWaitingForTurn(record),
                NextRules.of(details, settings, node),
                steps);
    }

    private static StepHistory step(int step, WebhookSettings settings, ChainDetails details) {
        Destination destination = settings.destinations().get(step);
        List<Attempt> attempts = details.attempts().stream()
                .filter(attempt -> attempt.key().delivery().step() == step)
                .map(StoredAttempt::attempt)
                .toList();
        List<StoredCallback> callbacks = details.callbacks().stream()
                .filter(callback -> callback.step() == step)
                .toList();
        boolean accepted = attempts.stream()
                .anyMatch(attempt -> attempt.result() instanceof Response answered
                        && answered.isAccepted(settings.acceptRedirects()));
        List<StoredCallbackProblem> problems = details.problems().stream()
                .filter(problem -> problem.step() == step)
                .toList();
        return new StepHistory(
                step, destination.url(), accepted || !callbacks.isEmpty(), attempts, callbacks, problems);
    }
}
