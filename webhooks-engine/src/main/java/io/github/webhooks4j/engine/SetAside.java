package io.github.webhooks4j.engine;

import io.github.webhooks4j.engine.health.SetAsideHealth;
import io.github.webhooks4j.engine.internal.backend.CommandGateway;
import io.github.webhooks4j.engine.internal.backend.Committer;
import io.github.webhooks4j.engine.internal.delivery.SetAsideBuffer;
import io.github.webhooks4j.spi.store.Mutation;
import io.github.webhooks4j.spi.store.MutationResult;
import io.github.webhooks4j.spi.store.SetAsideRecord;
import java.util.Optional;

/**
 * Records that the engine could not write ten times although the store took others, and that it has set aside, so that they cost
 * nothing else anything: of an attempt mostly, because its row is damaged. As long as the record of an attempt is set aside its
 * delivery is not attempted again, by no node.
 *
 * <p>They are kept in the store, or, if it does not take them there either, in the engine's memory, up to 1,000; what is in memory
 * is lost when the engine ends, and then the delivery is attempted again. {@link WebhookEngine#health()} is red and lists them until
 * each is written or dropped. Thread-safe.
 */
public final class SetAside {
    private final SetAsideBuffer shelf;
    private final CommandGateway commits;
    private final Committer committer;

    SetAside(SetAsideBuffer shelf, CommandGateway commits, Committer committer) {
        this.shelf = shelf;
        this.commits = commits;
        this.committer = committer;
    }

    /** Returns what is set aside, as {@link WebhookEngine#health()} does: as the store was read up to 10 seconds ago. */
    public SetAsideHealth list() {
        return shelf.health();
    }

    /**
     * Tries once to write a record, and has the delivery go on from there. Returns when that is durable.
     *
     * @param id as {@link #list()} shows it
     * @return false if there is no such record, or not any more, also if its chain is not kept any more
     * @throws io.github.webhooks4j.engine.lifecycle.EngineClosedException if the engine is closed
     * @throws io.github.webhooks4j.spi.store.StoreException if the store still does not take it, within the bound of {@code publish};
     *     it stays set aside
     */
    public boolean retry(String id) {
        Optional<SetAsideRecord> inMemory = shelf.inMemory(id);
        if (inMemory.isPresent()) {
            MutationResult outcome = commits.commit(inMemory.get().change());
            shelf.written(inMemory.get());
            return !(outcome instanceof MutationResult.NotFound);
        }
        return end(id, true);
    }

    /**
     * Gives up a record: it will never be written. The delivery of an attempt or a release becomes due again and is attempted
     * under the same number and the same {@code webhook-id}, soon if the record was in the store, and when the lease that this
     * engine holds on it ends if the record was in memory. What was to be cancelled, or interrupted since its deadline has
     * passed, the engine finds again.
     *
     * @param id as {@link #list()} shows it
     * @return false if there is no such record, or not any more
     * @throws io.github.webhooks4j.engine.lifecycle.EngineClosedException if the engine is closed
     * @throws io.github.webhooks4j.spi.store.StoreException if the record is in the store and that fails; it stays set aside
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

    private boolean end(String id, boolean written) {
        Optional<SetAsideRecord> record = shelf.inStore(id);
        if (record.isEmpty()) {
            return false;
        }
        MutationResult outcome = commits.commit(new Mutation.EndSetAside(record.get(), written));
        if (written) {
            shelf.written(record.get());
        } else {
            shelf.dropped(record.get());
        }
        return !(outcome instanceof MutationResult.NotFound);
    }
}
