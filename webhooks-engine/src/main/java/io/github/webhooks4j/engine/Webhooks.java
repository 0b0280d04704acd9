package io.github.webhooks4j.engine;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.engine.internal.context.EngineContext;
import io.github.webhooks4j.engine.internal.publish.EventPublisher;
import io.github.webhooks4j.engine.internal.registry.HandshakeValidator;
import io.github.webhooks4j.engine.internal.registry.WebhookRegistry;
import io.github.webhooks4j.engine.internal.upkeep.DeletedWebhookCleaner;
import io.github.webhooks4j.event.TestScope;
import io.github.webhooks4j.signature.WebhookSecret;
import io.github.webhooks4j.spi.transport.Transport;
import io.github.webhooks4j.webhook.Destination;
import io.github.webhooks4j.webhook.InvalidWebhookException;
import io.github.webhooks4j.webhook.SigningSecret;
import io.github.webhooks4j.webhook.Webhook;
import io.github.webhooks4j.webhook.WebhookDraft;
import io.github.webhooks4j.webhook.WebhookId;
import io.github.webhooks4j.webhook.WebhookRules;
import io.github.webhooks4j.webhook.WebhookSettings;
import io.github.webhooks4j.webhook.WebhookStatus;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The webhooks of a deployment. Thread-safe. Every method that changes a webhook returns when the change is durable.
 *
 * <p>New settings apply to chains that start after the update; a chain continues with the destinations with which it
 * started, so that no payload goes to a destination for which it was not meant. Status and secrets apply at once. This
 * node sees changes of other nodes on the store within about a second. Concurrent changes of several nodes to one
 * webhook are made one after another, and none is lost.
 */
public final class Webhooks {
    private static final Duration SECRET_OVERLAP = Duration.ofHours(24);
    private static final int MAX_SECRETS = 10;

    final WebhookRegistry registry;
    private final EngineContext context;
    private final Transport transport;
    private final HandshakeValidator validator;
    private final boolean canReceiveCallbacks;
    private final DeletedWebhookCleaner deletions;
    private final EventPublisher publisher;

    Webhooks(
            EngineContext context,
            WebhookRegistry registry,
            Transport transport,
            HandshakeValidator validator,
            boolean canReceiveCallbacks,
            DeletedWebhookCleaner deletions,
            EventPublisher publisher) {
        this.context = context;
        this.registry = registry;
        this.transport = transport;
        this.validator = validator;
        this.canReceiveCallbacks = canReceiveCallbacks;
        this.deletions = deletions;
        this.publisher = publisher;
    }

    /**
     * Creates a webhook, enabled and with a secret of its own ({@link Webhook#secret()}). Where destinations are {@linkplain
     * WebhookEngineBuilder#abuseProtection asked} first, this waits for their responses, one after another.
     *
     * @throws InvalidWebhookException with every fault of the draft
     */
    public Webhook create(WebhookDraft draft) {
        var webhook = new Webhook(
                context.ids().webhook(),
                1,
                validator.validate(WebhookRules.check(draft, transport::check, canReceiveCallbacks), List.of()),
                List.of(newSecret()),
                WebhookStatus.ENABLED,
                now());
        registry.insert(webhook);
        return webhook;
    }

    /** Returns all webhooks, the oldest first. */
    public List<Webhook> list() {
        return registry.all().stream()
                .sorted(Comparator.comparing(Webhook::createdAt)
                        .thenComparing(webhook -> webhook.id().value()))
                .toList();
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
     * <p>Headers and credentials are those of the draft; none is copied from the present settings.
     *
     * @throws io.github.webhooks4j.webhook.UnknownWebhookException if there is no such webhook
     * @throws InvalidWebhookException with every fault of the draft
     */
    public Webhook update(WebhookId id, WebhookDraft draft) {
        List<Destination> former = registry.require(id).settings().destinations();
        WebhookSettings settings =
                validator.validate(WebhookRules.check(draft, transport::check, canReceiveCallbacks), former);
        return registry.update(id, webhook -> {
            Webhook changed = webhook.withSettings(settings, draft.moveUnfinished());
            return WebhookRules.requiresNewSecret(draft, webhook.settings(), settings)
                    ? changed.withSecrets(List.of(newSecret()))
                    : changed;
        });
    }

    /**
     * Enables a webhook: it starts chains again, and parked ones continue.
     *
     * @throws io.github.webhooks4j.webhook.UnknownWebhookException if there is no such webhook
     */
    public Webhook enable(WebhookId id) {
        return changeStatus(id, WebhookStatus.ENABLED);
    }

    /**
     * Disables a webhook: it starts no chains, and its unfinished chains are parked.
     *
     * @throws io.github.webhooks4j.webhook.UnknownWebhookException if there is no such webhook
     */
    public Webhook disable(WebhookId id) {
        return changeStatus(id, WebhookStatus.DISABLED);
    }

    /**
     * Deletes a webhook. Its unfinished chains count as cancelled from then on, in the {@linkplain
     * WebhookEngine#history() history}, in the {@linkplain WebhookEngine#chainCounts() chain counts} and for callbacks,
     * and nothing more is sent; an attempt in flight ends on its own. The cancellation of each chain may be written
     * after this method has returned, and the listener is notified of it then. Retention deletes their history like
     * that of other chains.
     *
     * @throws io.github.webhooks4j.webhook.UnknownWebhookException if there is no such webhook
     */
    public void delete(WebhookId id) {
        changeStatus(id, WebhookStatus.DELETED);
        deletions.lookNow();
    }

    /**
     * Gives a webhook a new secret. The former secret signs beside it for 24 hours.
     *
     * @throws io.github.webhooks4j.webhook.UnknownWebhookException if there is no such webhook
     */
    public Webhook rotateSecret(WebhookId id) {
        Instant now = now();
        return registry.update(id, webhook -> {
            var secrets = new ArrayList<SigningSecret>();
            secrets.add(newSecret());
            for (SigningSecret former : webhook.secrets()) {
                Instant expiresAt = former.expiresAt() == null ? now.plus(SECRET_OVERLAP) : former.expiresAt();
                if (now.isBefore(expiresAt) && secrets.size() < MAX_SECRETS) {
                    secrets.add(new SigningSecret(former.secret(), expiresAt));
                }
            }
            return webhook.withSecrets(secrets);
        });
    }

    /**
     * Sends a test event through the whole chain of a webhook. The same as {@link #sendTest(WebhookId, TestScope)} with
     * {@link TestScope#WHOLE_CHAIN}.
     *
     * @throws io.github.webhooks4j.webhook.UnknownWebhookException if there is no such webhook
     * @throws IllegalStateException if it is disabled
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
     * @throws IllegalStateException if the webhook is disabled, or the application's function returned no event, or
     *     one that was published before
     */
    public ChainId sendTest(WebhookId id, TestScope scope) {
        return publisher.publishTest(requireNonNull(id, "id"), requireNonNull(scope, "scope"));
    }

    private SigningSecret newSecret() {
        return new SigningSecret(WebhookSecret.generate(context.random()), null);
    }

    private Webhook changeStatus(WebhookId id, WebhookStatus status) {
        return registry.update(id, webhook -> webhook.status() == status ? webhook : webhook.withStatus(status));
    }

    private Instant now() {
        return context.clock().instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
