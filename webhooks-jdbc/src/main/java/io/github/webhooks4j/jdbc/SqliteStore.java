package io.github.webhooks4j.jdbc;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.store.ChainStory;
import io.github.webhooks4j.store.Change;
import io.github.webhooks4j.store.Claimed;
import io.github.webhooks4j.store.LaneClaim;
import io.github.webhooks4j.store.LaneDue;
import io.github.webhooks4j.store.Ledger;
import io.github.webhooks4j.store.Outcome;
import io.github.webhooks4j.store.Store;
import io.github.webhooks4j.store.StoreException;
import io.github.webhooks4j.webhook.Webhook;
import io.github.webhooks4j.webhook.WebhookId;
import io.github.webhooks4j.webhook.WebhookSettings;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A store in one SQLite file, for a host that runs in one process. What a call has written is on disk when it returns (WAL,
 * {@code synchronous=FULL}). Reads, of which four run at a time, neither wait for writes nor hold them up; writes go one after
 * another, so many changes in one {@link #commit} cost far less than as many commits.
 *
 * <p>Beside the file are {@code -wal} and {@code -shm}, which belong to it, and {@code .lock}, which may stay for ever. The
 * file holds secrets in the clear: keep its folder to the service that opens it. Thread-safe.
 */
public final class SqliteStore implements Store {
    private static final String LEDGER =
            "SELECT accepted, complete, waiting, pending, interrupted, cancelled FROM wh_ledger";

    private final SqliteFile file;

    SqliteStore(SqliteFile file) {
        this.file = file;
    }

    /**
     * Opens a store file, and creates it or upgrades its schema where needed. Work that was claimed when the file was last in
     * use is unclaimed again: whoever worked on it is dead.
     *
     * @param file its folder must exist
     * @throws StoreException if the file is in use, has a newer schema, is another program's or no database, or cannot be read
     *     and written; it is then as it was before
     */
    public static SqliteStore open(Path file) {
        SqliteFile opened = SqliteFile.open(file, SqliteSchema.current());
        boolean ready = false;
        try {
            opened.write(SqliteQueue::dropClaims);
            ready = true;
            return new SqliteStore(opened);
        } finally {
            if (!ready) {
                opened.close();
            }
        }
    }

    @Override
    public byte[] deploymentKey(byte[] proposal) {
        return file.write(session -> SqliteWebhooks.deploymentKey(session, proposal));
    }

    @Override
    public void save(Webhook webhook) {
        file.write(session -> SqliteWebhooks.save(session, webhook));
    }

    @Override
    public List<Webhook> webhooks() {
        return file.read(SqliteWebhooks::webhooks);
    }

    @Override
    public Optional<WebhookSettings> settings(WebhookId webhook, int revision) {
        return file.read(session -> SqliteWebhooks.settings(session, webhook, revision));
    }

    @Override
    public List<Outcome> commit(List<Change> changes, Instant now) {
        return file.write(session -> SqliteCommit.run(session, changes, now));
    }

    @Override
    public List<LaneDue> lanes() {
        return file.read(SqliteQueue::lanes);
    }

    @Override
    public Claimed claim(List<LaneClaim> claims, Instant now) {
        return file.write(session -> SqliteQueue.claim(session, claims, now));
    }

    @Override
    public List<ChainId> overdue(Instant now, int limit) {
        return file.read(session -> SqliteQueue.overdue(session, now, limit));
    }

    @Override
    public Optional<Instant> earliestDeadline() {
        return file.read(SqliteQueue::earliestDeadline);
    }

    @Override
    public List<ChainId> unfinished(WebhookId webhook, int limit) {
        return file.read(session -> SqliteQueue.unfinished(session, webhook, limit));
    }

    @Override
    public Optional<ChainStory> story(ChainId chain) {
        return file.read(session -> SqliteChains.stories(session, List.of(chain))).stream()
                .findFirst();
    }

    @Override
    public List<ChainStory> stories(WebhookId webhook, @Nullable ChainId before, int limit) {
        return file.read(session -> SqliteChains.stories(session, webhook, before, limit));
    }

    @Override
    public Ledger ledger() {
        return file.read(session -> session.list(
                        LEDGER,
                        row -> new Ledger(
                                row.getLong(1),
                                row.getLong(2),
                                row.getLong(3),
                                row.getLong(4),
                                row.getLong(5),
                                row.getLong(6)))
                .get(0));
    }

    @Override
    public int prune(Instant before, int limit) {
        return file.write(session -> SqliteRetention.prune(session, before, limit));
    }

    @Override
    public void close() {
        file.close();
    }
}
