package io.github.webhooks4j.engine.internal.registry;

import io.github.webhooks4j.engine.internal.backend.WebhookWatcher;
import io.github.webhooks4j.engine.internal.context.BackgroundTask;
import io.github.webhooks4j.engine.internal.context.DueTime;
import io.github.webhooks4j.engine.internal.context.Waker;
import io.github.webhooks4j.event.Event;
import io.github.webhooks4j.spi.store.FailureStreak;
import io.github.webhooks4j.spi.store.Store;
import io.github.webhooks4j.spi.store.StoreException;
import io.github.webhooks4j.spi.store.StoredWebhook;
import io.github.webhooks4j.spi.store.WebhookChanges;
import io.github.webhooks4j.spi.store.WebhookVersions;
import io.github.webhooks4j.webhook.OwnerLimits;
import io.github.webhooks4j.webhook.UnknownWebhookException;
import io.github.webhooks4j.webhook.Webhook;
import io.github.webhooks4j.webhook.WebhookDisabledException;
import io.github.webhooks4j.webhook.WebhookId;
import io.github.webhooks4j.webhook.WebhookSettings;
import io.github.webhooks4j.webhook.WebhookStatus;
import java.sql.Connection;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The webhooks of a deployment as this node knows them: a cache that is refreshed from the store, their former
 * revisions, and the changes of this node. It sees changes of other nodes within about a second. Concurrent changes of
 * several nodes to one webhook are made one after another, and none is lost. One task calls {@link #step}; the rest is
 * thread-safe.
 */
public final class WebhookRegistry implements BackgroundTask, WebhookWatcher {
    private static final Duration REFRESH_INTERVAL = Duration.ofSeconds(1);
    /** The interval while a transaction of the application that changed a webhook may be open. */
    private static final Duration LOOK_AGAIN = Duration.ofMillis(25);
    /**
     * How often one event is matched before its publish fails: each time the store must have lost versions that this
     * node had seen.
     */
    public static final int MAX_CHOICES = 3;

    private final Store store;
    private final Clock clock;
    private final List<RegistryListener> listeners;
    private final Waker waker;
    private final WebhookCache cache;
    private final OwnerCheck owners;
    private final RevisionCache revisions;
    private final RegistryTransactions transactions;
    private final Map<WebhookId, Integer> moving = new ConcurrentHashMap<>();
    private final Object writing = new Object();
    /**
     * The versions from which the cache was built, and all before the least of them. Changed with {@code writing} held:
     * a version is added before the cache is changed, and removed afterwards.
     */
    private volatile SeenVersions seen = SeenVersions.NOTHING;

    private volatile boolean changed;
    private final AwaitedCommit awaited = new AwaitedCommit();
    private DueTime nextRefresh = DueTime.atOnce(REFRESH_INTERVAL); // confined to the task

    /**
     * Creates an empty registry.
     *
     * @param cache the cache that it fills
     * @param listeners notified of every new status, in the order of the changes
     * @param waker wakes this task
     * @param ownerLimits what one owner may have; null for no limit
     */
    public WebhookRegistry(
            Store store,
            Clock clock,
            WebhookCache cache,
            List<RegistryListener> listeners,
            Waker waker,
            @Nullable OwnerLimits ownerLimits) {
        this.store = store;
        this.clock = clock;
        this.cache = cache;
        this.owners = new OwnerCheck(ownerLimits, cache);
        this.revisions = new RevisionCache(store);
        this.transactions = new RegistryTransactions(store);
        this.listeners = List.copyOf(listeners);
        this.waker = waker;
    }

    /** Fills the cache; returns the deleted webhooks that still have history. */
    public List<Webhook> load() {
        var deleted = new ArrayList<Webhook>();
        synchronized (writing) {
            WebhookChanges all = store.webhookChanges(SeenVersions.NOTHING.numbers());
            seen = SeenVersions.upTo(all.latest());
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
     * Adds a webhook.
     *
     * @throws IllegalStateException if the store has a webhook of this id
     * @throws io.github.webhooks4j.webhook.InvalidWebhookException if its owner may have no more
     */
    public void insert(Webhook webhook) {
        synchronized (writing) {
            if (owners.isNeeded(null, webhook)) {
                refresh();
                owners.check(null, webhook);
            }
            long change = save(webhook, WebhookVersions.NONE)
                    .orElseThrow(() -> new IllegalStateException("webhook " + webhook.id() + " exists already"));
            follow(new StoredWebhook(webhook, change), true);
        }
    }

    /**
     * Adds a webhook in a transaction of the application. The cache has it after a refresh that follows the commit.
     *
     * <p>Neither takes the lock {@code writing} nor reads the store otherwise: the application's transaction may hold a row
     * for which the holder of the lock waits, and the last connection of the pool.
     *
     * @throws IllegalStateException if the store is not on a database that applications can share
     * @throws io.github.webhooks4j.webhook.InvalidWebhookException if its owner may have no more
     */
    public void insert(Connection connection, Webhook webhook) {
        owners.check(null, webhook);
        await(transactions.insert(connection, webhook));
    }

    /**
     * Updates a webhook in a transaction of the application, as {@link #update(WebhookId, UnaryOperator)} does without
     * one. Takes no lock of this node, as {@link #insert(Connection, Webhook)}.
     *
     * @throws IllegalStateException if the store is not on a database that applications can share
     * @throws io.github.webhooks4j.webhook.InvalidWebhookException if the owner may not have what it returns
     */
    public Webhook update(Connection connection, WebhookId id, UnaryOperator<Webhook> change) {
        StoredWebhook updated = transactions.update(connection, id, before -> {
            Webhook after = change.apply(before);
            owners.check(before.settings(), after);
            return after;
        });
        await(updated.change());
        return updated.webhook();
    }

    /** Refreshes the cache often until it has a version, which the application has still to commit. */
    private void await(long version) {
        if (version > Collections.max(seen.numbers())) {
            awaited.note(version, clock.instant());
            noteChanged();
        }
    }

    /** Returns all webhooks, in no order. */
    public Collection<Webhook> all() {
        return cache.all().stream().map(StoredWebhook::webhook).toList();
    }

    /** Returns how many webhooks there are. */
    public int count() {
        return cache.all().size();
    }

    /** Returns the webhooks that are disabled, in no order. */
    public List<WebhookId> disabled() {
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
     * Returns the versions of which the known webhooks consist; call it before matching. Only a store that has all of
     * them may accept what was matched.
     */
    public List<Long> basis() {
        return seen.basis();
    }

    /**
     * Refreshes the cache after the store refused a match, for a caller that then matches again.
     *
     * @param left how often the caller will match again
     * @throws StoreException if that is zero, or the store fails
     */
    public void readAnew(OutdatedWebhooksException refused, int left) {
        if (left == 0) {
            throw new StoreException(
                    StoreException.Reason.FAILED,
                    "the webhooks of the store were replaced " + MAX_CHOICES + " times while an event was published; "
                            + "publish it again when the database has been restored");
        }
        synchronized (writing) {
            // If many were refused at once, the first refresh serves all.
            if (refused.basedOn().equals(basis())) {
                refresh();
            }
        }
    }

    /**
     * Returns the webhooks whose unfinished chains may have to be moved to a later revision, with that revision; the
     * caller that has moved them removes them.
     */
    public Map<WebhookId, Integer> moving() {
        return moving;
    }

    /** Returns the number of a webhook, which the ids of its chains have. */
    public long number(WebhookId id) {
        return cache.number(id);
    }

    /** Returns the enabled webhooks whose filter an event passes. */
    public List<Webhook> matching(Event event) {
        return cache.matching(event);
    }

    /** Returns the settings of one revision; null if they are no longer stored. */
    public @Nullable WebhookSettings settings(WebhookId id, int revision) {
        StoredWebhook present = cache.get(id);
        return present != null && present.webhook().revision() == revision
                ? present.webhook().settings()
                : revisions.get(id, revision);
    }

    @Override
    public void noteChanged() {
        changed = true;
        waker.wake();
    }

    /**
     * Refreshes the cache if a change was noted or a refresh is due; returns when the next one is due.
     *
     * @throws io.github.webhooks4j.spi.store.StoreException if the store fails; the next call tries again
     */
    @Override
    public Instant step() {
        Instant now = clock.instant();
        if (changed || nextRefresh.isDue(now)) {
            nextRefresh = nextRefresh.after(now, Duration.ZERO);
            changed = false;
            refresh();
            nextRefresh = nextRefresh.after(
                    now, awaited.isOpen(now, Collections.max(seen.numbers())) ? LOOK_AGAIN : REFRESH_INTERVAL);
        }
        return nextRefresh.at();
    }

    /** Returns a webhook, after a refresh if it is unknown; empty if it does not exist. */
    public Optional<Webhook> getOrRefresh(WebhookId id) {
        Optional<Webhook> found = get(id);
        if (found.isEmpty()) {
            refresh();
            found = get(id);
        }
        return found;
    }

    /**
     * Returns how long a webhook has been failing, as the store has it.
     *
     * @throws StoreException if the store fails
     */
    public FailureStreak failures(WebhookId id) {
        return store.failures(id).orElseThrow(() -> new UnknownWebhookException(id));
    }

    /** Returns a webhook; throws {@link UnknownWebhookException} if there is none. */
    public Webhook require(WebhookId id) {
        return getOrRefresh(id).orElseThrow(() -> new UnknownWebhookException(id));
    }

    /** Returns a webhook that can start chains; throws {@link WebhookDisabledException} if it cannot. */
    public Webhook requireEnabled(WebhookId id) {
        Webhook webhook = require(id);
        if (webhook.status() != WebhookStatus.ENABLED) {
            throw new WebhookDisabledException(id, webhook.status());
        }
        return webhook;
    }

    /**
     * Updates a webhook. The update may be tried several times: another node may change the webhook concurrently, and a
     * save that failed may have taken effect.
     *
     * @param change returns its argument if there is nothing to change
     * @throws io.github.webhooks4j.webhook.InvalidWebhookException if the owner may not have what it returns
     */
    public Webhook update(WebhookId id, UnaryOperator<Webhook> change) {
        synchronized (writing) {
            require(id);
            StoredWebhook before = cache.get(id);
            while (before != null) {
                Webhook after = change.apply(before.webhook());
                if (owners.isNeeded(before.webhook().settings(), after)) {
                    refresh();
                    StoredWebhook present = cache.get(id);
                    if (!before.equals(present)) {
                        before = present;
                        continue;
                    }
                    owners.check(before.webhook().settings(), after);
                }
                boolean isChange = !after.equals(before.webhook());
                OptionalLong saved = isChange ? save(after, before.change()) : OptionalLong.empty();
                if (saved.isPresent()) {
                    follow(new StoredWebhook(after, saved.getAsLong()), true);
                    return after;
                }
                // Another node saved first, or there seems to be nothing to change: the store may have a newer version.
                refresh();
                StoredWebhook present = cache.get(id);
                if (before.equals(present)) {
                    if (!isChange) {
                        return after;
                    }
                    // The refresh did not return this webhook: only its row shows whether it is deleted.
                    present = readRow(before);
                }
                before = present;
            }
            throw new UnknownWebhookException(id);
        }
    }

    /**
     * Deletes a webhook if it still has an owner.
     *
     * @return whether it is deleted now
     */
    public boolean deleteOf(String owner, WebhookId id) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        Webhook after = update(
                id,
                webhook -> owner.equals(webhook.settings().owner())
                        ? webhook.withStatus(WebhookStatus.DELETED, now)
                        : webhook);
        return after.status() == WebhookStatus.DELETED;
    }

    /** Gives a webhook a status, unless it has it already. */
    public Webhook changeStatus(WebhookId id, WebhookStatus status) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        return update(id, webhook -> webhook.withStatus(status, now));
    }

    /** Saves a webhook; called with {@code writing} held. */
    private OptionalLong save(Webhook webhook, long basedOn) {
        if (seen.isFull()) {
            refresh();
        }
        OptionalLong change = store.save(webhook, basedOn);
        change.ifPresent(number -> seen = seen.plus(number));
        return change;
    }

    /**
     * Reads the changes from the store at once. If the store lacks versions that this node has seen (it was restored to an
     * earlier time), or no longer has the changes since then (this node was paused for long), replaces the whole cache
     * with the state of the store.
     *
     * @throws StoreException if the store fails
     */
    public void refresh() {
        synchronized (writing) {
            WebhookChanges changes = store.webhookChanges(seen.numbers());
            seen = seen.plus(changes.latest());
            if (changes.complete()) {
                reconcile(changes.webhooks());
            } else {
                changes.webhooks().forEach(webhook -> follow(webhook, false));
            }
            seen = SeenVersions.upTo(changes.latest());
        }
    }

    /** Replaces the whole cache with the webhooks of the store; called with {@code writing} held. */
    private void reconcile(List<StoredWebhook> all) {
        // The store may have other settings under the same revision number.
        revisions.clear();
        var there = new HashSet<WebhookId>();
        for (StoredWebhook stored : all) {
            there.add(stored.webhook().id());
            take(stored, false);
        }
        for (StoredWebhook cached : List.copyOf(cache.all())) {
            if (!there.contains(cached.webhook().id())) {
                forget(cached);
            }
        }
    }

    /**
     * Reads the row of a webhook into the cache and returns it; null if it is deleted. Called with {@code writing}
     * held.
     */
    private @Nullable StoredWebhook readRow(StoredWebhook cached) {
        StoredWebhook row = store.webhook(cached.webhook().id()).orElse(null);
        if (row == null) {
            forget(cached);
            return null;
        }
        take(row, false);
        return row.webhook().status() == WebhookStatus.DELETED ? null : row;
    }

    private void forget(StoredWebhook cached) {
        take(
                new StoredWebhook(cached.webhook().withStatus(WebhookStatus.DELETED, clock.instant()), cached.change()),
                false);
    }

    /**
     * Puts a webhook of the store into the cache unless the cache has the same or a newer version; called with {@code
     * writing} held.
     *
     * @param here whether the application changed it on this node just now
     */
    private void follow(StoredWebhook stored, boolean here) {
        StoredWebhook former = cache.get(stored.webhook().id());
        if (former == null || former.change() < stored.change()) {
            take(stored, here);
        }
    }

    /**
     * Puts a webhook of the store into the cache; called with {@code writing} held, so that all listeners are notified
     * in the same order.
     */
    private void take(StoredWebhook stored, boolean here) {
        Webhook webhook = stored.webhook();
        StoredWebhook former = cache.get(webhook.id());
        cache.put(stored);
        noteMoves(former, webhook);
        boolean isNews = former == null
                ? webhook.status() != WebhookStatus.DELETED
                : former.webhook().status() != webhook.status();
        if (former != null && former.webhook().revision() != webhook.revision()) {
            listeners.forEach(listener -> listener.onSettingsChanged(webhook));
        }
        if (isNews) {
            WebhookStatus before = former == null ? null : former.webhook().status();
            StatusChange change = StatusChange.of(webhook, before, here);
            listeners.forEach(listener -> listener.onStatusChanged(change));
        }
    }

    private void noteMoves(@Nullable StoredWebhook former, Webhook webhook) {
        boolean isChange = former == null || former.webhook().revision() != webhook.revision();
        if (isChange && webhook.settings().chainsMoveTo() > 0) {
            moving.put(webhook.id(), webhook.settings().chainsMoveTo());
        }
    }
}
