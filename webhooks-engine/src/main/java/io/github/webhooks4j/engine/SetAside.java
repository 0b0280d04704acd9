package io.github.webhooks4j.engine;

import io.github.webhooks4j.engine.health.SetAsideHealth;
import io.github.webhooks4j.engine.internal.backend.CommandGateway;
import io.github.webhooks4j.engine.internal.backend.Committer;
import io.github.webhooks4j.engine.internal.delivery.SetAsideBuffer;
import io.github.webhooks4j.spi.store.Mutation;
import io.github.webhooks4j.spi.store.MutationResult;
import io.github.webhooks4j.spi.store.SetAsideRecord;
import io.github.webhooks4j.webhook.DisablePolicy;
import java.util.Optional;

/**
 * Records that are set aside, because the engine failed ten times to write them although the store took others. Mostly
 * they are records of attempts whose row is damaged. Set aside, they delay nothing else. As long as the record of an
 * attempt is set aside, no node attempts its delivery again.
 *
 * <p>They are stored, or, if the store does not take them even there, held in the engine's memory, up to 1,000. Those
 * in memory are lost when the engine ends, and then the delivery is attempted again. {@link WebhookEngine#health()} is
 * red and lists the records until each is written or dropped. Thread-safe.
 */
public final class SetAside {
    private final SetAsideBuffer shelf;
    private final CommandGateway commits;
    private final Committer committer;
    private final DisablePolicy disabling;

    SetAside(SetAsideBuffer shelf, CommandGateway commits, Committer committer, DisablePolicy disabling) {
        this.disabling = disabling;
        this.shelf = shelf;
        this.commits = commits;
        this.committer = committer;
    }

    /**
     * Returns the records that are set aside, as {@link WebhookEngine#health()} does: as the store was read up to 10
     * seconds ago.
     */
    public SetAsideHealth list() {
        return shelf.health();
    }

    /**
     * Tries once to write a record; the delivery continues from there. Returns when that is durable.
     *
     * @param id as {@link #list()} shows it
     * @return false if there is no such record (any more), or its chain was pruned
     * @throws io.github.webhooks4j.engine.lifecycle.EngineClosedException if the engine is closed
     * @throws io.github.webhooks4j.spi.store.StoreException if the store still does not take it, within the bound of
     *     {@code publish}; it stays set aside
     */
    public boolean retry(String id) {
        Optional<SetAsideRecord> inMemory = shelf.inMemory(id);
        if (inMemory.isPresent()) {
            MutationResult outcome = commits.commit(byOwnPolicy(inMemory.get()).change());
            shelf.written(inMemory.get());
            return !(outcome instanceof MutationResult.NotFound);
        }
        return end(id, true);
    }

    /**
     * Drops a record: it will never be written. The delivery of an attempt or a release becomes due again and is
     * attempted under the same number and the same {@code webhook-id}: soon if the record was in the store, or when
     * this engine's lease on it ends if the record was in memory. The engine finds again the chains that were to be
     * cancelled, or to be interrupted because their deadline has passed.
     *
     * @param id as {@link #list()} shows it
     * @return false if there is no such record (any more)
     * @throws io.github.webhooks4j.engine.lifecycle.EngineClosedException if the engine is closed
     * @throws io.github.webhooks4j.spi.store.StoreException if the record is in the store and that fails; it stays set
     *     aside
     */
    public boolean drop(String id) {
        Optional<SetAsideRecord> inMemory = shelf.inMemory(id);
        if (inMemory.isPresent()) {
            if (shelf.dropped(inMemory.get())) {
                committer.dropped(inMemory.get().change());
            }
            return true;
        }
        return end(id, false);
    }

    /** Returns the record to be written by this node: others may have another policy, and the store does not store it. */
    private SetAsideRecord byOwnPolicy(SetAsideRecord record) {
        return record.change() instanceof Mutation.RecordAttempt recorded
                ? new SetAsideRecord(recorded.with(disabling), record.since(), record.message())
                : record;
    }

    private boolean end(String id, boolean written) {
        Optional<SetAsideRecord> record = shelf.inStore(id);
        if (record.isEmpty()) {
            return false;
        }
        MutationResult outcome = commits.commit(new Mutation.EndSetAside(byOwnPolicy(record.get()), written));
        if (written) {
            shelf.written(record.get());
        } else {
            shelf.dropped(record.get());
        }
        return !(outcome instanceof MutationResult.NotFound);
    }
}
