package io.github.webhooks4j.jdbc.internal.commit;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.bulk.BulkJob;
import io.github.webhooks4j.bulk.BulkJobId;
import io.github.webhooks4j.chain.ChainEvent;
import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.history.HistoryQuery;
import io.github.webhooks4j.history.LatestChain;
import io.github.webhooks4j.jdbc.internal.commit.CommitTransaction.Committed;
import io.github.webhooks4j.jdbc.internal.crypto.SecretCipher;
import io.github.webhooks4j.jdbc.internal.crypto.SigningKey;
import io.github.webhooks4j.jdbc.internal.history.BulkJobTable;
import io.github.webhooks4j.jdbc.internal.history.ChainQueries;
import io.github.webhooks4j.jdbc.internal.history.ChainSearch;
import io.github.webhooks4j.jdbc.internal.history.EventQueries;
import io.github.webhooks4j.jdbc.internal.history.ExpiredChains;
import io.github.webhooks4j.jdbc.internal.history.ExpiredEvents;
import io.github.webhooks4j.jdbc.internal.queue.ClaimBatches;
import io.github.webhooks4j.jdbc.internal.queue.DueQueries;
import io.github.webhooks4j.jdbc.internal.queue.FanOut;
import io.github.webhooks4j.jdbc.internal.queue.HeldChains;
import io.github.webhooks4j.jdbc.internal.queue.LowWaterMarks;
import io.github.webhooks4j.jdbc.internal.queue.NodeTable;
import io.github.webhooks4j.jdbc.internal.queue.SetAsideTable;
import io.github.webhooks4j.jdbc.internal.row.Encrypted;
import io.github.webhooks4j.jdbc.internal.row.WebhookTable;
import io.github.webhooks4j.jdbc.internal.schema.IdentityCheck;
import io.github.webhooks4j.jdbc.internal.schema.RecordedClock;
import io.github.webhooks4j.jdbc.internal.sql.Database;
import io.github.webhooks4j.jdbc.internal.sql.Dialect;
import io.github.webhooks4j.jdbc.internal.sql.JdbcSession;
import io.github.webhooks4j.jdbc.internal.sql.StatementPipeline;
import io.github.webhooks4j.jdbc.internal.sql.StoreIdentity;
import io.github.webhooks4j.jdbc.internal.sql.TransactionCallback;
import io.github.webhooks4j.jdbc.internal.sql.UnreadableRow;
import io.github.webhooks4j.publish.PublishResult;
import io.github.webhooks4j.spi.store.ChainDetails;
import io.github.webhooks4j.spi.store.ChainSlice;
import io.github.webhooks4j.spi.store.ClaimRequest;
import io.github.webhooks4j.spi.store.ClaimResult;
import io.github.webhooks4j.spi.store.ClaimToken;
import io.github.webhooks4j.spi.store.ClockCheck;
import io.github.webhooks4j.spi.store.ClockOffset;
import io.github.webhooks4j.spi.store.DeliveringNodes;
import io.github.webhooks4j.spi.store.Erased;
import io.github.webhooks4j.spi.store.ErasedWebhook;
import io.github.webhooks4j.spi.store.EventDetails;
import io.github.webhooks4j.spi.store.EventSummary;
import io.github.webhooks4j.spi.store.FailureStreak;
import io.github.webhooks4j.spi.store.HistoryScan;
import io.github.webhooks4j.spi.store.LaneDueTime;
import io.github.webhooks4j.spi.store.LaneKey;
import io.github.webhooks4j.spi.store.LeaseRequest;
import io.github.webhooks4j.spi.store.Mutation;
import io.github.webhooks4j.spi.store.MutationResult;
import io.github.webhooks4j.spi.store.NewEvent;
import io.github.webhooks4j.spi.store.NodeId;
import io.github.webhooks4j.spi.store.SetAsideRecords;
import io.github.webhooks4j.spi.store.StoredWebhook;
import io.github.webhooks4j.spi.store.TransactionalStore;
import io.github.webhooks4j.spi.store.WebhookChanges;
import io.github.webhooks4j.stats.ChainCounts;
import io.github.webhooks4j.webhook.Webhook;
import io.github.webhooks4j.webhook.WebhookId;
import io.github.webhooks4j.webhook.WebhookSettings;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The store on any SQL database: what happens in one transaction, and what follows in memory once it is durable. Times are
 * translated at this border: inside it is the store's time. Thread-safe. Longer than most files here, since it has every method of the
 * port, each with its transaction.
 */
public final class SqlStore implements TransactionalStore {
    private static final Logger LOG = LoggerFactory.getLogger(SqlStore.class);

    private final Database database;
    private final Dialect dialect;
    private final HeldChains held;
    private final QueueTransactions queue;
    private final SecretCipher cipher;
    private final WebhookTable webhooks;
    private final ExternalTransactions externalTransactions;
    private final IdentityCheck identity;
    private final StoreClock clock;
    private final LowWaterMarks lowWater;
    private final StoreEventPublisher announcer;
    private final PruneProgress pruning;
    /** The clock of the node that uses this view. */
    private final Clock node;
    /** As it was measured last. */
    private volatile ClockOffset measured = new ClockOffset(Duration.ZERO);

    /** How far history is pruned; shared by all views of a store. */
    private static final class PruneProgress {
        /** Where the next call continues. */
        private volatile ExpiredEvents.Position prunedUpTo = ExpiredEvents.Position.START;

        private volatile ClockCheck clockCheck = ClockCheck.START;
    }

    /**
     * Creates a store.
     *
     * @param node the clock that it uses until a {@linkplain #forNode view} has another one
     */
    public SqlStore(
            SqlDatabase sql,
            SecretCipher cipher,
            StoreClock clock,
            Clock node,
            LowWaterMarks lowWater,
            StoreEventPublisher announcer) {
        this.database = sql.database();
        this.dialect = sql.dialect();
        this.held = new HeldChains();
        this.queue = new QueueTransactions(sql, held, clock, lowWater);
        this.cipher = cipher;
        this.webhooks = new WebhookTable(cipher);
        this.identity = new IdentityCheck(database, dialect);
        this.externalTransactions = new ExternalTransactions(database, dialect, identity);
        this.clock = clock;
        this.lowWater = lowWater;
        this.announcer = announcer;
        this.pruning = new PruneProgress();
        this.node = node;
    }

    private SqlStore(SqlStore store, Clock node) {
        this.database = store.database;
        this.dialect = store.dialect;
        this.held = store.held;
        this.queue = store.queue;
        this.cipher = store.cipher;
        this.webhooks = store.webhooks;
        this.identity = store.identity;
        this.externalTransactions = store.externalTransactions;
        this.clock = store.clock;
        this.lowWater = store.lowWater;
        this.announcer = store.announcer;
        this.pruning = store.pruning;
        this.node = node;
    }

    @Override
    public SqlStore forNode(Clock clock) {
        return new SqlStore(this, requireNonNull(clock, "clock"));
    }

    /** Returns what refuses connections to other stores. */
    public IdentityCheck identity() {
        return identity;
    }

    @Override
    public byte[] signingKey(byte[] proposal) {
        Optional<SigningKey> present = database.read(SigningKey::read);
        if (present.isPresent()) {
            return present.get().decrypted(cipher);
        }
        SigningKey proposed = SigningKey.encrypted(cipher, proposal);
        return database.write(proposed::readOrAdd).decrypted(cipher);
    }

    @Override
    public OptionalLong save(Webhook webhook, long basedOn) {
        Instant now = node.instant();
        WebhookTable.PreparedSave prepared = webhooks.prepare(webhook, basedOn);
        OptionalLong change = database.write(session -> prepared.write(session, clock.read(session, now)));
        if (change.isPresent()) {
            announcer.webhooksChanged();
        }
        return change;
    }

    @Override
    public List<StoredWebhook> webhooks(long since) {
        return decrypted(session -> webhooks.changedSince(session, since));
    }

    @Override
    public Set<WebhookId> failing() {
        return database.read(session -> webhooks.failing(session));
    }

    @Override
    public Optional<FailureStreak> failures(WebhookId webhook) {
        return database.read(session -> webhooks.failures(session, webhook));
    }

    @Override
    public WebhookChanges webhookChanges(Collection<Long> seen) {
        return decrypted(session -> webhooks.changes(session, seen));
    }

    @Override
    public Optional<StoredWebhook> webhook(WebhookId id) {
        return decrypted(session -> webhooks.one(session, id));
    }

    @Override
    public Optional<WebhookSettings> settings(WebhookId webhook, int revision) {
        return decrypted(session -> webhooks.settings(session, webhook, revision));
    }

    private <T> T decrypted(TransactionCallback<Encrypted<T>> read) {
        return decrypted(database.read(read));
    }

    private <T> T decrypted(Encrypted<T> found) {
        try {
            return found.decrypt();
        } catch (UnreadableRow e) {
            throw database.unreadable(e);
        }
    }

    @Override
    public List<MutationResult> commit(List<Mutation> changes) {
        Instant now = node.instant();
        if (changes.isEmpty()) {
            database.write(session -> {
                ChainCountTable.touch(session);
                return true;
            });
            return List.of();
        }
        Committed committed = commit(changes, now);
        committed.note(held);
        announce(committed);
        return committed.outcomes();
    }

    private Committed commit(List<Mutation> changes, Instant now) {
        List<Long> emptyBatches = held.takeManyEmpty();
        boolean done = false;
        try {
            Committed committed =
                    database.write(new CommitTransaction(held, dialect, clock, changes, now, emptyBatches, false));
            done = true;
            return committed;
        } finally {
            if (!done) {
                held.giveBack(emptyBatches);
            }
        }
    }

    /** Notes, and notifies other nodes of, what a commit has written. */
    private void announce(Committed committed) {
        measured = committed.offset();
        var dueNow = new HashSet<LaneKey>();
        for (LaneDueTime free : committed.free()) {
            lowWater.lower(free.lane(), free.at());
            if (!free.at().isAfter(committed.now())) {
                dueNow.add(free.lane());
            }
        }
        if (!dueNow.isEmpty()) {
            announcer.workAvailable(dueNow);
        }
        if (committed.disabled()) {
            announcer.webhooksChanged();
        }
    }

    @Override
    public Instant estimatedTime() {
        return measured.toStore(node.instant());
    }

    @Override
    public List<String> inconsistencies(int limit) {
        return database.read(session -> ClaimBatches.inconsistencies(session, limit));
    }

    @Override
    public List<LaneDueTime> lanes() {
        Found<List<LaneDueTime>> found = queue.lanes(node);
        measured = found.offset();
        return found.what().stream().map(found.offset()::toNode).toList();
    }

    @Override
    public ClaimResult claim(List<ClaimRequest> claims, LeaseRequest claimant) {
        Found<ClaimResult> found = queue.claim(claims, claimant, node.instant());
        measured = found.offset();
        ClaimResult claimed = found.what();
        return new ClaimResult(
                claimed.deliveries(),
                claimed.remaining().stream().map(found.offset()::toNode).toList(),
                claimed.takeovers());
    }

    @Override
    public List<ClaimToken> renew(List<ClaimToken> keys, LeaseRequest claimant) {
        database.refuseIfClosed();
        return queue.renew(keys, claimant, node.instant());
    }

    @Override
    public DeliveringNodes renewNode(LeaseRequest claimant) {
        Found<DeliveringNodes> found = queue.renewNode(claimant, node);
        return found.offset().toNode(found.what());
    }

    @Override
    public void endNode(NodeId ended) {
        Instant now = node.instant();
        database.write(session -> NodeTable.end(session, ended, clock.read(session, now)));
    }

    @Override
    public List<ChainId> chainsPastDeadline(int limit) {
        Instant now = node.instant();
        return database.read(session -> DueQueries.overdue(session, clock.read(session, now), limit));
    }

    @Override
    public Optional<Instant> nextDeadline() {
        Instant now = node.instant();
        var found = database.read(session -> found(session, now, DueQueries.earliestDeadline(session)));
        return found.what().map(found.offset()::toNode);
    }

    @Override
    public List<ChainId> unfinishedBefore(WebhookId webhook, int revision, int steps, int limit) {
        return database.read(session -> DueQueries.unfinishedBefore(session, webhook, revision, steps, limit));
    }

    @Override
    public List<ChainId> unfinishedChains(WebhookId webhook, int limit) {
        return database.read(session -> DueQueries.unfinished(session, webhook, limit));
    }

    @Override
    public List<ChainId> abandoned(int limit) {
        return database.read(session -> DueQueries.abandoned(session, limit));
    }

    @Override
    public List<ChainSlice> slices(@Nullable EventId after, int chains) {
        return database.read(session -> FanOut.slices(session, after, chains));
    }

    @Override
    public long pendingSlices() {
        return database.read(FanOut::count);
    }

    @Override
    public SetAsideRecords setAside(int limit) {
        Instant now = node.instant();
        var found = database.read(session -> found(session, now, SetAsideTable.list(session, limit)));
        return new SetAsideRecords(
                found.what().count(),
                found.what().earliest().stream().map(found.offset()::toNode).toList());
    }

    @Override
    public Optional<ChainDetails> findChain(ChainId chain) {
        return database.read(session -> ChainQueries.stories(session, List.of(chain))).stream()
                .findFirst();
    }

    @Override
    public List<ChainDetails> listChains(WebhookId webhook, @Nullable ChainId before, int limit) {
        return database.read(session -> ChainQueries.stories(session, webhook, before, limit));
    }

    @Override
    public Map<WebhookId, List<LatestChain>> latestChains(Collection<WebhookId> webhooks, int limit) {
        return database.read(session -> ChainQueries.latestChains(session, webhooks, limit));
    }

    @Override
    public Optional<BulkJob> bulkJob(BulkJobId id) {
        return database.read(session -> BulkJobTable.find(session, id));
    }

    @Override
    public Optional<BulkJob> runningBulkJob() {
        return database.read(BulkJobTable::running);
    }

    @Override
    public List<BulkJob> bulkJobs(@Nullable BulkJobId before, int limit) {
        return database.read(session -> BulkJobTable.list(session, before, limit));
    }

    @Override
    public Optional<EventDetails> findEvent(EventId event) {
        return database.read(session -> EventQueries.find(session, event));
    }

    @Override
    public List<EventSummary> eventsOf(WebhookId webhook, long after, long until, int limit) {
        return database.read(session -> EventQueries.of(session, webhook, after, until, limit));
    }

    @Override
    public HistoryScan find(HistoryQuery query, @Nullable ChainId before, int limit, int maxLooked) {
        return database.read(session -> new ChainSearch(session, query, limit, maxLooked).find(before));
    }

    @Override
    public ChainCounts chainCounts() {
        return database.read(ChainCountTable::sum);
    }

    @Override
    public int prune(Duration retention, int limit) {
        Instant now = node.instant();
        if (clock.isCallers() && !isTrusted(now)) {
            return 0;
        }
        ExpiredEvents.Position from = pruning.prunedUpTo;
        ExpiredChains.Pruned pruned = database.write(
                session -> ExpiredChains.prune(session, from, clock.read(session, now), retention, limit));
        pruning.prunedUpTo = pruned.upTo();
        // By itself: a concurrent commit waits for it, if for a moment only.
        database.write(ChainCountTable::fold);
        return pruned.deleted();
    }

    @Override
    public Erased erase(WebhookId webhook, int limit) {
        Instant now = node.instant();
        Erasing erasing = database.write(session -> erase(session, webhook, limit, now));
        erasing.committed().note(held);
        announce(erasing.committed());
        return erasing.erased();
    }

    /** What an erasure deleted, and what it had to commit before. */
    private record Erasing(Erased erased, Committed committed) {}

    private Erasing erase(JdbcSession session, WebhookId webhook, int limit, Instant callersNow) throws SQLException {
        ErasedWebhook.requireDeleted(webhook, webhooks.status(session, webhook).orElse(null));
        var first = new ArrayList<Mutation>();
        // Else their chains would come back. Any node may create a slice, and each is created once.
        Optional<ChainSlice> slice = FanOut.ofWebhook(session, webhook);
        slice.ifPresent(listed -> first.add(new Mutation.CreateChains(listed)));
        List<ChainId> unfinished = DueQueries.unfinished(session, webhook, limit);
        unfinished.forEach(chain -> first.add(new Mutation.Apply(chain, new ChainEvent.Cancel())));
        Committed committed =
                new CommitTransaction(held, dialect, clock, first, callersNow, List.of(), true).run(session);
        Erased erased = ExpiredChains.erase(session, webhook, limit);
        boolean complete = erased.complete() && slice.isEmpty() && unfinished.size() < limit;
        if (complete) {
            WebhookTable.erase(session, webhook);
        }
        return new Erasing(new Erased(erased.chains(), erased.events(), complete), committed);
    }

    /** Looks at the callers' clock, and records what it shows while it is trusted. */
    private boolean isTrusted(Instant now) {
        ClockCheck before = pruning.clockCheck;
        ClockCheck after = database.write(session -> RecordedClock.check(session, before, now));
        pruning.clockCheck = after;
        if (before.isTrusted() && !after.isTrusted()) {
            LOG.warn(
                    "{}: the clock shows {}, more than {} h after the time that an engine recorded last; if it is right, history "
                            + "is deleted again after an engine has run for {} min, else set the clock right before that",
                    database.subject(),
                    now,
                    ClockCheck.MAX_AHEAD.toHours(),
                    ClockCheck.TRIAL.toMinutes());
        }
        return after.isTrusted();
    }

    @Override
    public MutationResult publish(Connection connection, List<NewEvent> acceptances) {
        Instant now = node.instant();
        return externalTransactions.run(connection, session -> {
            var publish =
                    new CommitTransaction(held, dialect, clock, List.of(publish(acceptances)), now, List.of(), true);
            StatementPipeline pipeline = session.pipeline();
            Supplier<List<StoreIdentity>> leadsTo = dialect.identity(pipeline);
            Runnable check = () -> identity.refuseOther(leadsTo.get());
            return publish.run(session, pipeline, check).outcomes().get(0);
        });
    }

    @Override
    public Optional<StoredWebhook> webhook(Connection connection, WebhookId id) {
        Encrypted<Optional<StoredWebhook>> found = externalTransactions.run(connection, session -> {
            refuseOther(session);
            return webhooks.locked(session, id);
        });
        return decrypted(found);
    }

    @Override
    public OptionalLong save(Connection connection, Webhook webhook, long basedOn) {
        Instant now = node.instant();
        // No node is notified: a NOTIFY in the transaction of the application would make all commits of the server
        // queue up.
        WebhookTable.PreparedSave prepared = webhooks.prepare(webhook, basedOn);
        return externalTransactions.run(connection, session -> {
            refuseOther(session);
            return prepared.write(session, clock.read(session, now));
        });
    }

    private void refuseOther(JdbcSession session) throws SQLException {
        StatementPipeline pipeline = session.pipeline();
        Supplier<List<StoreIdentity>> leadsTo = dialect.identity(pipeline);
        pipeline.flush();
        identity.refuseOther(leadsTo.get());
    }

    private static Mutation publish(List<NewEvent> acceptances) {
        acceptances.stream()
                .flatMap(acceptance -> acceptance.chains().stream())
                .filter(chain -> chain.claimant() != null)
                .findFirst()
                .ifPresent(chain -> {
                    throw new IllegalArgumentException(
                            "chain " + chain.id()
                                    + " must not be pre-claimed, since no node may work on it before the application has committed");
                });
        return new Mutation.Publish(acceptances);
    }

    @Override
    public List<PublishResult> accepted(Collection<EventId> events) {
        return events.isEmpty() ? List.of() : database.read(session -> Preloader.accepted(session, events));
    }

    @Override
    public void close() {
        database.close();
    }

    private <T> Found<T> found(JdbcSession session, Instant callersNow, T what) throws SQLException {
        return Found.at(callersNow, clock.read(session, callersNow), what);
    }
}
