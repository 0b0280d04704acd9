package io.github.webhooks4j.engine;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.Violation;
import io.github.webhooks4j.catalog.CatalogAction;
import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.engine.history.Explanation;
import io.github.webhooks4j.engine.internal.context.EngineContext;
import io.github.webhooks4j.engine.internal.publish.EventPublisher;
import io.github.webhooks4j.engine.internal.registry.HandshakeValidator;
import io.github.webhooks4j.engine.internal.registry.WebhookOrder;
import io.github.webhooks4j.engine.internal.registry.WebhookRegistry;
import io.github.webhooks4j.engine.internal.runtime.EngineCatalog;
import io.github.webhooks4j.engine.internal.runtime.EngineOptions;
import io.github.webhooks4j.engine.internal.upkeep.DeletedWebhookCleaner;
import io.github.webhooks4j.engine.webhook.Backlog;
import io.github.webhooks4j.engine.webhook.WebhookHealth;
import io.github.webhooks4j.engine.webhook.WebhookPage;
import io.github.webhooks4j.engine.webhook.WebhookQuery;
import io.github.webhooks4j.event.Event;
import io.github.webhooks4j.event.TestScope;
import io.github.webhooks4j.event.TypePattern;
import io.github.webhooks4j.signature.SignatureScheme;
import io.github.webhooks4j.signature.WebhookSecret;
import io.github.webhooks4j.spi.store.FailureStreak;
import io.github.webhooks4j.spi.transport.Transport;
import io.github.webhooks4j.webhook.DisablePolicy;
import io.github.webhooks4j.webhook.InvalidWebhookException;
import io.github.webhooks4j.webhook.SigningSecret;
import io.github.webhooks4j.webhook.Webhook;
import io.github.webhooks4j.webhook.WebhookChangedException;
import io.github.webhooks4j.webhook.WebhookDraft;
import io.github.webhooks4j.webhook.WebhookId;
import io.github.webhooks4j.webhook.WebhookRules;
import io.github.webhooks4j.webhook.WebhookSettings;
import io.github.webhooks4j.webhook.WebhookStatus;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The webhooks of a deployment. Thread-safe. Every method that changes a webhook returns when the change is durable.
 *
 * <p>New settings apply to chains that start after the update; a chain continues with the destinations with which it
 * started, so that no payload goes to a destination for which it was not meant. Status and secrets apply at once. This
 * node sees changes of other nodes on the store within about a second. Concurrent changes of several nodes to one
 * webhook are made one after another, and none is lost.
 *
 * <p>Methods that change a webhook throw {@link io.github.webhooks4j.engine.lifecycle.EngineClosedException} once the
 * engine is closed, and {@link io.github.webhooks4j.spi.store.StoreException} if the store fails.
 */
public final class Webhooks {
    private static final int MAX_SECRETS = 10;
    /** The most webhooks that a page may have. */
    public static final int MAX_PAGE = 1_000;
    /** How often a change is made anew because others were faster. */
    private static final int MAX_CHANGES = 100;

    final WebhookRegistry registry;
    private final EngineContext context;
    private final Transport transport;
    private final HandshakeValidator validator;
    private final boolean canReceiveCallbacks;
    private final @Nullable EngineCatalog catalog;
    private final Duration secretOverlap;
    private final DisablePolicy disabling;
    private final DeletedWebhookCleaner deletions;
    private final EventPublisher publisher;

    Webhooks(
            EngineContext context,
            WebhookRegistry registry,
            EngineOptions options,
            HandshakeValidator validator,
            DeletedWebhookCleaner deletions,
            EventPublisher publisher) {
        this.context = context;
        this.registry = registry;
        this.transport = options.transport();
        this.validator = validator;
        this.canReceiveCallbacks = options.callbackBase() != null;
        this.catalog = options.catalog();
        this.secretOverlap = options.secretOverlap();
        this.disabling = options.disabling();
        this.deletions = deletions;
        this.publisher = publisher;
    }

    /**
     * Creates a webhook, enabled and with a secret of its own ({@link Webhook#secret()}), a random one unless the draft
     * {@linkplain WebhookDraft.Builder#secret has one}. Where destinations are {@linkplain
     * WebhookEngineBuilder#abuseProtection asked} first, this waits for their responses, one after another.
     *
     * @throws InvalidWebhookException with every fault of the draft
     */
    public Webhook create(WebhookDraft draft) {
        requireOpen();
        Webhook webhook = drafted(draft);
        registry.insert(webhook);
        return webhook;
    }

    /** Returns a new webhook that is not stored yet. */
    Webhook drafted(WebhookDraft draft) {
        return new Webhook(
                context.ids().webhook(),
                1,
                checked(draft, Optional.empty()),
                currentSecrets(draft.signatures(), draft, List.of()),
                WebhookStatus.ENABLED,
                now());
    }

    /**
     * Returns the webhooks as a transaction of the application changes them: each change takes effect exactly if it
     * commits.
     *
     * @param connection a connection of the application to the database of the engine's store; its settings are not
     *     changed
     */
    public TransactionalWebhooks in(Connection connection) {
        return new TransactionalWebhooks(this, connection);
    }

    /** Returns all webhooks, the oldest first. */
    public List<Webhook> list() {
        return registry.all().stream().sorted(WebhookOrder.OLDEST_FIRST).toList();
    }

    /**
     * Returns a page of webhooks, the oldest first, as this node knows them: it asks no store. A webhook that is created
     * while pages are read may be on a later one.
     *
     * @param query which webhooks
     * @param limit how many at most, 1 to 1,000
     * @param cursor from {@link WebhookPage#next()} of the same query; null for the first page
     * @throws IllegalArgumentException if the limit is out of range or the cursor is none
     */
    public WebhookPage list(WebhookQuery query, int limit, @Nullable String cursor) {
        requireNonNull(query, "query");
        if (limit < 1 || limit > MAX_PAGE) {
            throw new IllegalArgumentException("limit must be 1 to " + MAX_PAGE + ", was " + limit);
        }
        return WebhookOrder.page(registry.all(), query, limit, cursor);
    }

    /**
     * Returns how a webhook is doing: its status as this node knows it, and from the store, since when its attempts fail
     * and when it will be disabled.
     *
     * @throws io.github.webhooks4j.webhook.UnknownWebhookException if there is no such webhook
     * @throws io.github.webhooks4j.spi.store.StoreException if the store fails
     */
    public WebhookHealth health(WebhookId id) {
        Webhook webhook = registry.require(id);
        FailureStreak failures = registry.failures(id);
        return new WebhookHealth(
                webhook.status(),
                webhook.statusSince(),
                failures.failingSince(),
                failures.failedAttempts(),
                webhook.status() == WebhookStatus.ENABLED ? failures.disablesAt(disabling) : null);
    }

    /**
     * Returns for each webhook that this node knows whether an event would start a chain if it was published now, and if
     * not, why. Those nearest to a match are first, at most 1,000. Publishes nothing, and queries no store.
     *
     * @see io.github.webhooks4j.engine.history.History#explain
     */
    public List<Explanation> explain(Event event) {
        return Explanation.of(requireNonNull(event, "event"), registry.all());
    }

    /** Returns a webhook; empty if there is none, or it was deleted. */
    public Optional<Webhook> get(WebhookId id) {
        return registry.get(id);
    }

    /**
     * Replaces the settings of a webhook, for chains that start from now on; for unfinished ones too, if the draft has
     * {@link WebhookDraft.Builder#moveUnfinished moveUnfinished}. Waits for new destinations as {@link #create} does.
     *
     * <p>If a destination has a host or port that no present one has, or the same without TLS, the webhook gets a new
     * secret, and former secrets no longer sign, unless the draft has {@link WebhookDraft.Builder#retainSecret
     * retainSecret}. Compare {@link Webhook#secret()} of the returned webhook with the receiver's secret: the receiver
     * needs a new one. Unless they are moved, chains that started before continue to the former destinations, signed
     * with the new secret, so that a receiver that verifies refuses them: {@linkplain Chains#cancel cancel} them, or
     * retain the secret and {@linkplain #rotateSecret rotate} it when they have ended.
     *
     * <p>Headers and credentials are those of the draft; none is copied from the present settings, except into a draft
     * that was made {@linkplain WebhookDraft#from from} them. If the draft has a {@linkplain WebhookDraft.Builder#secret
     * secret}, it becomes the webhook's; the present one signs beside it for as long as after {@link #rotateSecret},
     * unless the change requires a new secret as described above: then it no longer signs.
     *
     * @throws io.github.webhooks4j.webhook.UnknownWebhookException if there is no such webhook
     * @throws InvalidWebhookException with every fault of the draft
     */
    public Webhook update(WebhookId id, WebhookDraft draft) {
        requireOpen();
        return registry.update(id, change(Optional.of(registry.require(id)), draft));
    }

    /** Returns what a draft makes of a webhook, of which {@code known} is the state that this node knows. */
    UnaryOperator<Webhook> change(Optional<Webhook> known, WebhookDraft draft) {
        WebhookSettings settings = checked(draft, known);
        return webhook -> changed(webhook, draft, settings);
    }

    /**
     * Changes the settings of a webhook: what {@code change} does not set stays as it is, also headers, and the user and
     * password of a destination whose URL stays ({@link WebhookDraft#from}). Otherwise as {@link #update(WebhookId,
     * WebhookDraft)}.
     *
     * @param change changes a draft of the present settings, and returns it. It is called again if the settings were changed
     *     concurrently, so it must do nothing else; no lock is held
     * @throws io.github.webhooks4j.webhook.UnknownWebhookException if there is no such webhook
     * @throws InvalidWebhookException with every fault of the draft
     * @throws IllegalStateException if the settings were changed 100 times in the meantime
     */
    public Webhook update(WebhookId id, UnaryOperator<WebhookDraft.Builder> change) {
        requireOpen();
        requireNonNull(change, "change");
        for (int attempt = 0; attempt < MAX_CHANGES; attempt++) {
            Webhook present = registry.require(id);
            WebhookDraft draft = draft(present, change);
            WebhookSettings settings = checked(draft, Optional.of(present));
            var made = new AtomicBoolean();
            Webhook after = registry.update(id, webhook -> {
                made.set(webhook.settings().equals(present.settings()));
                return made.get() ? changed(webhook, draft, settings) : webhook;
            });
            if (made.get()) {
                return after;
            }
        }
        throw new IllegalStateException("webhook " + id + " was changed by others " + MAX_CHANGES
                + " times while it was to be changed; try again");
    }

    /**
     * Changes the settings of a webhook as {@link #update(WebhookId, UnaryOperator)} does, but only from the revision
     * that its user saw, so that two users do not overwrite each other unseen.
     *
     * @param revision the {@linkplain Webhook#revision() revision} that the change was made for
     * @throws io.github.webhooks4j.webhook.UnknownWebhookException if there is no such webhook
     * @throws WebhookChangedException if it has another revision
     * @throws InvalidWebhookException with every fault of the draft
     */
    public Webhook update(WebhookId id, int revision, UnaryOperator<WebhookDraft.Builder> change) {
        requireOpen();
        requireNonNull(change, "change");
        Webhook present = requireRevision(registry.require(id), revision);
        WebhookDraft draft = draft(present, change);
        WebhookSettings settings = checked(draft, Optional.of(present));
        return registry.update(id, webhook -> changed(requireRevision(webhook, revision), draft, settings));
    }

    private static Webhook requireRevision(Webhook webhook, int revision) {
        if (webhook.revision() != revision) {
            throw new WebhookChangedException(webhook.id(), revision, webhook.revision());
        }
        return webhook;
    }

    /** Returns a webhook after a change of the draft of its present settings. */
    Webhook change(Webhook webhook, UnaryOperator<WebhookDraft.Builder> change) {
        WebhookDraft draft = draft(webhook, change);
        return changed(webhook, draft, checked(draft, Optional.of(webhook)));
    }

    private static WebhookDraft draft(Webhook webhook, UnaryOperator<WebhookDraft.Builder> change) {
        return requireNonNull(change.apply(WebhookDraft.from(webhook)), "change must return a draft")
                .build();
    }

    /** Checks a draft; a pattern for types that the webhook has so far may have left the catalogue. */
    private WebhookSettings checked(WebhookDraft draft, Optional<Webhook> present) {
        List<TypePattern> types =
                present.map(webhook -> webhook.settings().filter().types()).orElse(List.of());
        WebhookSettings settings = WebhookRules.check(
                draft,
                transport::check,
                canReceiveCallbacks,
                pattern -> types.contains(pattern) || isPublished(pattern));
        String profile = settings.tlsProfile();
        if (profile != null && !transport.hasTlsProfile(profile)) {
            throw new InvalidWebhookException(List.of(
                    new Violation("tlsProfile", "must be one that the transport has", Violation.quote(profile))));
        }
        return validator.validate(
                settings,
                present.map(webhook -> webhook.settings().destinations()).orElse(List.of()));
    }

    private boolean isPublished(TypePattern pattern) {
        return catalog == null
                || catalog.policy().unknownTypes() != CatalogAction.REJECT
                || catalog.types().types().stream().anyMatch(type -> pattern.matches(type.name()));
    }

    private Webhook changed(Webhook webhook, WebhookDraft draft, WebhookSettings settings) {
        Webhook changed = webhook.withSettings(settings, draft.moveUnfinished());
        boolean requiresNew = WebhookRules.requiresNewSecret(draft, webhook.settings(), settings);
        List<SigningSecret> present = requiresNew ? List.of() : webhook.secrets();
        return changed.withSecrets(withFormer(currentSecrets(settings.signatures(), draft, present), present));
    }

    /** Returns a secret for each scheme: that of the draft, or else the present one, or else a new one. */
    private List<SigningSecret> currentSecrets(
            Set<SignatureScheme> schemes, WebhookDraft draft, List<SigningSecret> present) {
        return schemes.stream()
                .sorted()
                .map(scheme -> Stream.concat(
                                draft.revealSecret().stream(),
                                present.stream()
                                        .filter(secret -> secret.expiresAt() == null)
                                        .map(SigningSecret::secret))
                        .filter(secret -> secret.scheme() == scheme)
                        .findFirst()
                        .map(secret -> new SigningSecret(secret, null))
                        .orElseGet(() -> newSecret(scheme)))
                .toList();
    }

    void requireOpen() {
        publisher.requireOpen();
    }

    /**
     * Enables a webhook: it starts chains again, and parked ones continue.
     *
     * @throws io.github.webhooks4j.webhook.UnknownWebhookException if there is no such webhook
     */
    public Webhook enable(WebhookId id) {
        requireOpen();
        return registry.changeStatus(id, WebhookStatus.ENABLED);
    }

    /**
     * Enables a webhook, and decides what becomes of its deliveries that have waited. With {@link Backlog#DROP} this is a change
     * of its settings, and so its next revision. A chain that is resumed afterwards is delivered.
     *
     * @throws io.github.webhooks4j.webhook.UnknownWebhookException if there is no such webhook
     */
    public Webhook enable(WebhookId id, Backlog backlog) {
        requireNonNull(backlog, "backlog");
        if (backlog == Backlog.SEND) {
            return enable(id);
        }
        requireOpen();
        Instant now = now();
        return registry.update(id, webhook -> webhook.droppingBacklog(now).withStatus(WebhookStatus.ENABLED, now));
    }

    /**
     * Disables a webhook: it starts no chains, and its unfinished chains are parked.
     *
     * @throws io.github.webhooks4j.webhook.UnknownWebhookException if there is no such webhook
     */
    public Webhook disable(WebhookId id) {
        requireOpen();
        return registry.changeStatus(id, WebhookStatus.DISABLED);
    }

    /**
     * Deletes a webhook. Its unfinished chains count as cancelled from then on, in the {@linkplain
     * WebhookEngine#history() history}, in the {@linkplain WebhookEngine#chainCounts() chain counts} and for callbacks,
     * and nothing more is sent; an attempt in flight ends on its own. The cancellation of each chain may be written
     * after this method has returned, and listeners are notified of it then. Retention deletes their history like
     * that of other chains.
     *
     * @throws io.github.webhooks4j.webhook.UnknownWebhookException if there is no such webhook
     */
    public void delete(WebhookId id) {
        requireOpen();
        registry.changeStatus(id, WebhookStatus.DELETED);
        deletions.lookNow();
    }

    /**
     * Gives a webhook a new secret for each scheme that it signs with. The former secrets sign beside them for 24 hours, or the
     * time that {@link WebhookEngineBuilder#secretOverlap} sets; of more than 10 secrets, the last 10 do.
     *
     * @throws io.github.webhooks4j.webhook.UnknownWebhookException if there is no such webhook
     */
    public Webhook rotateSecret(WebhookId id) {
        requireOpen();
        return registry.update(id, webhook -> {
            List<SigningSecret> current = webhook.settings().signatures().stream()
                    .sorted()
                    .map(this::newSecret)
                    .toList();
            return webhook.withSecrets(withFormer(current, webhook.secrets()));
        });
    }

    /** Returns current secrets, and the former ones for as long as they sign beside them. */
    private List<SigningSecret> withFormer(List<SigningSecret> current, List<SigningSecret> present) {
        Instant now = now();
        List<WebhookSecret> kept = current.stream().map(SigningSecret::secret).toList();
        var secrets = new ArrayList<>(current);
        for (SigningSecret former : present) {
            Instant expiresAt = former.expiresAt() == null ? now.plus(secretOverlap) : former.expiresAt();
            if (!kept.contains(former.secret()) && now.isBefore(expiresAt) && secrets.size() < MAX_SECRETS) {
                secrets.add(new SigningSecret(former.secret(), expiresAt));
            }
        }
        return secrets;
    }

    /**
     * Sends a test event through the whole chain of a webhook. The same as {@link #sendTest(WebhookId, TestScope)} with
     * {@link TestScope#WHOLE_CHAIN}.
     *
     * @throws io.github.webhooks4j.webhook.UnknownWebhookException if there is no such webhook
     * @throws io.github.webhooks4j.webhook.WebhookDisabledException if it is disabled
     */
    public ChainId sendTest(WebhookId id) {
        return sendTest(id, TestScope.WHOLE_CHAIN);
    }

    /**
     * Sends a test event to a webhook, regardless of its filter, and returns the chain. The event is the one that {@link
     * WebhookEngineBuilder#testEvent} defines; by default a push without a tag to a repository that the webhook watches.
     * Its deliveries have the header {@code webhook-test}, and history shows that it is a test.
     *
     * @param scope how far it goes
     * @throws io.github.webhooks4j.webhook.UnknownWebhookException if there is no such webhook
     * @throws io.github.webhooks4j.webhook.WebhookDisabledException if it is disabled
     * @throws IllegalStateException if the application's function returned no event, or one that was published before
     */
    public ChainId sendTest(WebhookId id, TestScope scope) {
        return publisher.publishTest(requireNonNull(id, "id"), requireNonNull(scope, "scope"));
    }

    private SigningSecret newSecret(SignatureScheme scheme) {
        return new SigningSecret(WebhookSecret.generate(scheme, context.random()), null);
    }

    Instant now() {
        return context.clock().instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
