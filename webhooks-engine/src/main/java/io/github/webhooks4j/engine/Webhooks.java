package io.github.webhooks4j.engine;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.event.Event;
import io.github.webhooks4j.signature.WebhookSecret;
import io.github.webhooks4j.store.Store;
import io.github.webhooks4j.webhook.DestinationCheck;
import io.github.webhooks4j.webhook.InvalidWebhookException;
import io.github.webhooks4j.webhook.SigningSecret;
import io.github.webhooks4j.webhook.Webhook;
import io.github.webhooks4j.webhook.WebhookDraft;
import io.github.webhooks4j.webhook.WebhookId;
import io.github.webhooks4j.webhook.WebhookRules;
import io.github.webhooks4j.webhook.WebhookSettings;
import io.github.webhooks4j.webhook.WebhookStatus;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The webhooks of a deployment. Thread-safe. Every method that changes something returns when it is durable.
 *
 * <p>A change of settings holds for chains that start after it; a chain goes on with the destinations that it started with, so
 * that nothing is sent where it was not meant to go. Status and secrets hold at once.
 */
public final class Webhooks {
    private static final Duration SECRET_OVERLAP = Duration.ofHours(24);
    private static final int MAX_SECRETS = 10;
    private static final int MAX_CACHED_REVISIONS = 10_000;

    private record Disabled(WebhookId webhook, WebhookStatus status) {}

    private record Revision(WebhookId webhook, int number) {}

    private final Store store;
    private final Function<String, DestinationCheck> check;
    private final boolean canReceiveCallbacks;
    private final Clock clock;
    private final RandomGenerator random;
    private final Ids ids;
    private final Consumer<Webhook> statusChanged;
    private final Consumer<WebhookId> deleted;
    private final Function<Webhook, ChainId> tester;

    private final ConcurrentMap<WebhookId, Webhook> webhooks = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, List<Webhook>> byTopic = new ConcurrentHashMap<>();
    private final Map<Revision, WebhookSettings> revisions = new ConcurrentHashMap<>();
    private final Queue<Disabled> disabledByStore = new ConcurrentLinkedQueue<>(); // taken from by one loop
    private final Object writing = new Object();
    /** Webhooks whose last save failed, though the store may have kept it. */
    private final Set<WebhookId> unsure = new HashSet<>(); // guarded by writing

    /**
     * Creates webhooks.
     *
     * @param statusChanged told of every new status, in the order of the changes; called with a lock held, must not block
     * @param deleted told after a webhook was deleted; may block
     */
    Webhooks(
            Store store,
            Function<String, DestinationCheck> check,
            boolean canReceiveCallbacks,
            Clock clock,
            RandomGenerator random,
            Ids ids,
            Consumer<Webhook> statusChanged,
            Consumer<WebhookId> deleted,
            Function<Webhook, ChainId> tester) {
        this.store = store;
        this.check = check;
        this.canReceiveCallbacks = canReceiveCallbacks;
        this.clock = clock;
        this.random = random;
        this.ids = ids;
        this.statusChanged = statusChanged;
        this.deleted = deleted;
        this.tester = tester;
    }

    /** Fills the cache; returns what was deleted but still has history. */
    List<Webhook> load() {
        var deleted = new ArrayList<Webhook>();
        for (Webhook webhook : store.webhooks()) {
            if (webhook.status() == WebhookStatus.DELETED) {
                deleted.add(webhook);
            } else {
                cache(webhook);
            }
        }
        return deleted;
    }

    /**
     * Creates a webhook, enabled and with a secret of its own ({@link Webhook#secret()}).
     *
     * @throws InvalidWebhookException with every fault of the draft
     */
    public Webhook create(WebhookDraft draft) {
        var webhook = new Webhook(
                ids.webhook(),
                1,
                WebhookRules.check(draft, check, canReceiveCallbacks),
                List.of(new SigningSecret(WebhookSecret.generate(random), null)),
                WebhookStatus.ENABLED,
                now());
        synchronized (writing) {
            save(webhook);
            statusChanged.accept(webhook);
        }
        return webhook;
    }

    /** Returns all webhooks, the oldest first. */
    public List<Webhook> list() {
        return webhooks.values().stream()
                .sorted(Comparator.comparing(Webhook::createdAt)
                        .thenComparing(webhook -> webhook.id().value()))
                .toList();
    }

    /** Returns a webhook; empty if there is none, or it was deleted. */
    public Optional<Webhook> get(WebhookId id) {
        return Optional.ofNullable(webhooks.get(id));
    }

    /**
     * Gives a webhook other settings, for chains that start from now on.
     *
     * @throws UnknownWebhookException if there is no such webhook
     * @throws InvalidWebhookException with every fault of the draft
     */
    public Webhook change(WebhookId id, WebhookDraft draft) {
        WebhookSettings settings = WebhookRules.check(draft, check, canReceiveCallbacks);
        synchronized (writing) {
            return save(current(id).withSettings(settings));
        }
    }

    /**
     * Makes a webhook start chains again, and lets parked ones go on.
     *
     * @throws UnknownWebhookException if there is no such webhook
     */
    public Webhook enable(WebhookId id) {
        return changeStatus(id, WebhookStatus.ENABLED);
    }

    /**
     * Stops a webhook: it starts no chains, and those it has are parked.
     *
     * @throws UnknownWebhookException if there is no such webhook
     */
    public Webhook disable(WebhookId id) {
        return changeStatus(id, WebhookStatus.DISABLED);
    }

    /**
     * Deletes a webhook and cancels its unfinished chains; their history stays for as long as any does.
     *
     * @throws UnknownWebhookException if there is no such webhook
     */
    public void delete(WebhookId id) {
        changeStatus(id, WebhookStatus.DELETED);
        deleted.accept(id);
    }

    /**
     * Gives a webhook another secret. The former one signs beside it for 24 hours.
     *
     * @throws UnknownWebhookException if there is no such webhook
     */
    public Webhook rotateSecret(WebhookId id) {
        Instant now = now();
        synchronized (writing) {
            Webhook webhook = current(id);
            var secrets = new ArrayList<SigningSecret>();
            secrets.add(new SigningSecret(WebhookSecret.generate(random), null));
            for (SigningSecret former : webhook.secrets()) {
                Instant expiresAt = former.expiresAt() == null ? now.plus(SECRET_OVERLAP) : former.expiresAt();
                if (now.isBefore(expiresAt) && secrets.size() < MAX_SECRETS) {
                    secrets.add(new SigningSecret(former.secret(), expiresAt));
                }
            }
            return save(webhook.withSecrets(secrets));
        }
    }

    /**
     * Sends a test event through the whole chain of a webhook, whatever its filter, and returns the chain. The payload names a
     * repository that the webhook watches and has no tag, so that receivers can ignore it.
     *
     * @throws UnknownWebhookException if there is no such webhook
     * @throws IllegalStateException if it is disabled
     */
    public ChainId test(WebhookId id) {
        return tester.apply(enabled(id));
    }

    /** Returns the enabled webhooks whose filter an event passes. */
    List<Webhook> matching(Event event) {
        String namespace = event.topic().namespace();
        List<Webhook> exact = byTopic.getOrDefault(event.topic().name(), List.of());
        List<Webhook> wide = namespace.isEmpty() ? List.of() : byTopic.getOrDefault(namespace + "/*", List.of());
        if (exact.isEmpty() && wide.isEmpty()) {
            return List.of();
        }
        var matching = new ArrayList<Webhook>();
        for (List<Webhook> candidates : List.of(exact, wide)) {
            for (Webhook webhook : candidates) {
                if (webhook.status() == WebhookStatus.ENABLED
                        && webhook.settings().filter().matches(event)) {
                    matching.add(webhook);
                }
            }
        }
        return matching;
    }

    /** Returns the settings of one revision; null if it is not kept. */
    @Nullable WebhookSettings settings(WebhookId id, int revision) {
        Webhook webhook = webhooks.get(id);
        if (webhook != null && webhook.revision() == revision) {
            return webhook.settings();
        }
        var key = new Revision(id, revision);
        WebhookSettings cached = revisions.get(key);
        if (cached == null) {
            cached = store.settings(id, revision).orElse(null);
            if (cached != null) {
                if (revisions.size() >= MAX_CACHED_REVISIONS) {
                    revisions.clear();
                }
                revisions.put(key, cached);
            }
        }
        return cached;
    }

    /** Notes that the store disabled a webhook together with the attempt that was the reason; does not block. */
    void disabledByStore(WebhookId id, WebhookStatus status) {
        disabledByStore.add(new Disabled(id, status));
    }

    /**
     * Follows the store in what it disabled.
     *
     * @throws io.github.webhooks4j.store.StoreException if the store fails; the rest is followed by the next call
     */
    void followStore() {
        Disabled next = disabledByStore.peek();
        while (next != null) {
            synchronized (writing) {
                settleDoubt(next.webhook());
                Webhook webhook = webhooks.get(next.webhook());
                if (webhook != null && webhook.status() == WebhookStatus.ENABLED) {
                    // Written again: a change saved at the same time may have put the former status back.
                    statusChanged.accept(save(webhook.withStatus(next.status())));
                }
            }
            disabledByStore.remove();
            next = disabledByStore.peek();
        }
    }

    Webhook known(WebhookId id) {
        Webhook webhook = webhooks.get(id);
        if (webhook == null) {
            throw new UnknownWebhookException(id);
        }
        return webhook;
    }

    /** Returns a webhook that can start chains. */
    Webhook enabled(WebhookId id) {
        Webhook webhook = known(id);
        if (webhook.status() != WebhookStatus.ENABLED) {
            throw new IllegalStateException("webhook " + id + " must be enabled to start a chain, was "
                    + webhook.status().word());
        }
        return webhook;
    }

    private Webhook changeStatus(WebhookId id, WebhookStatus status) {
        synchronized (writing) {
            Webhook webhook = current(id);
            if (webhook.status() == status) {
                return webhook;
            }
            Webhook changed = save(webhook.withStatus(status));
            statusChanged.accept(changed);
            return changed;
        }
    }

    /** Returns what a change is to begin from; called with {@code writing} held. */
    private Webhook current(WebhookId id) {
        settleDoubt(id);
        return known(id);
    }

    /**
     * Asks the store where a save failed that it may have kept: a revision that is taken must not be given to other settings.
     * Called with {@code writing} held.
     */
    private void settleDoubt(WebhookId id) {
        if (!unsure.contains(id)) {
            return;
        }
        for (Webhook kept : store.webhooks()) {
            if (kept.id().equals(id)) {
                Webhook former = webhooks.get(id);
                cache(kept);
                if (former == null || former.status() != kept.status()) {
                    statusChanged.accept(kept);
                }
            }
        }
        unsure.remove(id);
    }

    /** Called with {@code writing} held, so that store and cache change in the same order. */
    private Webhook save(Webhook webhook) {
        try {
            store.save(webhook);
        } catch (RuntimeException | Error e) {
            unsure.add(webhook.id());
            throw e;
        }
        cache(webhook);
        return webhook;
    }

    /** A webhook is never absent from its topic in between: an event published meanwhile finds the old or the new one. */
    private void cache(Webhook webhook) {
        boolean deleted = webhook.status() == WebhookStatus.DELETED;
        Webhook former = deleted ? webhooks.remove(webhook.id()) : webhooks.put(webhook.id(), webhook);
        String topic = webhook.settings().filter().topic();
        if (!deleted) {
            byTopic.compute(topic, (key, list) -> with(list == null ? List.of() : list, webhook));
        }
        if (former != null) {
            String formerTopic = former.settings().filter().topic();
            if (deleted || !formerTopic.equals(topic)) {
                byTopic.computeIfPresent(formerTopic, (key, list) -> without(list, former.id()));
            }
        }
    }

    private static List<Webhook> with(List<Webhook> list, Webhook webhook) {
        var changed = new ArrayList<>(list);
        changed.removeIf(other -> other.id().equals(webhook.id()));
        changed.add(webhook);
        return List.copyOf(changed);
    }

    private static @Nullable List<Webhook> without(List<Webhook> list, WebhookId id) {
        List<Webhook> others =
                list.stream().filter(other -> !other.id().equals(id)).toList();
        return others.isEmpty() ? null : others;
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
