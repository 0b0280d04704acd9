package io.github.webhooks4j.testkit;

import io.github.webhooks4j.callback.Callback;
import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.chain.ChainInput;
import io.github.webhooks4j.event.Event;
import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.store.Acceptance;
import io.github.webhooks4j.store.AttemptRecord;
import io.github.webhooks4j.store.CallbackRecord;
import io.github.webhooks4j.store.ChainRecord;
import io.github.webhooks4j.store.ChainSlice;
import io.github.webhooks4j.store.Change;
import io.github.webhooks4j.store.Change.RecordAttempt;
import io.github.webhooks4j.store.NewChain;
import io.github.webhooks4j.store.Outcome;
import io.github.webhooks4j.store.Outcome.Applied;
import io.github.webhooks4j.store.Publication;
import io.github.webhooks4j.store.SetAsideRecord;
import io.github.webhooks4j.store.StoreException;
import io.github.webhooks4j.store.StoreRules;
import io.github.webhooks4j.store.WebhookHealth;
import io.github.webhooks4j.testkit.Tables.ChainRow;
import io.github.webhooks4j.testkit.Tables.EventRow;
import io.github.webhooks4j.testkit.Tables.SliceKey;
import io.github.webhooks4j.testkit.Tables.SliceRow;
import io.github.webhooks4j.testkit.Tables.WebhookRow;
import io.github.webhooks4j.webhook.WebhookStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Carries out the changes of one commit, all at the same time. Confined to whoever holds the monitor of the tables. */
final class Writer {

    private final Tables tables;
    private final Instant now;

    Writer(Tables tables, Instant now) {
        this.tables = tables;
        this.now = now;
    }

    Outcome write(Change change) {
        if (change instanceof Change.Publish publish) {
            return publish(publish.acceptances());
        } else if (change instanceof Change.CreateChains create) {
            return create(create.slice());
        } else if (change instanceof Change.Rerun rerun) {
            return rerun(rerun);
        } else if (change instanceof RecordAttempt attempt) {
            return recordAttempt(Millis.cut(attempt));
        } else if (change instanceof Change.Apply apply) {
            return apply(apply);
        } else if (change instanceof Change.Move move) {
            return move(move);
        } else if (change instanceof Change.SetAside set) {
            return setAside(Millis.cut(set.record()));
        } else if (change instanceof Change.EndSetAside end) {
            return endSetAside(end.record(), end.written());
        } else {
            return release((Change.Release) change);
        }
    }

    private Outcome publish(List<Acceptance> acceptances) {
        for (Acceptance acceptance : acceptances) {
            EventRow known = tables.events.get(acceptance.event().id());
            if (known != null && !isSame(known.event(), acceptance.event())) {
                return new Outcome.EventConflict(acceptance.event().id());
            }
        }
        for (Acceptance acceptance : acceptances) {
            if (tables.events.get(acceptance.event().id()) == null && !tables.hasChanges(acceptance.basedOn())) {
                return new Outcome.WebhooksOutdated();
            }
        }
        return new Outcome.Published(acceptances.stream().map(this::accept).toList());
    }

    private static boolean isSame(Event one, Event other) {
        return one.topic().equals(other.topic())
                && one.type().equals(other.type())
                && one.body().equals(other.body());
    }

    private Publication accept(Acceptance acceptance) {
        EventId event = acceptance.event().id();
        EventRow known = tables.events.get(event);
        if (known != null) {
            return new Publication(event, known.chains(), true);
        }
        acceptance.chainsNow().forEach(chain -> start(chain, event));
        long number = tables.nextEvent();
        for (ChainSlice slice : acceptance.slices()) {
            var key = new SliceKey(number, slice.number());
            tables.slices.put(key, new SliceRow(key, slice));
        }
        List<ChainId> chains = acceptance.chains().stream().map(NewChain::id).toList();
        tables.events.put(event, new EventRow(Millis.cut(acceptance.event()), number, now, chains));
        return new Publication(event, chains, false);
    }

    private Outcome create(ChainSlice slice) {
        EventRow event = tables.events.get(slice.event());
        SliceKey key = event == null ? null : new SliceKey(event.number(), slice.number());
        if (key == null || tables.slices.get(key) == null) {
            return new Outcome.NotFound();
        }
        tables.slices.remove(key);
        var cancelled = new HashSet<ChainId>();
        for (NewChain chain : slice.chains()) {
            start(chain, slice.event());
            ChainRow row = Objects.requireNonNull(tables.chains.get(chain.id()));
            if (tables.webhooks.get(chain.webhook()) == null) {
                // It is gone, as after a restore of the database.
                tables.replace(row, row.withChain(StoreRules.deleted(row.chain(), now)));
                cancelled.add(chain.id());
            } else if (settled(row).chain().finishedAt() != null) {
                cancelled.add(chain.id());
            }
        }
        return new Outcome.Created(cancelled);
    }

    /** Returns a chain as it counts; what a deleted webhook left unfinished is written as cancelled. */
    private ChainRow settled(ChainRow row) {
        ChainRow counted = row.withChain(tables.counted(row.chain()));
        if (!counted.equals(row)) {
            tables.replace(row, counted);
        }
        return counted;
    }

    /** Returns an outcome that begins with the chain as its row was. */
    private static Applied from(ChainRow before, Applied applied) {
        return new Applied(before.chain(), applied.after(), applied.effect(), applied.disabled());
    }

    private Outcome rerun(Change.Rerun rerun) {
        ChainRow original = tables.chains.get(rerun.original());
        if (original == null) {
            return new Outcome.NotFound();
        }
        return tables.hasChanges(rerun.basedOn())
                ? new Outcome.Started(start(rerun.chain(), original.chain().event()))
                : new Outcome.WebhooksOutdated();
    }

    private ChainRecord start(NewChain chain, EventId event) {
        if (tables.chains.get(chain.id()) != null) {
            throw new StoreException(
                    StoreException.Reason.FAILED, "a new chain needs an id of its own, was " + chain.id());
        }
        ChainRecord started = StoreRules.start(Millis.cut(chain), event, now);
        tables.add(new ChainRow(started, List.of(), List.of()));
        return started;
    }

    private Outcome recordAttempt(RecordAttempt change) {
        ChainRow before = tables.chains.get(change.key().delivery().chain());
        if (before == null) {
            return new Outcome.NotFound();
        }
        ChainRow row = settled(before);
        var attempt = new AttemptRecord(change.key(), change.attempt());
        // Whoever lost the answer to a commit writes the same again: the attempt was made only once.
        boolean isNew = row.attempts().stream().noneMatch(kept -> isSame(kept, attempt));
        List<AttemptRecord> attempts = isNew ? with(row.attempts(), attempt) : row.attempts();
        WebhookRow webhook = tables.webhooks.get(row.chain().webhook());
        if (webhook == null) {
            Applied cancelled = StoreRules.recordAttemptWithoutWebhook(row.chain(), change, now);
            tables.replace(row, new ChainRow(cancelled.after(), attempts, row.callbacks()));
            return from(before, cancelled);
        }
        WebhookHealth health = webhook.health();
        if (isNew) {
            // By the store's clock, as the five days are: the node's may be days off.
            health = health.after(change.verdict(), now);
        }
        Applied applied = StoreRules.recordAttempt(row.chain(), change, health, now);
        WebhookStatus disabled = webhook.webhook().status() == WebhookStatus.ENABLED ? applied.disabled() : null;
        tables.replace(row, new ChainRow(applied.after(), attempts, row.callbacks()));
        tables.webhooks.put(
                webhook.webhook().id(),
                disabled == null
                        ? new WebhookRow(webhook.webhook(), health, webhook.change(), webhook.changedAt())
                        : new WebhookRow(webhook.webhook().withStatus(disabled), health, tables.nextChange(now), now));
        return new Applied(before.chain(), applied.after(), applied.effect(), disabled);
    }

    private static boolean isSame(AttemptRecord one, AttemptRecord other) {
        return one.key().equals(other.key())
                && one.attempt().number() == other.attempt().number();
    }

    private Outcome apply(Change.Apply apply) {
        ChainRow before = tables.chains.get(apply.chain());
        if (before == null) {
            return new Outcome.NotFound();
        }
        ChainRow row = settled(before);
        Applied applied = StoreRules.apply(row.chain(), apply.input(), now);
        CallbackRecord settling = settling(applied, apply.input());
        tables.replace(
                row,
                new ChainRow(
                        applied.after(),
                        row.attempts(),
                        settling == null ? row.callbacks() : with(row.callbacks(), settling)));
        return from(before, applied);
    }

    /** Returns the callback if it has just settled its step, else null. */
    private @Nullable CallbackRecord settling(Applied applied, ChainInput input) {
        if (!(input instanceof ChainInput.CalledBack calledBack)) {
            return null;
        }
        int step = calledBack.step();
        Callback before = applied.before().chain().callbacks().get(step);
        Callback after = applied.after().chain().callbacks().get(step);
        return before == null && after != null
                ? new CallbackRecord(step, applied.before().chain().resumes(), after, now)
                : null;
    }

    private Outcome move(Change.Move move) {
        ChainRow row = tables.chains.get(move.chain());
        if (row == null) {
            return new Outcome.NotFound();
        }
        Applied applied = StoreRules.move(row.chain(), move, now);
        tables.replace(row, row.withChain(applied.after()));
        return applied;
    }

    private Outcome release(Change.Release release) {
        ChainRow before = tables.chains.get(release.key().delivery().chain());
        if (before == null) {
            return new Outcome.NotFound();
        }
        ChainRow row = settled(before);
        Applied applied = StoreRules.release(row.chain(), release.key());
        tables.replace(row, row.withChain(applied.after()));
        return from(before, applied);
    }

    private Outcome setAside(SetAsideRecord record) {
        if (tables.setAside.get(record.id()) == null) {
            tables.setAside.put(record.id(), record);
        }
        ChainRow row = tables.chains.get(record.chain());
        return row == null ? new Outcome.NotFound() : moved(row, StoreRules.setAside(row.chain(), record.change()));
    }

    private Outcome endSetAside(SetAsideRecord record, boolean written) {
        if (tables.setAside.get(record.id()) == null) {
            return new Outcome.NotFound();
        }
        tables.setAside.remove(record.id());
        if (written) {
            return write(record.change());
        }
        ChainRow row = tables.chains.get(record.chain());
        return row == null ? new Outcome.NotFound() : moved(row, StoreRules.dropSetAside(row.chain(), record.change()));
    }

    private Outcome moved(ChainRow row, Applied applied) {
        tables.replace(row, row.withChain(applied.after()));
        return applied;
    }

    private static <T> List<T> with(List<T> list, T more) {
        var longer = new ArrayList<>(list);
        longer.add(more);
        return longer;
    }
}
