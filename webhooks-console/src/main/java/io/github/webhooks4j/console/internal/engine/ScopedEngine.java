package io.github.webhooks4j.console.internal.engine;

import io.github.webhooks4j.Violation;
import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.chain.UnknownChainException;
import io.github.webhooks4j.console.access.Scope;
import io.github.webhooks4j.engine.WebhookEngine;
import io.github.webhooks4j.engine.health.DestinationState;
import io.github.webhooks4j.engine.history.ChainHistory;
import io.github.webhooks4j.engine.webhook.WebhookHealth;
import io.github.webhooks4j.engine.webhook.WebhookPage;
import io.github.webhooks4j.engine.webhook.WebhookQuery;
import io.github.webhooks4j.webhook.InvalidWebhookException;
import io.github.webhooks4j.webhook.UnknownWebhookException;
import io.github.webhooks4j.webhook.Webhook;
import io.github.webhooks4j.webhook.WebhookDraft;
import io.github.webhooks4j.webhook.WebhookId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
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
     * @throws InvalidWebhookException with every fault, a topic outside the scope among them
     */
    public Webhook create(WebhookDraft.Builder draft) {
        return within(draft, () -> engine.webhooks().create(draft.build()));
    }

    /**
     * Changes the settings of a webhook, if nobody has changed them since a revision.
     *
     * @throws UnknownWebhookException if it is unknown
     * @throws io.github.webhooks4j.webhook.WebhookChangedException if it has another revision
     * @throws InvalidWebhookException with every fault, a topic outside the scope among them
     */
    public Webhook update(WebhookId id, int revision, UnaryOperator<WebhookDraft.Builder> change) {
        WebhookDraft.Builder tried = change.apply(WebhookDraft.from(require(id)));
        String topic = tried.build().topic();
        UnaryOperator<WebhookDraft.Builder> within =
                isOutside(topic) ? draft -> change.apply(draft).topic(null) : change;
        return withScopeFault(topic, () -> engine.webhooks().update(id, revision, within));
    }

    private Webhook within(WebhookDraft.Builder draft, Supplier<Webhook> write) {
        String topic = draft.build().topic();
        if (isOutside(topic)) {
            // Without a topic it is refused for certain, with all other faults.
            draft.topic(null);
        }
        return withScopeFault(topic, write);
    }

    private boolean isOutside(@Nullable String topic) {
        return topic != null && !scope.hasFilter(topic);
    }

    private Webhook withScopeFault(@Nullable String topic, Supplier<Webhook> write) {
        try {
            return write.get();
        } catch (InvalidWebhookException e) {
            if (topic == null || !isOutside(topic)) {
                throw e;
            }
            var violations = new ArrayList<Violation>();
            for (Violation violation : e.violations()) {
                violations.add(
                        violation.field().equals("topic")
                                ? new Violation("topic", "must be within " + scope, Violation.quote(topic))
                                : violation);
            }
            throw new InvalidWebhookException(violations);
        }
    }

    /** Enables a webhook. */
    public void enable(WebhookId id) {
        engine.webhooks().enable(require(id).id());
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

    private boolean has(ChainHistory chain) {
        return scope.isEverything()
                || (scope.has(chain.topic()) && webhook(chain.webhook()).isPresent());
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
}
