package io.github.webhooks4j.jdbc.internal.commit;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.chain.ChainInput;
import io.github.webhooks4j.delivery.Verdict;
import io.github.webhooks4j.event.Event;
import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.jdbc.internal.queue.FanOut;
import io.github.webhooks4j.store.Acceptance;
import io.github.webhooks4j.store.AttemptRecord;
import io.github.webhooks4j.store.CallbackRecord;
import io.github.webhooks4j.store.ChainRecord;
import io.github.webhooks4j.store.ChainSlice;
import io.github.webhooks4j.store.Change;
import io.github.webhooks4j.store.Due;
import io.github.webhooks4j.store.DueKey;
import io.github.webhooks4j.store.LaneDue;
import io.github.webhooks4j.store.NewChain;
import io.github.webhooks4j.store.Outcome;
import io.github.webhooks4j.store.Outcome.Applied;
import io.github.webhooks4j.store.Publication;
import io.github.webhooks4j.store.SetAsideRecord;
import io.github.webhooks4j.store.StoreException;
import io.github.webhooks4j.store.StoreException.Reason;
import io.github.webhooks4j.store.StoreRules;
import io.github.webhooks4j.store.WebhookHealth;
import io.github.webhooks4j.webhook.WebhookId;
import io.github.webhooks4j.webhook.WebhookStatus;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Works out in memory what the changes of one transaction come to: what they are about is loaded together before, each change
 * sees what those before it did, and only what differs in the end is written. The same for every database. Used by one thread.
 */
final class Batch {
    private final Instant now;
    private final Map<ChainId, Entry> chains = new LinkedHashMap<>();
    private final Map<EventId, KnownEvent> events;
    private final Map<WebhookId, Standing> webhooks;
    private final Map<WebhookId, Standing> changedWebhooks = new LinkedHashMap<>();
    private final Set<WebhookId> disabledWebhooks = new LinkedHashSet<>();
    private final Set<Long> knownChanges;
    private final Set<AttemptKey> attemptsMade;
    private final List<NewEvent> newEvents = new ArrayList<>();
    private final List<AttemptRecord> attempts = new ArrayList<>();
    private final List<NewCallback> callbacks = new ArrayList<>();
    private final Map<WebhookId, Instant> deletedWebhooks;
    private final Map<FanOut.Key, Long> slices;
    private final List<ChainSlice> newSlices = new ArrayList<>();
    private final List<Long> createdSlices = new ArrayList<>();
    private final Set<String> setAside;
    private final List<SetAsideRecord> newSetAside = new ArrayList<>();
    private final List<String> endedSetAside = new ArrayList<>();

    /**
     * What the database holds of all that the changes name.
     *
     * @param deleted when those of the webhooks were deleted that are
     * @param slices the rows of the slices whose chains are to be created
     * @param setAside those that are there of what is not to be set aside any more
     * @param attempts at least those of chains for which an attempt comes under a claim that is not current: only such
     *     a one may have been recorded before
     * @param webhooks those of the chains that are changed or created from a slice, as far as they are there
     * @param changes those changes of webhooks that are there, of all on which publications and reruns are based
     */
    record Loaded(
            Map<ChainId, ChainRecord> chains,
            Set<AttemptKey> attempts,
            Map<EventId, KnownEvent> events,
            Map<WebhookId, Standing> webhooks,
            Map<WebhookId, Instant> deleted,
            Map<FanOut.Key, Long> slices,
            Set<String> setAside,
            Set<Long> changes) {}

    /** Names an attempt: the same one reported twice is one. */
    record AttemptKey(DueKey claim, int number) {
        static AttemptKey of(AttemptRecord record) {
            return new AttemptKey(record.key(), record.attempt().number());
        }
    }

    /**
     * An event that was accepted, as far as a repetition needs it.
     *
     * @param chains those that it started when it was accepted
     */
    record KnownEvent(String topic, String type, ByteBuffer digest, List<ChainId> chains) {
        boolean isSame(KnownEvent other) {
            return topic.equals(other.topic) && type.equals(other.type) && digest.equals(other.digest);
        }
    }

    /** What attempts change of a webhook. */
    record Standing(WebhookStatus status, WebhookHealth health) {
        boolean isGood() {
            return health.equals(WebhookHealth.GOOD);
        }
    }

    /** An event to insert. */
    record NewEvent(Event event, KnownEvent known) {}

    /** A callback to insert. */
    record NewCallback(ChainId chain, CallbackRecord callback) {}

    /** A chain before and after all changes. */
    static final class Entry {
        private final @Nullable ChainRecord before;
        private ChainRecord after;

        private Entry(@Nullable ChainRecord before, ChainRecord after) {
            this.before = before;
            this.after = after;
        }

        /** Returns the chain as it was; null if it is new. */
        @Nullable ChainRecord before() {
            return before;
        }

        ChainRecord after() {
            return after;
        }
    }

    Batch(Loaded loaded, Instant now) {
        this.now = now.truncatedTo(ChronoUnit.MILLIS);
        this.attemptsMade = new HashSet<>(loaded.attempts());
        this.events = new HashMap<>(loaded.events());
        this.webhooks = new HashMap<>(loaded.webhooks());
        this.deletedWebhooks = loaded.deleted();
        this.slices = new HashMap<>(loaded.slices());
        this.setAside = new HashSet<>(loaded.setAside());
        this.knownChanges = loaded.changes();
        loaded.chains().forEach((id, chain) -> chains.put(id, new Entry(chain, chain)));
    }

    Outcome apply(Change change) {
        if (change instanceof Change.Publish publish) {
            return publish(publish.acceptances());
        } else if (change instanceof Change.CreateChains create) {
            return create(create.slice());
        } else if (change instanceof Change.Rerun rerun) {
            return rerun(rerun);
        } else if (change instanceof Change.RecordAttempt record) {
            return recordAttempt(record);
        } else if (change instanceof Change.Apply apply) {
            return apply(apply);
        } else if (change instanceof Change.Move move) {
            return move(move);
        } else if (change instanceof Change.SetAside set) {
            return setAside(set.record());
        } else if (change instanceof Change.EndSetAside end) {
            return endSetAside(end.record(), end.written());
        } else {
            return release((Change.Release) change);
        }
    }

    /** Returns the chains that are not as they were. */
    List<Entry> changedChains() {
        return chains.values().stream()
                .filter(entry -> !entry.after.equals(entry.before))
                .toList();
    }

    List<NewEvent> newEvents() {
        return newEvents;
    }

    /** Returns the slices that new events have. */
    List<ChainSlice> newSlices() {
        return newSlices;
    }

    /** Returns the rows of the slices whose chains are created. */
    List<Long> createdSlices() {
        return createdSlices;
    }

    List<SetAsideRecord> newSetAside() {
        return newSetAside;
    }

    List<String> endedSetAside() {
        return endedSetAside;
    }

    List<AttemptRecord> attempts() {
        return attempts;
    }

    List<NewCallback> callbacks() {
        return callbacks;
    }

    Map<WebhookId, Standing> changedWebhooks() {
        return changedWebhooks;
    }

    /** Returns those of the changed webhooks whose status is not as it was. */
    Set<WebhookId> disabledWebhooks() {
        return disabledWebhooks;
    }

    /** Returns the lanes of chains whose delivery no node holds, each with the time from which on it may be claimed. */
    static List<LaneDue> free(Collection<Entry> changed) {
        var free = new ArrayList<LaneDue>();
        for (Entry entry : changed) {
            Due due = entry.after.due();
            if (due != null && !due.claimed()) {
                free.add(new LaneDue(entry.after.lane(), due.at()));
            }
        }
        return free;
    }

    private Outcome publish(List<Acceptance> acceptances) {
        var offered = acceptances.stream().map(Batch::known).toList();
        for (int i = 0; i < offered.size(); i++) {
            EventId id = acceptances.get(i).event().id();
            KnownEvent known = events.get(id);
            if (known != null && !known.isSame(offered.get(i))) {
                return new Outcome.EventConflict(id);
            }
        }
        for (Acceptance acceptance : acceptances) {
            if (!events.containsKey(acceptance.event().id()) && !knownChanges.containsAll(acceptance.basedOn())) {
                return new Outcome.WebhooksOutdated();
            }
        }
        var publications = new ArrayList<Publication>();
        for (int i = 0; i < offered.size(); i++) {
            publications.add(publish(acceptances.get(i), offered.get(i)));
        }
        return new Outcome.Published(publications);
    }

    private Outcome rerun(Change.Rerun rerun) {
        Entry original = chains.get(rerun.original());
        if (original == null) {
            return new Outcome.NotFound();
        }
        return knownChanges.containsAll(rerun.basedOn())
                ? new Outcome.Started(start(rerun.chain(), original.after.event()))
                : new Outcome.WebhooksOutdated();
    }

    private Publication publish(Acceptance acceptance, KnownEvent offered) {
        Event event = acceptance.event();
        KnownEvent known = events.putIfAbsent(event.id(), offered);
        if (known != null) {
            return new Publication(event.id(), known.chains(), true);
        }
        newEvents.add(new NewEvent(event, offered));
        acceptance.chainsNow().forEach(chain -> start(chain, event.id()));
        newSlices.addAll(acceptance.slices());
        return new Publication(event.id(), offered.chains(), false);
    }

    private static KnownEvent known(Acceptance acceptance) {
        Event event = acceptance.event();
        return new KnownEvent(
                event.topic().name(),
                event.type(),
                ByteBuffer.wrap(event.body().digest()),
                acceptance.chains().stream().map(NewChain::id).toList());
    }

    private ChainRecord start(NewChain chain, EventId event) {
        ChainRecord record = StoreRules.start(chain, event, now);
        Entry taken = chains.putIfAbsent(chain.id(), new Entry(null, record));
        if (taken != null) {
            throw new StoreException(
                    Reason.FAILED, "chain " + chain.id() + " is there already; every chain needs an id of its own");
        }
        return record;
    }

    private Outcome create(ChainSlice slice) {
        Long row = slices.remove(FanOut.Key.of(slice));
        if (row == null) {
            return new Outcome.NotFound();
        }
        createdSlices.add(row);
        var cancelled = new HashSet<ChainId>();
        for (NewChain chain : slice.chains()) {
            start(chain, slice.event());
            Entry entry = requireNonNull(chains.get(chain.id()), "just started");
            cancelIfDeleted(entry);
            if (!webhooks.containsKey(chain.webhook())) {
                // It is gone, as after a restore of the database.
                entry.after = StoreRules.deleted(entry.after, now);
            }
            if (entry.after.finishedAt() != null) {
                cancelled.add(chain.id());
            }
        }
        return new Outcome.Created(cancelled);
    }

    /** Writes down what counts already: what a deleted webhook left unfinished is cancelled. */
    private void cancelIfDeleted(Entry entry) {
        WebhookId webhook = entry.after.webhook();
        Instant deletedAt = deletedWebhooks.get(webhook);
        if (deletedAt != null) {
            entry.after = StoreRules.deleted(entry.after, deletedAt);
        }
    }

    private Outcome recordAttempt(Change.RecordAttempt change) {
        Entry entry = chains.get(change.key().delivery().chain());
        if (entry == null) {
            return new Outcome.NotFound();
        }
        ChainRecord before = entry.after;
        cancelIfDeleted(entry);
        WebhookId webhook = entry.after.webhook();
        Standing standing = webhooks.get(webhook);
        var attempt = new AttemptRecord(change.key(), change.attempt());
        // A commit may be retried after its response was lost: count the attempt once.
        boolean isNew = attemptsMade.add(AttemptKey.of(attempt));
        if (isNew) {
            attempts.add(attempt);
        }
        if (standing == null) {
            Applied cancelled = StoreRules.recordAttemptWithoutWebhook(entry.after, toMillis(change), now);
            return kept(entry, new Applied(before, cancelled.after(), cancelled.effect(), null));
        }
        WebhookHealth health = standing.health();
        if (isNew) {
            // By the store's clock, as the five days are: the node's may be days off.
            health = health.after(change.verdict(), now);
        }
        Applied applied = StoreRules.recordAttempt(entry.after, toMillis(change), health, now);
        WebhookStatus disabled = standing.status() == WebhookStatus.ENABLED ? applied.disabled() : null;
        move(webhook, standing, new Standing(disabled == null ? standing.status() : disabled, health));
        return kept(entry, new Applied(before, applied.after(), applied.effect(), disabled));
    }

    private Outcome apply(Change.Apply change) {
        Entry entry = chains.get(change.chain());
        if (entry == null) {
            return new Outcome.NotFound();
        }
        ChainRecord before = entry.after;
        cancelIfDeleted(entry);
        Applied applied = StoreRules.apply(entry.after, change.input(), now);
        if (change.input() instanceof ChainInput.CalledBack calledBack && settles(applied, calledBack)) {
            int resumes = applied.before().chain().resumes();
            callbacks.add(new NewCallback(
                    change.chain(), new CallbackRecord(calledBack.step(), resumes, calledBack.callback(), now)));
        }
        return kept(entry, new Applied(before, applied.after(), applied.effect(), null));
    }

    private Outcome move(Change.Move change) {
        Entry entry = chains.get(change.chain());
        return entry == null ? new Outcome.NotFound() : kept(entry, StoreRules.move(entry.after, change, now));
    }

    private Outcome release(Change.Release change) {
        Entry entry = chains.get(change.key().delivery().chain());
        if (entry == null) {
            return new Outcome.NotFound();
        }
        ChainRecord before = entry.after;
        cancelIfDeleted(entry);
        Applied applied = StoreRules.release(entry.after, change.key());
        return kept(entry, new Applied(before, applied.after(), applied.effect(), null));
    }

    private Outcome setAside(SetAsideRecord record) {
        newSetAside.add(record);
        Entry entry = chains.get(record.chain());
        return entry == null ? new Outcome.NotFound() : kept(entry, StoreRules.setAside(entry.after, record.change()));
    }

    private Outcome endSetAside(SetAsideRecord record, boolean written) {
        if (!setAside.remove(record.id())) {
            return new Outcome.NotFound();
        }
        endedSetAside.add(record.id());
        if (written) {
            return apply(record.change());
        }
        Entry entry = chains.get(record.chain());
        return entry == null
                ? new Outcome.NotFound()
                : kept(entry, StoreRules.dropSetAside(entry.after, record.change()));
    }

    private static boolean settles(Applied applied, ChainInput.CalledBack calledBack) {
        return !applied.before().chain().callbacks().containsKey(calledBack.step())
                && applied.after().chain().callbacks().containsKey(calledBack.step());
    }

    private void move(WebhookId webhook, Standing before, Standing after) {
        if (!before.equals(after)) {
            webhooks.put(webhook, after);
            changedWebhooks.put(webhook, after);
            if (before.status() != after.status()) {
                disabledWebhooks.add(webhook);
            }
        }
    }

    private static Change.RecordAttempt toMillis(Change.RecordAttempt change) {
        return change.verdict() instanceof Verdict.Retry retry
                ? new Change.RecordAttempt(
                        change.key(),
                        change.attempt(),
                        retry.withTime(retry.at().truncatedTo(ChronoUnit.MILLIS)))
                : change;
    }

    private static Applied kept(Entry entry, Applied applied) {
        entry.after = applied.after();
        return applied;
    }
}
