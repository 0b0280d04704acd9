package io.github.webhooks4j.console.internal.engine;

import io.github.webhooks4j.Violation;
import io.github.webhooks4j.bulk.BulkAction;
import io.github.webhooks4j.bulk.BulkJob;
import io.github.webhooks4j.bulk.BulkJobId;
import io.github.webhooks4j.bulk.BulkPlan;
import io.github.webhooks4j.bulk.UnknownBulkJobException;
import io.github.webhooks4j.catalog.EventType;
import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.chain.UnknownChainException;
import io.github.webhooks4j.console.access.Scope;
import io.github.webhooks4j.console.internal.model.ChainRow;
import io.github.webhooks4j.engine.WebhookEngine;
import io.github.webhooks4j.engine.health.DestinationState;
import io.github.webhooks4j.engine.history.AttemptRequest;
import io.github.webhooks4j.engine.history.ChainHistory;
import io.github.webhooks4j.engine.history.EventHistory;
import io.github.webhooks4j.engine.history.Explanation;
import io.github.webhooks4j.engine.webhook.Backlog;
import io.github.webhooks4j.engine.webhook.WebhookHealth;
import io.github.webhooks4j.engine.webhook.WebhookPage;
import io.github.webhooks4j.engine.webhook.WebhookQuery;
import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.event.UnknownEventException;
import io.github.webhooks4j.history.FoundChains;
import io.github.webhooks4j.history.HistoryQuery;
import io.github.webhooks4j.webhook.InvalidWebhookException;
import io.github.webhooks4j.webhook.UnknownWebhookException;
import io.github.webhooks4j.webhook.Webhook;
import io.github.webhooks4j.webhook.WebhookDraft;
import io.github.webhooks4j.webhook.WebhookId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The engine as one visitor may see and steer it: what is outside the scope is unknown to it. Every read and write of the
 * pages goes through it, and no page has the engine itself. A chain is in the scope if its event's topic is and its webhook's
 * present filter is, so that neither a former topic of a webhook nor a webhook on more than the scope shows anything.
 * Thread-safe.
 */
public final class ScopedEngine {
    private final WebhookEngine engine;
    private final Scope scope;

    /** Creates the view of an engine within a scope. */
    public ScopedEngine(WebhookEngine engine, Scope scope) {
        this.engine = engine;
        this.scope = scope;
    }

    /** Returns this node, if the visitor's scope is everything; empty otherwise, since its health is of all webhooks. */
    public Optional<NodeState> node() {
        return scope.isEverything() ? Optional.of(new NodeState(engine)) : Optional.empty();
    }

    /** Returns the types of the catalogue that exist for the visitor: hidden ones only with the whole deployment. */
    public List<EventType> eventTypes() {
        return engine.catalog().stream()
                .flatMap(catalog -> catalog.types().stream())
                .filter(type -> scope.isEverything() || !type.hidden())
                .toList();
    }

    /** Returns the state of the destinations of one webhook on this node. */
    public List<DestinationState> destinations(WebhookId webhook) {
        return engine.destinations().stream()
                .filter(state -> state.webhook().equals(webhook))
                .toList();
    }

    /** Returns a page of webhooks, as {@code Webhooks.list} does. */
    public WebhookPage webhooks(WebhookQuery query, int limit, @Nullable String cursor) {
        Optional<WebhookQuery> within = within(query);
        return within.isEmpty()
                ? new WebhookPage(List.of(), null)
                : engine.webhooks().list(within.get(), limit, cursor);
    }

    private Optional<WebhookQuery> within(WebhookQuery query) {
        if (scope.isEverything()) {
            return Optional.of(query);
        }
        String pattern = scope.pattern().orElseThrow();
        if (query.topic() != null) {
            return scope.hasFilter(query.topic()) ? Optional.of(query) : Optional.empty();
        }
        String namespace = pattern.substring(0, pattern.indexOf('/'));
        if (query.namespace() != null && !query.namespace().equals(namespace)) {
            return Optional.empty();
        }
        return Optional.of(scope.topic().isPresent() ? query.withTopic(pattern) : query.withNamespace(namespace));
    }

    /** Returns a webhook; empty if it is unknown. */
    public Optional<Webhook> webhook(WebhookId id) {
        return engine.webhooks().get(id).filter(this::has);
    }

    /**
     * Returns the codes of the states of the latest chains of webhooks, by their ids, the earliest first. Within a scope those of a
     * former topic of a webhook are left out.
     */
    public Map<String, List<String>> latestStates(List<Webhook> webhooks, int limit) {
        if (webhooks.isEmpty()) {
            return Map.of();
        }
        var codes = new HashMap<String, List<String>>();
        engine.history()
                .latestChains(webhooks.stream().map(Webhook::id).toList(), limit)
                .forEach((id, latest) -> {
                    var earliestFirst = new ArrayList<>(latest.stream()
                            .filter(chain -> scope.has(chain.topic()))
                            .map(chain -> chain.state().code())
                            .toList());
                    if (!earliestFirst.isEmpty()) {
                        Collections.reverse(earliestFirst);
                        codes.put(id.value(), earliestFirst);
                    }
                });
        return codes;
    }

    private boolean has(Webhook webhook) {
        return scope.hasFilter(webhook.settings().filter().topic());
    }

    private Webhook require(WebhookId id) {
        return webhook(id).orElseThrow(() -> new UnknownWebhookException(id));
    }

    /** Returns how a webhook is doing. */
    public WebhookHealth health(WebhookId id) {
        return engine.webhooks().health(require(id).id());
    }

    /**
     * Creates a webhook.
     *
     * @param faults what is known to be wrong with it already
     * @throws InvalidWebhookException with every fault, these and a topic outside the scope among them
     */
    public Webhook create(WebhookDraft.Builder draft, List<Violation> faults) {
        List<Violation> known = withScope(draft.build().topic(), faults);
        if (known.isEmpty()) {
            return engine.webhooks().create(draft.build());
        }
        return refuse(known, () -> engine.webhooks().create(refused(draft).build()));
    }

    /**
     * Changes the settings of a webhook, if they were not changed since a revision.
     *
     * @param faults what is known to be wrong with the change already
     * @throws UnknownWebhookException if it is unknown
     * @throws io.github.webhooks4j.webhook.WebhookChangedException if it has another revision
     * @throws InvalidWebhookException with every fault, these and a topic outside the scope among them
     */
    public Webhook update(
            WebhookId id, int revision, UnaryOperator<WebhookDraft.Builder> change, List<Violation> faults) {
        String topic = change.apply(WebhookDraft.from(require(id))).build().topic();
        List<Violation> known = withScope(topic, faults);
        if (known.isEmpty()) {
            return engine.webhooks().update(id, revision, change);
        }
        return refuse(known, () -> engine.webhooks().update(id, revision, draft -> refused(change.apply(draft))));
    }

    private List<Violation> withScope(@Nullable String topic, List<Violation> faults) {
        var known = new ArrayList<>(faults);
        if (topic != null && !topic.isEmpty() && !scope.hasFilter(topic)) {
            known.add(new Violation("topic", "must be within " + scope, Violation.quote(topic)));
        }
        return known;
    }

    /** Returns a draft that is refused for certain, so that only the rest of its faults is found. */
    private static WebhookDraft.Builder refused(WebhookDraft.Builder draft) {
        return draft.signatures(Set.of());
    }

    private static Webhook refuse(List<Violation> known, Runnable write) {
        var all = new ArrayList<>(known);
        Set<String> fields = known.stream().map(Violation::field).collect(Collectors.toSet());
        try {
            write.run();
        } catch (InvalidWebhookException e) {
            e.violations().stream()
                    .filter(violation -> !violation.field().equals("signatures") && !fields.contains(violation.field()))
                    .forEach(all::add);
        }
        throw new InvalidWebhookException(all);
    }

    /** Enables a webhook, and decides what becomes of what has waited. */
    public void enable(WebhookId id, Backlog backlog) {
        engine.webhooks().enable(require(id).id(), backlog);
    }

    /** Disables a webhook. */
    public void disable(WebhookId id) {
        engine.webhooks().disable(require(id).id());
    }

    /** Gives a webhook a new secret. */
    public Webhook rotateSecret(WebhookId id) {
        return engine.webhooks().rotateSecret(require(id).id());
    }

    /** Deletes a webhook. */
    public void delete(WebhookId id) {
        engine.webhooks().delete(require(id).id());
    }

    /** Sends a test event to a webhook. */
    public ChainId sendTest(WebhookId id) {
        return engine.webhooks().sendTest(require(id).id());
    }

    /** Returns one chain; empty if it is unknown. */
    public Optional<ChainHistory> chain(ChainId id) {
        return engine.history().chain(id).filter(this::has);
    }

    /** Returns the request of an attempt of a chain that is known, built again; empty if there is no such attempt. */
    public Optional<AttemptRequest> request(ChainHistory known, int step, int attempt) {
        return engine.history().request(known.id(), step, attempt);
    }

    private boolean has(ChainHistory chain) {
        return scope.isEverything()
                || (scope.has(chain.topic()) && webhook(chain.webhook()).isPresent());
    }

    /**
     * Returns chains as {@code History.find} does, with the names of their webhooks. Within a scope a page may have fewer
     * than it could: chains of webhooks outside it are left out after they were found.
     */
    public ChainRows find(HistoryQuery query, int limit, @Nullable String cursor) {
        if (query.topic() != null && !scope.hasFilter(query.topic())) {
            return ChainRows.NONE;
        }
        HistoryQuery within = scope.isEverything() || query.topic() != null
                ? query
                : query.topic(scope.pattern().orElseThrow());
        FoundChains found = engine.history().find(within, limit, cursor);
        List<ChainRow> rows = found.chains().stream()
                .map(chain -> new ChainRow(chain, name(chain.webhook())))
                .filter(row -> scope.isEverything() || row.webhook() != null)
                .toList();
        return new ChainRows(rows, found);
    }

    /** Returns the name of a webhook; null if it is unknown, perhaps since it was deleted. */
    public @Nullable String name(WebhookId id) {
        return webhook(id).map(webhook -> webhook.settings().name()).orElse(null);
    }

    /** Returns an event with its chains, as far as they are known; empty if it is unknown. */
    public Optional<EventHistory> event(EventId id) {
        return engine.history()
                .event(id)
                .filter(found -> scope.has(found.event().topic()));
    }

    /** Returns for each webhook in the scope why an event started a chain for it, or did not. */
    public List<Explanation> explain(EventId id) {
        return engine.history().explain(id).orElse(List.of()).stream()
                .filter(explanation -> has(explanation.webhook()))
                .toList();
    }

    private ChainId require(ChainId id) {
        if (scope.isEverything()) {
            return id;
        }
        return chain(id).map(ChainHistory::id).orElseThrow(() -> new UnknownChainException(id));
    }

    /** Resumes an interrupted chain. */
    public void resume(ChainId id) {
        engine.chains().resume(require(id));
    }

    /** Cancels a chain. */
    public void cancel(ChainId id) {
        engine.chains().cancel(require(id));
    }

    /** Runs a finished chain again. */
    public ChainId rerun(ChainId id) {
        return engine.chains().rerun(require(id));
    }

    /**
     * Makes the next attempt of a chain due now.
     *
     * @param ignoreRetryAfter whether also earlier than the destination requested
     */
    public void deliverNow(ChainId id, boolean ignoreRetryAfter) {
        engine.chains().deliverNow(require(id), ignoreRetryAfter);
    }

    /** Sends an event that was accepted before to a webhook that it started no chain for. */
    public ChainId send(EventId event, WebhookId webhook) {
        WebhookId known = require(webhook).id();
        EventId accepted =
                event(event).map(found -> found.event().id()).orElseThrow(() -> new UnknownEventException(event));
        return engine.chains().send(accepted, known);
    }

    /**
     * Returns what a bulk job would do. Within a scope it must be for one webhook of the scope, since a job knows topics only, and a
     * topic of the scope has chains of webhooks outside it too; empty otherwise.
     */
    public Optional<BulkPlan> planBulk(BulkAction action, HistoryQuery query) {
        return withinOneWebhook(action, query).map(within -> engine.bulk().plan(action, within));
    }

    private Optional<HistoryQuery> withinOneWebhook(BulkAction action, HistoryQuery query) {
        if (scope.isEverything()) {
            return Optional.of(query);
        }
        if (query.webhook() == null || webhook(query.webhook()).isEmpty()) {
            return Optional.empty();
        }
        if (action == BulkAction.SEND_MISSED) {
            // Only events that pass the webhook's filter are sent, which is within the scope.
            return Optional.of(query);
        }
        if (query.topic() == null) {
            return Optional.of(query.topic(scope.pattern().orElseThrow()));
        }
        return scope.hasFilter(query.topic()) ? Optional.of(query) : Optional.empty();
    }

    /** Starts a bulk job with a plan of {@link #planBulk}. */
    public BulkJob startBulk(BulkPlan plan, String startedBy) {
        return engine.bulk().start(plan, startedBy);
    }

    /** Returns a bulk job; empty if it is unknown. */
    public Optional<BulkJob> bulkJob(BulkJobId id) {
        return engine.bulk().job(id).filter(this::has);
    }

    /** Returns the latest bulk jobs, the latest first. */
    public List<BulkJob> bulkJobs(int limit) {
        return engine.bulk().list(limit, null).stream().filter(this::has).toList();
    }

    private boolean has(BulkJob job) {
        return withinOneWebhook(job.action(), job.query())
                .filter(job.query()::equals)
                .isPresent();
    }

    /** Stops a bulk job. */
    public void stopBulk(BulkJobId id) {
        BulkJobId known = bulkJob(id).map(BulkJob::id).orElseThrow(() -> new UnknownBulkJobException(id));
        engine.bulk().stop(known);
    }
}
