package io.github.webhooks4j.spi.store.work;

import io.github.webhooks4j.callback.CallbackProblem;
import io.github.webhooks4j.callback.CallbackState;
import io.github.webhooks4j.chain.ChainEvent;
import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.chain.Transition.Effect;
import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.history.StoredCallback;
import io.github.webhooks4j.history.StoredCallbackProblem;
import io.github.webhooks4j.publish.PublishResult;
import io.github.webhooks4j.spi.store.ChainSlice;
import io.github.webhooks4j.spi.store.FailureStreak;
import io.github.webhooks4j.spi.store.Mutation;
import io.github.webhooks4j.spi.store.MutationResult;
import io.github.webhooks4j.spi.store.MutationResult.Applied;
import io.github.webhooks4j.spi.store.NewChain;
import io.github.webhooks4j.spi.store.NewEvent;
import io.github.webhooks4j.spi.store.OrderingTurn;
import io.github.webhooks4j.spi.store.SetAsideRecord;
import io.github.webhooks4j.spi.store.StoreException;
import io.github.webhooks4j.spi.store.StoreException.Reason;
import io.github.webhooks4j.spi.store.StoreRules;
import io.github.webhooks4j.spi.store.StoredAttempt;
import io.github.webhooks4j.spi.store.StoredChain;
import io.github.webhooks4j.spi.store.work.Writes.CallbackProblemWrite;
import io.github.webhooks4j.spi.store.work.Writes.CallbackWrite;
import io.github.webhooks4j.spi.store.work.Writes.ChainWrite;
import io.github.webhooks4j.spi.store.work.Writes.EventWrite;
import io.github.webhooks4j.webhook.WebhookId;
import io.github.webhooks4j.webhook.WebhookStatus;
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
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Computes the results of the mutations of one transaction. Every store uses this class and decides nothing itself: it
 * loads the rows of {@link #needs}, applies the mutations in their order, and writes the rows of {@link #writes}. Each
 * mutation sees the effects of those before it. {@link StoreRules} decides the effect of a mutation on one chain.
 *
 * <p>Deterministic: results and writes, including their order, depend only on the snapshot, the mutations and the time.
 * It reads no clock and draws no random numbers. Times are stored to the millisecond. Used by one thread, for one
 * transaction; must not be used after an exception.
 */
public final class UnitOfWork {
    private final Snapshot snapshot;
    private final Instant now;

    // Iterated collections keep the order of the mutations; hash tables are only used for lookups.
    private final WorkingSet working;
    private final Map<EventId, KnownEvent> accepted = new HashMap<>();
    private final Set<Long> numbers = new HashSet<>();
    private final Map<SentEvent, ChainId> sentChains = new HashMap<>();
    private final KeySequences sequences;
    private final BulkJobs jobs;
    private final Set<AttemptKey> recorded = new HashSet<>();
    private final Set<SliceKey> createdSlices = new LinkedHashSet<>();
    private final Map<String, SetAsideRecord> setAside = new LinkedHashMap<>();
    private final Set<String> endedSetAside = new LinkedHashSet<>();
    private final List<EventWrite> events = new ArrayList<>();
    private final List<ChainSlice> slices = new ArrayList<>();
    private final List<StoredAttempt> attempts = new ArrayList<>();
    private final List<CallbackWrite> callbacks = new ArrayList<>();
    private final List<CallbackProblemWrite> callbackProblems = new ArrayList<>();

    /**
     * Creates a unit of work without mutations.
     *
     * @param snapshot the rows that the mutations need
     * @param now the time of the transaction, by the store's clock; truncated to the millisecond
     */
    public UnitOfWork(Snapshot snapshot, Instant now) {
        this.snapshot = snapshot;
        this.now = now.truncatedTo(ChronoUnit.MILLIS);
        this.working = new WorkingSet(snapshot, this.now);
        this.sequences = new KeySequences(snapshot.order());
        this.jobs = new BulkJobs(snapshot, working, this::apply, this.now);
    }

    /** Returns the keys of the rows to load for mutations. */
    public static Needs needs(Collection<Mutation> mutations) {
        return Needs.of(mutations);
    }

    /**
     * Applies one mutation.
     *
     * @param mutation with times of the store's clock
     * @return its result, with times of the store's clock
     * @throws StoreException with {@link Reason#FAILED} if it starts a chain with the id of an existing one
     */
    public MutationResult apply(Mutation mutation) {
        if (mutation instanceof Mutation.Publish publish) {
            return publish(publish.acceptances());
        } else if (mutation instanceof Mutation.CreateChains create) {
            return create(create.slice());
        } else if (mutation instanceof Mutation.Rerun rerun) {
            return rerun(rerun);
        } else if (mutation instanceof Mutation.Send send) {
            return send(send);
        } else if (mutation instanceof Mutation.SetAside set) {
            return setAside(set.record());
        } else if (mutation instanceof Mutation.EndSetAside end) {
            return endSetAside(end.record(), end.written());
        } else if (mutation instanceof Mutation.RecordAttempt attempt) {
            WorkingSet.Entry entry = working.entry(attempt.key().delivery().chain());
            return entry == null ? new MutationResult.NotFound() : recordAttempt(entry, Millis.cut(attempt));
        } else if (mutation instanceof Mutation.Apply apply) {
            WorkingSet.Entry entry = working.entry(apply.chain());
            return entry == null ? new MutationResult.NotFound() : apply(entry, apply);
        } else if (mutation instanceof Mutation.Move move) {
            WorkingSet.Entry entry = working.entry(move.chain());
            return entry == null ? new MutationResult.NotFound() : entry.put(StoreRules.move(entry.chain(), move, now));
        } else if (mutation instanceof Mutation.DeliverNow deliver) {
            WorkingSet.Entry entry = working.entry(deliver.key().delivery().chain());
            return entry == null ? new MutationResult.NotFound() : deliverNow(entry, deliver);
        } else if (mutation instanceof Mutation.StartBulk start) {
            return jobs.start(start);
        } else if (mutation instanceof Mutation.BulkSlice slice) {
            return jobs.move(slice);
        } else if (mutation instanceof Mutation.StopBulk stop) {
            return jobs.stop(stop);
        } else {
            Mutation.Release release = (Mutation.Release) mutation;
            WorkingSet.Entry entry = working.entry(release.key().delivery().chain());
            return entry == null ? new MutationResult.NotFound() : release(entry, release);
        }
    }

    /** Returns the rows to write for all mutations applied so far. */
    public Writes writes() {
        List<ChainWrite> changed = working.changedChains();
        return new Writes(
                now,
                events,
                slices,
                new ArrayList<>(createdSlices),
                changed,
                working.claimBatches(),
                attempts,
                callbacks,
                callbackProblems,
                working.changedWebhooks(),
                working.disabledWebhooks(),
                new ArrayList<>(setAside.values()),
                new ArrayList<>(endedSetAside),
                sequences.taken(),
                jobs.changed(),
                CountsGrowth.of(changed));
    }

    private MutationResult publish(List<NewEvent> acceptances) {
        var offered = new ArrayList<KnownEvent>(acceptances.size());
        for (NewEvent acceptance : acceptances) {
            EventId id = acceptance.event().id();
            KnownEvent offer = KnownEvent.of(acceptance);
            KnownEvent known = event(id);
            if (known != null && !known.isSame(offer)) {
                return new MutationResult.EventConflict(id);
            }
            offered.add(offer);
        }
        for (NewEvent acceptance : acceptances) {
            if (event(acceptance.event().id()) == null && !hasAll(acceptance.basedOn())) {
                return new MutationResult.WebhooksOutdated();
            }
        }
        var offeredNumbers = new HashSet<Long>();
        for (NewEvent acceptance : acceptances) {
            boolean isNew = event(acceptance.event().id()) == null;
            if (isNew && (isTaken(acceptance.number()) || !offeredNumbers.add(acceptance.number()))) {
                return new MutationResult.NumberTaken(acceptance.event().id());
            }
        }
        var publications = new ArrayList<PublishResult>(acceptances.size());
        for (int i = 0; i < offered.size(); i++) {
            publications.add(publish(acceptances.get(i), offered.get(i)));
        }
        return new MutationResult.Published(publications);
    }

    private PublishResult publish(NewEvent acceptance, KnownEvent offered) {
        EventId id = acceptance.event().id();
        KnownEvent known = event(id);
        if (known != null) {
            return new PublishResult(id, known.chains(), true);
        }
        accepted.put(id, offered);
        numbers.add(acceptance.number());
        OrderingTurn turn = sequences.next(acceptance.event().orderingKey());
        events.add(new EventWrite(acceptance.number(), acceptance.event(), offered, turn));
        NewEvent placed = sequences.placed(acceptance, turn);
        for (NewChain chain : placed.chainsNow()) {
            working.start(chain, id, turn);
        }
        slices.addAll(placed.slices(turn));
        return new PublishResult(id, offered.chains(), false);
    }

    private @Nullable KnownEvent event(EventId id) {
        KnownEvent known = accepted.get(id);
        return known == null ? snapshot.events().get(id) : known;
    }

    private boolean isTaken(long number) {
        return snapshot.numbers().contains(number) || numbers.contains(number);
    }

    private boolean hasAll(List<Long> changes) {
        return snapshot.changes().containsAll(changes);
    }

    private MutationResult rerun(Mutation.Rerun rerun) {
        WorkingSet.Entry original = working.entry(rerun.original());
        if (original == null) {
            return new MutationResult.NotFound();
        }
        WorkingSet.Entry present = working.entry(rerun.chain().id());
        if (present != null) {
            // A commit may be repeated after its response was lost.
            EventId event = original.chain().event();
            return present.chain().event().equals(event)
                    ? new MutationResult.Started(present.chain())
                    : new MutationResult.NumberTaken(event);
        }
        working.cancelIfDeleted(original);
        if (original.chain().finishedAt() == null) {
            return new MutationResult.Unfinished(original.chain());
        }
        return hasAll(rerun.basedOn())
                ? new MutationResult.Started(
                        working.start(rerun.chain(), original.chain().event(), null)
                                .chain())
                : new MutationResult.WebhooksOutdated();
    }

    private MutationResult send(Mutation.Send send) {
        SentEvent sent = SentEvent.of(send);
        Optional<ChainId> present = snapshot.sent().get(sent);
        if (present == null) {
            return new MutationResult.NotFound();
        }
        ChainId known = present.orElse(sentChains.get(sent));
        if (known != null) {
            return new MutationResult.HasChain(known);
        }
        if (working.entry(send.chain().id()) != null) {
            return new MutationResult.NumberTaken(send.event());
        }
        if (!hasAll(send.basedOn())) {
            return new MutationResult.WebhooksOutdated();
        }
        StoredChain started = working.start(send.chain(), send.event(), null).chain();
        sentChains.put(sent, send.chain().id());
        return new MutationResult.Started(started);
    }

    private MutationResult create(ChainSlice slice) {
        SliceKey key = SliceKey.of(slice);
        if (!snapshot.slices().contains(key) || !createdSlices.add(key)) {
            return new MutationResult.NotFound();
        }
        var cancelled = new LinkedHashSet<ChainId>();
        for (NewChain chain : slice.chains()) {
            WorkingSet.Entry entry = working.start(chain, slice.event(), slice.turn());
            working.cancelIfDeleted(entry);
            if (working.webhook(chain.webhook()) == null) {
                // The webhook is lost, as after a restore of the database.
                working.cancel(entry, now);
            }
            if (entry.chain().finishedAt() != null) {
                cancelled.add(chain.id());
            }
        }
        return new MutationResult.Created(cancelled);
    }

    private MutationResult recordAttempt(WorkingSet.Entry entry, Mutation.RecordAttempt mutation) {
        StoredChain before = entry.chain();
        working.cancelIfDeleted(entry);
        var key = new AttemptKey(mutation.key(), mutation.attempt().number());
        // A commit may be repeated after its response was lost: the attempt was made, and has failed, only once.
        boolean isNew = !snapshot.attempts().contains(key) && recorded.add(key);
        if (isNew) {
            attempts.add(new StoredAttempt(mutation.key(), mutation.attempt()));
        }
        WebhookId id = entry.chain().webhook();
        WebhookState webhook = working.webhook(id);
        if (webhook == null) {
            Applied applied = StoreRules.recordAttemptWithoutWebhook(entry.chain(), mutation, now);
            return entry.put(new Applied(before, applied.after(), applied.effect(), null));
        }
        // By the store's clock, like the time of the DisablePolicy: the node's clock may be days off.
        FailureStreak health = isNew ? webhook.health().after(mutation.verdict(), now) : webhook.health();
        Applied applied = StoreRules.recordAttempt(entry.chain(), mutation, health, now);
        WebhookStatus status = webhook.status() == WebhookStatus.ENABLED ? applied.disabled() : null;
        if (status != null || !health.equals(webhook.health())) {
            working.put(id, webhook, webhook.with(status == null ? webhook.status() : status, health));
        }
        return entry.put(new Applied(before, applied.after(), applied.effect(), status));
    }

    private MutationResult apply(WorkingSet.Entry entry, Mutation.Apply mutation) {
        StoredChain before = entry.chain();
        working.cancelIfDeleted(entry);
        Applied applied = StoreRules.apply(entry.chain(), mutation.input(), now);
        if (mutation.input() instanceof ChainEvent.CallbackReceived calledBack && settles(applied, calledBack.step())) {
            int resumes = applied.before().chain().resumeCount();
            callbacks.add(new CallbackWrite(
                    mutation.chain(), new StoredCallback(calledBack.step(), resumes, calledBack.callback(), now)));
        }
        noteProblem(mutation, applied.effect());
        return entry.put(new Applied(before, applied.after(), applied.effect(), null));
    }

    private void noteProblem(Mutation.Apply mutation, Effect effect) {
        if (mutation.input() instanceof ChainEvent.CallbackRefused refused) {
            noteProblem(mutation.chain(), refused.step(), refused.problem());
        } else if (mutation.input() instanceof ChainEvent.CallbackReceived received) {
            CallbackState state = received.callback().state();
            if (effect == Effect.CONFLICT) {
                noteProblem(mutation.chain(), received.step(), CallbackProblem.conflict(state));
            } else if (effect == Effect.TOO_LATE) {
                noteProblem(mutation.chain(), received.step(), CallbackProblem.tooLate(state));
            } else if ((effect == Effect.MOVED || effect == Effect.RECORDED)
                    && !received.dropped().isEmpty()) {
                noteProblem(mutation.chain(), received.step(), CallbackProblem.dropped(received.dropped()));
            }
        }
    }

    private void noteProblem(ChainId chain, int step, CallbackProblem problem) {
        callbackProblems.add(new CallbackProblemWrite(chain, new StoredCallbackProblem(step, problem, now)));
    }

    private static boolean settles(Applied applied, int step) {
        return !applied.before().chain().callbacks().containsKey(step)
                && applied.after().chain().callbacks().containsKey(step);
    }

    private MutationResult release(WorkingSet.Entry entry, Mutation.Release mutation) {
        StoredChain before = entry.chain();
        working.cancelIfDeleted(entry);
        Applied applied = StoreRules.release(entry.chain(), mutation.key());
        return entry.put(new Applied(before, applied.after(), applied.effect(), null));
    }

    private MutationResult deliverNow(WorkingSet.Entry entry, Mutation.DeliverNow mutation) {
        StoredChain before = entry.chain();
        working.cancelIfDeleted(entry);
        Applied applied = StoreRules.deliverNow(entry.chain(), mutation.key(), now);
        return entry.put(new Applied(before, applied.after(), applied.effect(), null));
    }

    private MutationResult setAside(SetAsideRecord record) {
        setAside.putIfAbsent(record.id(), Millis.cut(record));
        WorkingSet.Entry entry = working.entry(record.chain());
        return entry == null
                ? new MutationResult.NotFound()
                : entry.put(StoreRules.setAside(entry.chain(), record.change()));
    }

    private MutationResult endSetAside(SetAsideRecord record, boolean written) {
        String id = record.id();
        boolean wasStored = snapshot.setAside().contains(id) && endedSetAside.add(id);
        boolean wasNew = setAside.remove(id) != null;
        if (!wasStored && !wasNew) {
            return new MutationResult.NotFound();
        }
        if (written) {
            return apply(record.change());
        }
        WorkingSet.Entry entry = working.entry(record.chain());
        return entry == null
                ? new MutationResult.NotFound()
                : entry.put(StoreRules.dropSetAside(entry.chain(), record.change()));
    }
}
