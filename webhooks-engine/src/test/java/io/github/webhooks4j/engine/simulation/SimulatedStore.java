package io.github.webhooks4j.engine.simulation;

import io.github.webhooks4j.bulk.BulkJob;
import io.github.webhooks4j.bulk.BulkJobId;
import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.engine.internal.commit.PendingMutation;
import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.history.HistoryQuery;
import io.github.webhooks4j.history.LatestChain;
import io.github.webhooks4j.publish.PublishResult;
import io.github.webhooks4j.spi.store.ChainDetails;
import io.github.webhooks4j.spi.store.ChainSlice;
import io.github.webhooks4j.spi.store.ClaimRequest;
import io.github.webhooks4j.spi.store.ClaimResult;
import io.github.webhooks4j.spi.store.ClaimToken;
import io.github.webhooks4j.spi.store.DeliveringNodes;
import io.github.webhooks4j.spi.store.Erased;
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
import io.github.webhooks4j.spi.store.Store;
import io.github.webhooks4j.spi.store.StoreException;
import io.github.webhooks4j.spi.store.StoreListener;
import io.github.webhooks4j.spi.store.StoredWebhook;
import io.github.webhooks4j.spi.store.Subscription;
import io.github.webhooks4j.spi.store.TransactionalStore;
import io.github.webhooks4j.spi.store.WebhookChanges;
import io.github.webhooks4j.stats.ChainCounts;
import io.github.webhooks4j.webhook.Webhook;
import io.github.webhooks4j.webhook.WebhookId;
import io.github.webhooks4j.webhook.WebhookSettings;
import java.sql.Connection;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The store as one node sees it: calls fail, the results of commits get lost, and the node crashes before and after calls. Notifies
 * the oracle of every durable change.
 */
final class SimulatedStore implements TransactionalStore {
    private final Simulation world;
    private final SimulatedNode node;
    private Store store;

    SimulatedStore(Simulation world, SimulatedNode node) {
        this.world = world;
        this.node = node;
        this.store = world.open();
    }

    @Override
    public SimulatedStore forNode(Clock clock) {
        store = store.forNode(clock);
        return this;
    }

    /** Ends what the store does for this node. */
    void leave() {
        if (world.isShared()) {
            store.close();
        }
    }

    private <T> T call(Supplier<T> work) {
        before();
        T result = work.get();
        crashNowAndThen();
        return result;
    }

    private void before() {
        before(List.of());
    }

    private void before(List<ChainId> chains) {
        node.throwIfDead();
        crashNowAndThen();
        if (node.machine.isCutOff() || world.failsNow()) {
            node.machine.troubled();
            world.oracle.claims.disturbed(node, chains);
            throw world.failure("the simulation made this call fail");
        }
    }

    /** What the store did is durable, and the node is not notified. */
    private void loseAnswerNowAndThen(String call, List<ChainId> chains) {
        crashNowAndThen();
        if (world.failsNow()) {
            node.machine.troubled();
            world.say(() -> "the result of this " + call + " is lost");
            world.oracle.claims.disturbed(node, chains);
            throw world.failure("the simulation lost the result of this " + call);
        }
    }

    private void crashNowAndThen() {
        if (world.crashesNow()) {
            node.machine.crash();
            node.throwIfDead();
        }
    }

    /** Delays a call up to a minute, while everything else continues. */
    private void hangNowAndThen() {
        if (world.hangsNow()) {
            long length = world.between(1_000_000, 60_000_000);
            long until = world.now() + length;
            world.say(() -> node.machine + " waits for the store");
            node.machine.beginsToHang();
            world.plan(length, () -> {});
            try {
                world.runWhile(() -> world.now() < until && !node.isDead());
            } finally {
                node.machine.hangsNoMore();
            }
            node.throwIfDead();
        }
    }

    private void refuseNowAndThen(List<Mutation> changes) {
        if (changes.stream().anyMatch(world::isPoison)) {
            world.oracle.claims.disturbed(node, chainsOf(changes));
            throw new StoreException(StoreException.Reason.FAILED, "the simulation never takes this record");
        }
        if (!changes.isEmpty() && world.runsOutOfMemoryNow()) {
            node.machine.troubled();
            world.oracle.claims.disturbed(node, chainsOf(changes));
            throw new OutOfMemoryError("the simulation ran out of memory");
        }
    }

    @Override
    public List<MutationResult> commit(List<Mutation> changes) {
        // As a store on a database does: the time of the call, however long it then waits.
        Instant now = node.machine.clock().instant();
        before(chainsOf(changes));
        hangNowAndThen();
        refuseNowAndThen(changes);
        world.oracle.committing(changes);
        List<MutationResult> outcomes =
                store.forNode(Clock.fixed(now, ZoneOffset.UTC)).commit(changes);
        world.oracle.committed(node, changes, outcomes, now);
        world.oracle.checkConsistency();
        if (changes.stream().anyMatch(SimulatedStore::mayClaim)) {
            node.holdsSomething();
        }
        crashNowAndThen();
        if (world.failsNow()) {
            node.machine.troubled();
            world.say(() -> "the result of this commit is lost");
            world.oracle.claims.answerLost(node, changes, outcomes);
            world.oracle.claims.disturbed(node, chainsOf(changes));
            throw world.failure("the simulation lost the result of this commit");
        }
        return outcomes;
    }

    /** What the application's transaction has written is seen by others once {@link SimulatedHost} commits it. */
    @Override
    public MutationResult publish(Connection connection, List<NewEvent> acceptances) {
        return call(() -> world.host.written(acceptances));
    }

    @Override
    public List<PublishResult> accepted(Collection<EventId> events) {
        return call(() -> world.host.accepted(events));
    }

    @Override
    public Optional<StoredWebhook> webhook(Connection connection, WebhookId id) {
        throw new UnsupportedOperationException("the simulation has no transaction that changes webhooks");
    }

    @Override
    public OptionalLong save(Connection connection, Webhook webhook, long basedOn) {
        throw new UnsupportedOperationException("the simulation has no transaction that changes webhooks");
    }

    private static List<ChainId> chainsOf(List<Mutation> changes) {
        return changes.stream()
                .flatMap(change -> PendingMutation.chains(change).stream())
                .toList();
    }

    private static boolean mayClaim(Mutation change) {
        return change instanceof Mutation.Publish || change instanceof Mutation.CreateChains;
    }

    @Override
    public int maxConcurrentCommits() {
        return world.journals;
    }

    /** Where numbers collide, the store's time is known to the minute only. */
    @Override
    public Instant estimatedTime() {
        Instant now = store.estimatedTime();
        return world.numbersCollide() ? now.truncatedTo(ChronoUnit.MINUTES) : now;
    }

    @Override
    public List<String> inconsistencies(int limit) {
        return store.inconsistencies(limit);
    }

    @Override
    public byte[] signingKey(byte[] proposal) {
        return store.signingKey(proposal);
    }

    @Override
    public OptionalLong save(Webhook webhook, long basedOn) {
        before();
        OptionalLong saved = store.save(webhook, basedOn);
        loseAnswerNowAndThen("save", List.of());
        return saved;
    }

    @Override
    public List<StoredWebhook> webhooks(long since) {
        return call(() -> store.webhooks(since));
    }

    @Override
    public Optional<FailureStreak> failures(WebhookId webhook) {
        return call(() -> store.failures(webhook));
    }

    @Override
    public Set<WebhookId> failing() {
        return call(store::failing);
    }

    @Override
    public WebhookChanges webhookChanges(Collection<Long> seen) {
        return call(() -> store.webhookChanges(seen));
    }

    @Override
    public Optional<StoredWebhook> webhook(WebhookId id) {
        return call(() -> store.webhook(id));
    }

    @Override
    public Optional<WebhookSettings> settings(WebhookId webhook, int revision) {
        return call(() -> store.settings(webhook, revision));
    }

    @Override
    public List<LaneDueTime> lanes() {
        List<LaneDueTime> lanes = call(store::lanes);
        node.scanned();
        world.oracle.checkConsistency();
        return lanes;
    }

    @Override
    public ClaimResult claim(List<ClaimRequest> claims, LeaseRequest claimant) {
        before();
        ClaimResult claimed = store.claim(claims, claimant);
        world.oracle.claims.claimed(node, claimed);
        world.oracle.checkConsistency();
        node.holdsSomething();
        loseAnswerNowAndThen(
                "claim",
                claimed.deliveries().stream()
                        .map(due -> due.key().delivery().chain())
                        .toList());
        return claimed;
    }

    @Override
    public List<ClaimToken> renew(List<ClaimToken> keys, LeaseRequest claimant) {
        List<ChainId> chains = keys.stream().map(key -> key.delivery().chain()).toList();
        before(chains);
        List<ClaimToken> lost = world.oracle.claims.renewed(node, claimant, () -> store.renew(keys, claimant));
        world.oracle.checkConsistency();
        loseAnswerNowAndThen("renewal", chains);
        return lost;
    }

    @Override
    public DeliveringNodes renewNode(LeaseRequest claimant) {
        before();
        DeliveringNodes nodes = store.renewNode(claimant);
        loseAnswerNowAndThen("renewal of a node", List.of());
        return nodes;
    }

    @Override
    public void endNode(NodeId ended) {
        before();
        store.endNode(ended);
        loseAnswerNowAndThen("end of a node", List.of());
    }

    @Override
    public List<ChainId> chainsPastDeadline(int limit) {
        return call(() -> store.chainsPastDeadline(limit));
    }

    @Override
    public Optional<Instant> nextDeadline() {
        return call(store::nextDeadline);
    }

    @Override
    public List<ChainId> unfinishedBefore(WebhookId webhook, int revision, int steps, int limit) {
        return call(() -> store.unfinishedBefore(webhook, revision, steps, limit));
    }

    @Override
    public List<ChainId> unfinishedChains(WebhookId webhook, int limit) {
        return call(() -> store.unfinishedChains(webhook, limit));
    }

    @Override
    public List<ChainId> abandoned(int limit) {
        return call(() -> store.abandoned(limit));
    }

    @Override
    public List<ChainSlice> slices(@Nullable EventId after, int chains) {
        return call(() -> store.slices(after, chains));
    }

    @Override
    public long pendingSlices() {
        return call(store::pendingSlices);
    }

    @Override
    public SetAsideRecords setAside(int limit) {
        return call(() -> store.setAside(limit));
    }

    @Override
    public Optional<ChainDetails> findChain(ChainId chain) {
        return call(() -> store.findChain(chain));
    }

    @Override
    public Optional<EventDetails> findEvent(EventId event) {
        return call(() -> store.findEvent(event));
    }

    @Override
    public List<EventSummary> eventsOf(WebhookId webhook, long after, long until, int limit) {
        return call(() -> store.eventsOf(webhook, after, until, limit));
    }

    @Override
    public List<ChainDetails> listChains(WebhookId webhook, @Nullable ChainId before, int limit) {
        return call(() -> store.listChains(webhook, before, limit));
    }

    @Override
    public Map<WebhookId, List<LatestChain>> latestChains(Collection<WebhookId> webhooks, int limit) {
        return call(() -> store.latestChains(webhooks, limit));
    }

    @Override
    public HistoryScan find(HistoryQuery query, @Nullable ChainId before, int limit, int maxLooked) {
        return call(() -> store.find(query, before, limit, maxLooked));
    }

    @Override
    public Optional<BulkJob> bulkJob(BulkJobId id) {
        return call(() -> store.bulkJob(id));
    }

    @Override
    public Optional<BulkJob> runningBulkJob() {
        return call(store::runningBulkJob);
    }

    @Override
    public List<BulkJob> bulkJobs(@Nullable BulkJobId before, int limit) {
        return call(() -> store.bulkJobs(before, limit));
    }

    @Override
    public ChainCounts chainCounts() {
        return call(store::chainCounts);
    }

    @Override
    public int prune(Duration retention, int limit) {
        return call(() -> store.prune(retention, limit));
    }

    @Override
    public Erased erase(WebhookId webhook, int limit) {
        return call(() -> store.erase(webhook, limit));
    }

    /** Hints from other nodes come late, and some never. */
    @Override
    public Subscription subscribe(StoreListener watcher) {
        return store.subscribe(new StoreListener() {
            @Override
            public void onWorkAvailable(LaneKey lane) {
                tell(() -> watcher.onWorkAvailable(lane));
            }

            @Override
            public void onWebhooksChanged() {
                tell(watcher::onWebhooksChanged);
            }

            @Override
            public void onResyncRequired() {
                tell(watcher::onResyncRequired);
            }
        });
    }

    private void tell(Runnable hint) {
        if (world.chance(0.9)) {
            node.plan(world.between(0, 50_000), hint);
        }
    }

    @Override
    public void close() {
        store.close();
    }
}
