package io.github.webhooks4j.engine;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.event.Event;
import io.github.webhooks4j.handshake.DeliveryPermission;
import io.github.webhooks4j.signature.WebhookSecret;
import io.github.webhooks4j.store.ChangeNumbers;
import io.github.webhooks4j.store.LaneKey;
import io.github.webhooks4j.store.Store;
import io.github.webhooks4j.store.StoreException;
import io.github.webhooks4j.store.StoredWebhook;
import io.github.webhooks4j.store.WebhookChanges;
import io.github.webhooks4j.webhook.Destination;
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
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The webhooks of a deployment. Thread-safe. Every method that changes something returns when it is durable.
 *
 * <p>A change of settings holds for chains that start after it; a chain goes on with the destinations that it started with, so
 * that nothing is sent where it was not meant to go. Status and secrets hold at once. What another node on the same store changes
 * is known here within a second or so; changes of several nodes to one webhook are made one after another, and none is lost.
 */
public final class Webhooks {
    private static final Duration SECRET_OVERLAP = Duration.ofHours(24);
    private static final int MAX_SECRETS = 10;
    private static final int MAX_CACHED_REVISIONS = 10_000;
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);
    /** How often webhooks are chosen for one event before it fails: each time the store must have lost what was seen since. */
    static final int MAX_CHOICES = 3;

    private record Revision(WebhookId webhook, int number) {}

    private final Store store;
    private final Function<String, DestinationCheck> check;
    private final HandshakeValidator validator;
    private final boolean canReceiveCallbacks;
    private final Clock clock;
    private final RandomGenerator random;
    private final Ids ids;
    private final Consumer<Webhook> statusChanged;
    private final Consumer<WebhookId> deleted;
    private final Function<Webhook, ChainId> tester;

    private final WebhookCache cache = new WebhookCache();
    private final Map<Revision, WebhookSettings> revisions = new ConcurrentHashMap<>();
    private final Set<WebhookId> moving = ConcurrentHashMap.newKeySet();
    private final Object writing = new Object();
    /**
     * What the cache holds comes from these changes and those before the least. Changed with {@code writing} held: before the cache
     * is, when a change is added, and after it, when one is taken away.
     */
    private volatile SeenChanges seen = SeenChanges.NOTHING;

    private volatile boolean changed;
    private Instant lookAgainAt = Instant.MIN; // confined to the loop that follows the store

    /**
     * Creates webhooks.
     *
     * @param statusChanged told of every new status, in the order of the changes; called with a lock held, must not block
     * @param deleted told after a webhook was deleted here; must not block
     */
    Webhooks(
            Store store,
            Function<String, DestinationCheck> check,
            HandshakeValidator validator,
            boolean canReceiveCallbacks,
            Clock clock,
            RandomGenerator random,
            Ids ids,
            Consumer<Webhook> statusChanged,
            Consumer<WebhookId> deleted,
            Function<Webhook, ChainId> tester) {
        this.store = store;
        this.check = check;
        this.validator = validator;
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
        synchronized (writing) {
            WebhookChanges all = store.webhookChanges(SeenChanges.NOTHING.numbers());
            seen = SeenChanges.upTo(all.latest());
            cache.expect(all.webhooks().size());
            for (StoredWebhook stored : all.webhooks()) {
                cache.put(stored);
                noteMoves(null, stored.webhook());
                if (stored.webhook().status() == WebhookStatus.DELETED) {
                    deleted.add(stored.webhook());
                }
            }
        }
        return deleted;
    }

    /**
     * Creates a webhook, enabled and with a secret of its own ({@link Webhook#secret()}). Where destinations are {@linkplain
     * WebhookEngineBuilder#abuseProtection asked} first, this waits for their responses, one after another.
     *
     * @throws InvalidWebhookException with every fault of the draft
     */
    public Webhook create(WebhookDraft draft) {
        var webhook = new Webhook(
                ids.webhook(),
                1,
                validator.validate(WebhookRules.check(draft, check, canReceiveCallbacks), List.of()),
                List.of(newSecret()),
                WebhookStatus.ENABLED,
                now());
        synchronized (writing) {
            long change = save(webhook, ChangeNumbers.NONE)
                    .orElseThrow(() -> new IllegalStateException("webhook " + webhook.id() + " is there already"));
            follow(new StoredWebhook(webhook, change));
        }
        return webhook;
    }

    /** Returns all webhooks, the oldest first. */
    public List<Webhook> list() {
        return cache.all().stream()
                .map(StoredWebhook::webhook)
                .sorted(Comparator.comparing(Webhook::createdAt)
                        .thenComparing(webhook -> webhook.id().value()))
                .toList();
    }

    /** Returns how many webhooks there are. */
    int count() {
        return cache.all().size();
    }

    /** Returns the webhooks that are disabled, in no order. */
    List<WebhookId> disabled() {
        return cache.all().stream()
                .map(StoredWebhook::webhook)
                .filter(webhook -> webhook.status() != WebhookStatus.ENABLED)
                .map(Webhook::id)
                .toList();
    }

    /** Returns a webhook; empty if there is none, or it was deleted. */
    public Optional<Webhook> get(WebhookId id) {
        return Optional.ofNullable(cache.get(id)).map(StoredWebhook::webhook);
    }

    /**
     * Gives a webhook other settings, for chains that start from now on; for unfinished ones too, if the draft says {@link
     * WebhookDraft.Builder#moveUnfinished moveUnfinished}. Waits as {@link #create} does, for destinations that are new.
     *
     * <p>If they lead to a host or port to which the present ones do not, or to the same without TLS, the webhook gets a new secret,
     * and no former one signs any more, unless the draft says {@link WebhookDraft.Builder#keepSecret keepSecret}. Compare
     * {@link Webhook#secret()} of what is returned with what the receiver has: a new one has to be handed over. Unless they
     * are moved, chains that started before go on to the former destinations, signed with the new secret too, so that a receiver that verifies refuses them:
     * {@linkplain Chains#cancel cancel} them, or keep the secret and {@linkplain #rotateSecret rotate} it when they have ended.
     *
     * <p>Headers and credentials are those of the draft; none is taken over from the present settings.
     *
     * @throws UnknownWebhookException if there is no such webhook
     * @throws InvalidWebhookException with every fault of the draft
     */
    public Webhook change(WebhookId id, WebhookDraft draft) {
        List<Destination> former = known(id).settings().destinations();
        WebhookSettings settings = validator.validate(WebhookRules.check(draft, check, canReceiveCallbacks), former);
        return update(id, webhook -> {
            Webhook changed = webhook.withSettings(settings, draft.moveUnfinished());
            return WebhookRules.needsNewSecret(draft, webhook.settings(), settings)
                    ? changed.withSecrets(List.of(newSecret()))
                    : changed;
        });
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
     * Deletes a webhook. Its unfinished chains count as cancelled from then on, in {@linkplain WebhookEngine#history() history} and
     * {@linkplain WebhookEngine#ledger() ledger} and for callbacks, and nothing more is sent; an attempt in flight ends on its own.
     * That may still have to be written for each of them when this returns, so the listener is told of it later. Their history
     * stays for as long as any does.
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
        return update(id, webhook -> {
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
     * Sends a test event through the whole chain of a webhook, whatever its filter, and returns the chain. The payload names a
     * repository that the webhook watches and has no tag, so that receivers can ignore it.
     *
     * @throws UnknownWebhookException if there is no such webhook
     * @throws IllegalStateException if it is disabled
     */
    public ChainId test(WebhookId id) {
        for (int left = MAX_CHOICES; ; left--) {
            try {
                return tester.apply(enabled(id));
            } catch (OutdatedWebhooksException e) {
                readAnew(e, left - 1);
            }
        }
    }

    /**
     * Returns what the webhooks that are known are based on: to be asked for before they are. What is chosen among them is to be
     * accepted only by a store that has all of it.
     */
    List<Long> basis() {
        return seen.basis();
    }

    /**
     * Reads what the store has, after it refused a choice of webhooks; for a caller that chooses again then.
     *
     * @param left how often the caller will choose again
     * @throws StoreException if that is no more, or the store fails
     */
    void readAnew(OutdatedWebhooksException refused, int left) {
        if (left == 0) {
            throw new StoreException(
                    StoreException.Reason.FAILED,
                    "the webhooks of the store were replaced " + MAX_CHOICES + " times while an event was published; "
                            + "publish it again when the database has been restored");
        }
        synchronized (writing) {
            // Of many that were refused at once, the first has done it for all.
            if (refused.basedOn().equals(basis())) {
                refresh();
            }
        }
    }

    /** Returns the webhooks of which unfinished chains may have to go over to later settings; whoever has seen to it removes them. */
    Set<WebhookId> moving() {
        return moving;
    }

    /** Returns the enabled webhooks whose filter an event passes. */
    List<Webhook> matching(Event event) {
        return cache.matching(event);
    }

    /**
     * Returns what a lane's webhook says about it, by the present settings: {@code former} if nothing was changed. Of a destination
     * that they do not have any more, it stays where it was.
     */
    @SuppressWarnings("ReferenceEquality") // asked for every attempt; the cache has another object after every change
    LaneTraits traits(LaneKey lane, @Nullable LaneTraits former) {
        StoredWebhook present = cache.get(lane.webhook());
        if (present == null) {
            return former == null ? LaneTraits.unknown(lane) : former;
        }
        if (former != null && former.source() == present) {
            return former;
        }
        WebhookSettings settings = present.webhook().settings();
        Destination destination = settings.destination(lane.destination()).orElse(null);
        if (destination == null) {
            String place = former == null ? lane.toString() : former.hostAndPort();
            return new LaneTraits(present, 0, place, settings.owner());
        }
        DeliveryPermission permission = destination.permission();
        return new LaneTraits(
                present, permission == null ? 0 : permission.perMinute(), destination.hostAndPort(), settings.owner());
    }

    /** Returns the settings of one revision; null if it is not kept. */
    @Nullable WebhookSettings settings(WebhookId id, int revision) {
        StoredWebhook present = cache.get(id);
        if (present != null && present.webhook().revision() == revision) {
            return present.webhook().settings();
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

    /** Notes that the store disabled a webhook, or that another node changed one; does not block. */
    void noteChanged() {
        changed = true;
    }

    /**
     * Learns what was changed in the store, if something was noted or it is time to look; returns when to look again. Belongs to
     * one loop.
     *
     * @throws io.github.webhooks4j.store.StoreException if the store fails; the next call tries again
     */
    Instant followStore() {
        Instant now = clock.instant();
        // A clock that was set back must not stop it.
        if (changed || !now.isBefore(lookAgainAt) || lookAgainAt.isAfter(now.plus(LOOK_AGAIN))) {
            lookAgainAt = now;
            changed = false;
            refresh();
            lookAgainAt = now.plus(LOOK_AGAIN);
        }
        return lookAgainAt;
    }

    /** Returns a webhook as the store has it now, for whoever has met it and does not know it; empty if it is deleted. */
    Optional<Webhook> find(WebhookId id) {
        Optional<Webhook> found = get(id);
        if (found.isEmpty()) {
            refresh();
            found = get(id);
        }
        return found;
    }

    Webhook known(WebhookId id) {
        return find(id).orElseThrow(() -> new UnknownWebhookException(id));
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

    private SigningSecret newSecret() {
        return new SigningSecret(WebhookSecret.generate(random), null);
    }

    private Webhook changeStatus(WebhookId id, WebhookStatus status) {
        return update(id, webhook -> webhook.status() == status ? webhook : webhook.withStatus(status));
    }

    /**
     * Makes a change that may be tried several times: another node may change the webhook at the same time, and a save that
     * failed may have been kept.
     *
     * @param change returns the webhook as it is if there is nothing to change
     */
    private Webhook update(WebhookId id, UnaryOperator<Webhook> change) {
        synchronized (writing) {
            known(id);
            StoredWebhook before = cache.get(id);
            while (before != null) {
                Webhook after = change.apply(before.webhook());
                boolean isChange = !after.equals(before.webhook());
                OptionalLong saved = isChange ? save(after, before.change()) : OptionalLong.empty();
                if (saved.isPresent()) {
                    follow(new StoredWebhook(after, saved.getAsLong()));
                    return after;
                }
                // Another node was quicker; or there seems to be nothing to change, which it may know better.
                refresh();
                StoredWebhook present = cache.get(id);
                if (before.equals(present)) {
                    if (!isChange) {
                        return after;
                    }
                    // What the store has of it is not what it told: only the row itself says whether it is gone.
                    present = readRow(before);
                }
                before = present;
            }
            throw new UnknownWebhookException(id);
        }
    }

    /** Saves a webhook; called with {@code writing} held. */
    private OptionalLong save(Webhook webhook, long basedOn) {
        if (seen.isFull()) {
            refresh();
        }
        OptionalLong change = store.save(webhook, basedOn, now());
        change.ifPresent(number -> seen = seen.plus(number));
        return change;
    }

    /**
     * Learns what was changed in the store. If it does not have what was seen here, since it was restored to an earlier time, or has
     * forgotten it, since this node was away for long, everything is taken as the store has it.
     */
    private void refresh() {
        synchronized (writing) {
            WebhookChanges changes = store.webhookChanges(seen.numbers());
            seen = seen.plus(changes.latest());
            if (changes.complete()) {
                reconcile(changes.webhooks());
            } else {
                changes.webhooks().forEach(this::follow);
            }
            seen = SeenChanges.upTo(changes.latest());
        }
    }

    /** Takes all webhooks as they are in the store, whatever is known of them here; called with {@code writing} held. */
    private void reconcile(List<StoredWebhook> all) {
        // Another revision may have been saved under the same number.
        revisions.clear();
        var there = new HashSet<WebhookId>();
        for (StoredWebhook stored : all) {
            there.add(stored.webhook().id());
            take(stored);
        }
        for (StoredWebhook cached : List.copyOf(cache.all())) {
            if (!there.contains(cached.webhook().id())) {
                forget(cached);
            }
        }
    }

    /** Returns a webhook as its row says now, and takes it so; null if it is gone. Called with {@code writing} held. */
    private @Nullable StoredWebhook readRow(StoredWebhook cached) {
        StoredWebhook row = store.webhook(cached.webhook().id()).orElse(null);
        if (row == null) {
            forget(cached);
            return null;
        }
        take(row);
        return row.webhook().status() == WebhookStatus.DELETED ? null : row;
    }

    private void forget(StoredWebhook cached) {
        take(new StoredWebhook(cached.webhook().withStatus(WebhookStatus.DELETED), cached.change()));
    }

    /** Takes a webhook as it is in the store, unless it is known so or newer; called with {@code writing} held. */
    private void follow(StoredWebhook stored) {
        StoredWebhook former = cache.get(stored.webhook().id());
        if (former == null || former.change() < stored.change()) {
            take(stored);
        }
    }

    /** Takes a webhook as it is in the store; called with {@code writing} held, so that all hear of it in the same order. */
    private void take(StoredWebhook stored) {
        Webhook webhook = stored.webhook();
        StoredWebhook former = cache.get(webhook.id());
        cache.put(stored);
        noteMoves(former, webhook);
        boolean isNews = former == null
                ? webhook.status() != WebhookStatus.DELETED
                : former.webhook().status() != webhook.status();
        if (isNews) {
            statusChanged.accept(webhook);
        }
    }

    private void noteMoves(@Nullable StoredWebhook former, Webhook webhook) {
        boolean isChange = former == null || former.webhook().revision() != webhook.revision();
        if (isChange && webhook.settings().chainsMoveTo() > 0) {
            moving.add(webhook.id());
        }
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
