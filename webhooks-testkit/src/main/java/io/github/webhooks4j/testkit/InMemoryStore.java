package io.github.webhooks4j.testkit;

import static java.util.Comparator.comparing;

import io.github.webhooks4j.bulk.BulkJob;
import io.github.webhooks4j.bulk.BulkJobId;
import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.history.HistoryQuery;
import io.github.webhooks4j.history.LatestChain;
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
import io.github.webhooks4j.spi.store.LeaseRequest;
import io.github.webhooks4j.spi.store.Mutation;
import io.github.webhooks4j.spi.store.MutationResult;
import io.github.webhooks4j.spi.store.NewEvent;
import io.github.webhooks4j.spi.store.NodeId;
import io.github.webhooks4j.spi.store.SetAsideRecord;
import io.github.webhooks4j.spi.store.SetAsideRecords;
import io.github.webhooks4j.spi.store.Store;
import io.github.webhooks4j.spi.store.StoreException;
import io.github.webhooks4j.spi.store.StoreListener;
import io.github.webhooks4j.spi.store.StoredWebhook;
import io.github.webhooks4j.spi.store.Subscription;
import io.github.webhooks4j.spi.store.TransactionalStore;
import io.github.webhooks4j.spi.store.WebhookChanges;
import io.github.webhooks4j.spi.store.work.UnitOfWorkObserver;
import io.github.webhooks4j.stats.ChainCounts;
import io.github.webhooks4j.testkit.internal.Consistency;
import io.github.webhooks4j.testkit.internal.EventReader;
import io.github.webhooks4j.testkit.internal.HistorySearch;
import io.github.webhooks4j.testkit.internal.InMemoryWebhooks;
import io.github.webhooks4j.testkit.internal.InMemoryWork;
import io.github.webhooks4j.testkit.internal.Millis;
import io.github.webhooks4j.testkit.internal.Pruning;
import io.github.webhooks4j.testkit.internal.Tables;
import io.github.webhooks4j.testkit.internal.Tables.ChainRow;
import io.github.webhooks4j.testkit.internal.Writer;
import io.github.webhooks4j.webhook.Webhook;
import io.github.webhooks4j.webhook.WebhookId;
import io.github.webhooks4j.webhook.WebhookSettings;
import java.sql.Connection;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * A store in memory for tests. It keeps the whole contract of {@link Store}, survives {@linkplain #reopen a crash}, may have
 * several {@linkplain #join nodes}, takes part in {@linkplain #enlist(DataSource) transactions of the application}, and fails when the
 * test asks for it. Thread-safe: one call at a time.
 */
// Longer than 300 lines because it has every method of the port, in a few lines each, beside what a test asks of it.
public final class InMemoryStore implements TransactionalStore {
    /** What outlives this object. Also the lock: a reopened store and a late caller of the closed one exclude each other. */
    private final Tables tables;

    private final InMemoryWebhooks webhooks;
    private final InMemoryWork work;

    /** What the store's own clock shows; null if it uses the nodes' clocks. */
    private final @Nullable Clock clock;

    /** The clock of the node that uses this view. */
    private final Clock node;

    private final ProcessState process;

    /** What the views of one process share. Guarded by the tables. */
    private static final class ProcessState {
        private boolean closed;
        private int commitsToFail;
        private boolean loseNextResponse;
        private ClockCheck clockCheck = ClockCheck.START;
    }

    /** Creates an empty store. */
    public InMemoryStore() {
        this(new Tables(), null, Clock.systemUTC(), new ProcessState());
    }

    /** Creates an empty store that uses a clock of its own, as a database server does for its nodes. */
    public InMemoryStore(Clock clock) {
        this(new Tables(), clock, Clock.systemUTC(), new ProcessState());
    }

    private InMemoryStore(Tables tables, @Nullable Clock clock, Clock node, ProcessState process) {
        this.tables = tables;
        this.webhooks = new InMemoryWebhooks(tables);
        this.work = new InMemoryWork(tables);
        this.clock = clock;
        this.node = node;
        this.process = process;
    }

    @Override
    public InMemoryStore forNode(Clock clock) {
        return new InMemoryStore(tables, this.clock, Objects.requireNonNull(clock, "clock"), process);
    }

    /** Returns this store as another node sees it: it holds the same, has the same clock, and is closed on its own. */
    public InMemoryStore join() {
        return new InMemoryStore(tables, clock, node, new ProcessState());
    }

    /** Has an observer receive each unit of work from now on, of all nodes that have {@linkplain #join joined}. */
    public void observe(UnitOfWorkObserver observer) {
        synchronized (tables) {
            tables.observe(observer);
        }
    }

    /**
     * Makes the next calls of {@link #commit} throw {@link StoreException} with {@code FAILED} before anything is applied.
     *
     * @param count how many; 0 ends it
     */
    public void failNextCommits(int count) {
        synchronized (tables) {
            process.commitsToFail = count;
        }
    }

    /**
     * Makes the next call of {@link #commit} that is not made to fail apply everything and then throw {@link StoreException}
     * with {@code FAILED}, as when the connection is lost after the database committed.
     */
    public void failAfterNextCommit() {
        synchronized (tables) {
            process.loseNextResponse = true;
        }
    }

    /**
     * Ends this store as a crash of its process would, and returns one over the same durable state: what was committed is
     * there, and every claim is released. Every later call of this object throws {@code CLOSED}. May be called after
     * {@link #close} too.
     */
    public InMemoryStore reopen() {
        synchronized (tables) {
            process.closed = true;
            tables.watchers.removeAllOf(process);
            work.releaseAll();
            tables.keep();
            return join();
        }
    }

    /**
     * Lets this store take part in the transactions of an application under test. An event that is published through a connection of
     * the returned source is accepted once that connection has committed, and never if it is rolled back or closed before. The same
     * holds for webhooks that are changed through it.
     *
     * <p>The two commits are not one: first {@code database} commits, then this store.
     *
     * @param database the source of the application's connections, any database
     * @return what the application uses in its place
     */
    public DataSource enlist(DataSource database) {
        return EnlistedConnection.source(this, database);
    }

    /** Does for one connection what {@link #enlist(DataSource)} does for those of a source. */
    public Connection enlist(Connection connection) {
        return EnlistedConnection.of(this, connection);
    }

    /** {@inheritDoc} The connection must be one that {@link #enlist(DataSource)} returned for this store. */
    @Override
    public MutationResult publish(Connection connection, List<NewEvent> acceptances) {
        return EnlistedConnection.enlisted(this, connection).publish(acceptances, node.instant());
    }

    /** {@inheritDoc} The connection must be one that {@link #enlist(DataSource)} returned for this store. */
    @Override
    public Optional<StoredWebhook> webhook(Connection connection, WebhookId id) {
        return EnlistedConnection.enlisted(this, connection).webhook(id);
    }

    /** {@inheritDoc} The connection must be one that {@link #enlist(DataSource)} returned for this store. */
    @Override
    public OptionalLong save(Connection connection, Webhook webhook, long basedOn) {
        return EnlistedConnection.enlisted(this, connection).save(webhook, basedOn, node.instant());
    }

    @Override
    public List<PublishResult> accepted(Collection<EventId> events) {
        return whileOpen(() -> events.stream()
                .map(tables.events::get)
                .filter(Objects::nonNull)
                .map(row -> new PublishResult(row.event().id(), row.known().chains(), true))
                .toList());
    }

    /** Returns what the result of the mutations would be if they were committed now, without applying them. */
    List<MutationResult> preview(List<Mutation> changes, Instant now) {
        synchronized (tables) {
            requireOpen();
            try {
                return new Writer(tables, present(now)).write(changes);
            } finally {
                tables.takeBack();
            }
        }
    }

    /** Returns the version of the latest change of a webhook. */
    long latestVersion() {
        return whileOpen(tables::latestChange);
    }

    /** Returns whether two stores are nodes of one. */
    boolean isSameAs(InMemoryStore other) {
        return tables == other.tables;
    }

    /**
     * Waits until the engines on this store have nothing to do at {@code now}: no delivery of an enabled webhook is due or held by a
     * node, no chain is still to be created, and none is past its deadline. Listeners may be notified a moment later.
     *
     * @throws AssertionError if there is still something to do after {@code timeout}
     */
    public void awaitIdle(Instant now, Duration timeout) throws InterruptedException {
        synchronized (tables) {
            Patience.await(
                    tables,
                    timeout,
                    () -> work.isIdleAt(now),
                    () -> "the engines had something to do after " + timeout + ": " + tables.chainCounts() + ", "
                            + tables.sliceIndex.size() + " slices of chains to be created");
        }
    }

    /** What a store held at one time; immutable. */
    public static final class Snapshot {
        private final Tables.Content content;

        private Snapshot(Tables.Content content) {
            this.content = content;
        }
    }

    /** Returns what the store holds now, to be {@linkplain #restore put back} later. */
    public Snapshot snapshot() {
        return whileOpen(() -> new Snapshot(tables.content()));
    }

    /**
     * Puts back what this store held at an earlier time, under all nodes that have {@linkplain #join joined}: as when a database is
     * restored from a backup, or fails over to a server that lacks the last commits. Listeners are not notified.
     */
    public void restore(Snapshot snapshot) {
        synchronized (tables) {
            tables.restore(snapshot.content);
        }
    }

    @Override
    public byte[] signingKey(byte[] proposal) {
        return whileOpen(() -> tables.deploymentKey(proposal));
    }

    @Override
    public OptionalLong save(Webhook webhook, long basedOn) {
        return save(webhook, basedOn, node.instant());
    }

    /** Saves a webhook that was changed at a time. */
    OptionalLong save(Webhook webhook, long basedOn, Instant now) {
        return whileOpen(() -> {
            OptionalLong version = webhooks.save(webhook, basedOn, present(now));
            if (version.isPresent()) {
                tables.watchers.tellOthers(process, StoreListener::onWebhooksChanged);
            }
            return version;
        });
    }

    @Override
    public List<StoredWebhook> webhooks(long since) {
        return whileOpen(() -> webhooks.changedSince(since));
    }

    @Override
    public WebhookChanges webhookChanges(Collection<Long> seen) {
        return whileOpen(() -> webhooks.changes(seen));
    }

    @Override
    public Optional<StoredWebhook> webhook(WebhookId id) {
        return whileOpen(() -> webhooks.find(id));
    }

    @Override
    public Set<WebhookId> failing() {
        return whileOpen(webhooks::failing);
    }

    @Override
    public Optional<FailureStreak> failures(WebhookId webhook) {
        return whileOpen(() -> webhooks.failures(webhook));
    }

    @Override
    public Optional<WebhookSettings> settings(WebhookId webhook, int revision) {
        return whileOpen(() -> webhooks.settings(webhook, revision));
    }

    @Override
    public List<MutationResult> commit(List<Mutation> changes) {
        return commit(changes, node.instant());
    }

    /** Commits what happened at a time. */
    List<MutationResult> commit(List<Mutation> changes, Instant now) {
        return whileOpen(() -> {
            if (process.commitsToFail > 0) {
                process.commitsToFail--;
                throw new StoreException(StoreException.Reason.FAILED, "the test made this commit fail");
            }
            ClockOffset offset = offset(now);
            var writer = new Writer(tables, present(now));
            List<MutationResult> outcomes = writer
                    .write(changes.stream().map(offset::toStore).toList())
                    .stream()
                    .map(offset::toNode)
                    .toList();
            tables.watchers.committed(process, changes, outcomes, tables);
            if (process.loseNextResponse) {
                process.loseNextResponse = false;
                tables.keep();
                throw new StoreException(StoreException.Reason.FAILED, "the test lost the response to this commit");
            }
            return outcomes;
        });
    }

    @Override
    public List<LaneDueTime> lanes() {
        Instant now = node.instant();
        return whileOpen(() -> work.lanes(present(now), offset(now)));
    }

    @Override
    public ClaimResult claim(List<ClaimRequest> claims, LeaseRequest claimant) {
        Instant now = node.instant();
        return whileOpen(() -> work.claim(claims, claimant, present(now), offset(now)));
    }

    @Override
    public List<ClaimToken> renew(List<ClaimToken> keys, LeaseRequest claimant) {
        Instant now = node.instant();
        return whileOpen(() -> work.renew(keys, claimant, present(now)));
    }

    @Override
    public DeliveringNodes renewNode(LeaseRequest claimant) {
        Instant now = node.instant();
        return whileOpen(() -> offset(now).toNode(work.renewNode(claimant, present(now))));
    }

    @Override
    public void endNode(NodeId ended) {
        Instant now = node.instant();
        whileOpen(() -> {
            work.endNode(ended, present(now));
            return true;
        });
    }

    @Override
    public Instant estimatedTime() {
        return present(node.instant());
    }

    @Override
    public List<String> inconsistencies(int limit) {
        return whileOpen(() -> new Consistency(tables).findings(limit));
    }

    @Override
    public Subscription subscribe(StoreListener watcher) {
        return whileOpen(() -> {
            tables.watchers.add(process, watcher);
            return () -> {
                synchronized (tables) {
                    tables.watchers.remove(watcher);
                }
            };
        });
    }

    @Override
    public List<ChainId> chainsPastDeadline(int limit) {
        Instant now = node.instant();
        return whileOpen(() -> work.pastDeadline(offset(now).toStore(now), limit));
    }

    @Override
    public Optional<Instant> nextDeadline() {
        Instant now = node.instant();
        return whileOpen(() -> work.nextDeadline().map(offset(now)::toNode));
    }

    @Override
    public List<ChainId> unfinishedBefore(WebhookId webhook, int revision, int steps, int limit) {
        return whileOpen(() -> work.unfinishedBefore(webhook, revision, steps, limit));
    }

    @Override
    public List<ChainId> unfinishedChains(WebhookId webhook, int limit) {
        return whileOpen(() -> work.unfinished(webhook, limit));
    }

    @Override
    public List<ChainId> abandoned(int limit) {
        return whileOpen(() -> work.abandoned(limit));
    }

    @Override
    public List<ChainSlice> slices(@Nullable EventId after, int chains) {
        return whileOpen(() -> work.slices(after, chains));
    }

    @Override
    public long pendingSlices() {
        return whileOpen(() -> (long) tables.sliceIndex.size());
    }

    @Override
    public SetAsideRecords setAside(int limit) {
        Instant now = node.instant();
        return whileOpen(() -> new SetAsideRecords(
                tables.setAside.all().size(),
                tables.setAside.all().stream()
                        .sorted(comparing(SetAsideRecord::since).thenComparing(SetAsideRecord::id))
                        .limit(limit)
                        .map(offset(now)::toNode)
                        .toList()));
    }

    @Override
    public Optional<ChainDetails> findChain(ChainId chain) {
        return whileOpen(() -> Optional.ofNullable(tables.chains.get(chain)).map(this::story));
    }

    @Override
    public List<ChainDetails> listChains(WebhookId webhook, @Nullable ChainId before, int limit) {
        return whileOpen(() -> tables.chains.all().stream()
                .filter(row -> row.chain().webhook().equals(webhook))
                .filter(row -> before == null || row.id().compareTo(before) < 0)
                .sorted(comparing(ChainRow::id).reversed())
                .limit(limit)
                .map(this::story)
                .toList());
    }

    @Override
    public Map<WebhookId, List<LatestChain>> latestChains(Collection<WebhookId> webhooks, int limit) {
        return whileOpen(() -> {
            var latest = new HashMap<WebhookId, List<LatestChain>>();
            tables.chains.all().stream()
                    .filter(row -> webhooks.contains(row.chain().webhook()))
                    .sorted(comparing(ChainRow::id).reversed())
                    .forEach(row -> {
                        List<LatestChain> known =
                                latest.computeIfAbsent(row.chain().webhook(), webhook -> new ArrayList<>());
                        if (known.size() < limit) {
                            known.add(new LatestChain(
                                    tables.event(row).topic(),
                                    row.chain().chain().state().kind()));
                        }
                    });
            return latest;
        });
    }

    @Override
    public Optional<EventDetails> findEvent(EventId event) {
        return whileOpen(() -> new EventReader(tables).find(event));
    }

    @Override
    public List<EventSummary> eventsOf(WebhookId webhook, long after, long until, int limit) {
        return whileOpen(() -> new EventReader(tables).of(webhook, after, until, limit));
    }

    private ChainDetails story(ChainRow row) {
        return row.withChain(tables.counted(row.chain())).story(tables.event(row));
    }

    @Override
    public Optional<BulkJob> bulkJob(BulkJobId id) {
        return whileOpen(() -> Optional.ofNullable(tables.bulkJobs.get(id)));
    }

    @Override
    public Optional<BulkJob> runningBulkJob() {
        return whileOpen(tables::runningBulkJob);
    }

    @Override
    public List<BulkJob> bulkJobs(@Nullable BulkJobId before, int limit) {
        return whileOpen(() -> tables.bulkJobs.all().stream()
                .filter(job -> before == null || job.id().value().compareTo(before.value()) < 0)
                .sorted(comparing((BulkJob job) -> job.id().value()).reversed())
                .limit(limit)
                .toList());
    }

    @Override
    public HistoryScan find(HistoryQuery query, @Nullable ChainId before, int limit, int maxLooked) {
        return whileOpen(() -> new HistorySearch(tables).find(query, before, limit, maxLooked));
    }

    @Override
    public ChainCounts chainCounts() {
        return whileOpen(tables::chainCounts);
    }

    @Override
    public int prune(Duration retention, int limit) {
        Instant now = node.instant();
        return whileOpen(() -> {
            if (clock == null) {
                process.clockCheck = process.clockCheck.at(tables.recordedClock(), now);
                if (!process.clockCheck.isTrusted()) {
                    return 0;
                }
                tables.recordClock(now);
            }
            return new Pruning(tables).prune(present(now), retention, limit);
        });
    }

    @Override
    public Erased erase(WebhookId webhook, int limit) {
        Instant now = node.instant();
        return whileOpen(() -> {
            Optional<StoredWebhook> stored = webhooks.find(webhook);
            ErasedWebhook.requireDeleted(
                    webhook, stored.map(found -> found.webhook().status()).orElse(null));
            List<Mutation> first = work.toEnd(webhook, limit);
            List<MutationResult> outcomes = new Writer(tables, present(now)).write(first);
            tables.watchers.committed(process, first, outcomes, tables);
            Erased erased = new Pruning(tables).erase(webhook, limit);
            boolean complete = erased.complete()
                    && first.size() < limit
                    && first.stream().noneMatch(Mutation.CreateChains.class::isInstance);
            if (complete) {
                webhooks.erase(webhook);
            }
            return new Erased(erased.chains(), erased.events(), complete);
        });
    }

    @Override
    public void close() {
        synchronized (tables) {
            process.closed = true;
            tables.watchers.removeAllOf(process);
        }
    }

    /** Does the work as one transaction: all of it, or, if it throws, nothing. */
    private <T> T whileOpen(Supplier<T> work) {
        synchronized (tables) {
            requireOpen();
            try {
                T result = work.get();
                tables.keep();
                return result;
            } finally {
                tables.takeBack();
                // Wakes the threads that wait until the store is idle.
                tables.notifyAll();
            }
        }
    }

    private void requireOpen() {
        if (process.closed) {
            throw new StoreException(StoreException.Reason.CLOSED, "the store is closed");
        }
    }

    private ClockOffset offset(Instant now) {
        return clock == null ? new ClockOffset(Duration.ZERO) : ClockOffset.between(now, clock.instant());
    }

    /** Returns what the store's clock shows when a node's clock shows {@code now}. */
    private Instant present(Instant now) {
        return Millis.cut(offset(now).toStore(now));
    }
}
