package io.github.webhooks4j.jdbc;

import static java.util.Objects.requireNonNull;

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
import io.github.webhooks4j.spi.store.DeliveringNodes;
import io.github.webhooks4j.spi.store.Erased;
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
import io.github.webhooks4j.spi.store.SetAsideRecords;
import io.github.webhooks4j.spi.store.StoredWebhook;
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
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A store on a SQL database. What the stores of all databases have in common is here; how one is opened is documented
 * by its own class, in the module of its database. Thread-safe.
 */
public abstract class JdbcStore implements TransactionalStore {
    private final TransactionalStore store;

    /**
     * Creates a store.
     *
     * @param store does the work
     */
    public JdbcStore(TransactionalStore store) {
        this.store = requireNonNull(store, "store");
    }

    @Override
    public abstract JdbcStore forNode(Clock clock);

    @Override
    public byte[] signingKey(byte[] proposal) {
        return store.signingKey(proposal);
    }

    @Override
    public OptionalLong save(Webhook webhook, long basedOn) {
        return store.save(webhook, basedOn);
    }

    @Override
    public List<StoredWebhook> webhooks(long since) {
        return store.webhooks(since);
    }

    @Override
    public Set<WebhookId> failing() {
        return store.failing();
    }

    @Override
    public Optional<FailureStreak> failures(WebhookId webhook) {
        return store.failures(webhook);
    }

    @Override
    public WebhookChanges webhookChanges(Collection<Long> seen) {
        return store.webhookChanges(seen);
    }

    @Override
    public Optional<StoredWebhook> webhook(WebhookId id) {
        return store.webhook(id);
    }

    @Override
    public Optional<WebhookSettings> settings(WebhookId webhook, int revision) {
        return store.settings(webhook, revision);
    }

    @Override
    public List<MutationResult> commit(List<Mutation> changes) {
        return store.commit(changes);
    }

    @Override
    public MutationResult publish(Connection connection, List<NewEvent> acceptances) {
        return store.publish(connection, acceptances);
    }

    @Override
    public List<PublishResult> accepted(Collection<EventId> events) {
        return store.accepted(events);
    }

    @Override
    public Optional<StoredWebhook> webhook(Connection connection, WebhookId id) {
        return store.webhook(connection, id);
    }

    @Override
    public OptionalLong save(Connection connection, Webhook webhook, long basedOn) {
        return store.save(connection, webhook, basedOn);
    }

    @Override
    public List<LaneDueTime> lanes() {
        return store.lanes();
    }

    @Override
    public ClaimResult claim(List<ClaimRequest> claims, LeaseRequest claimant) {
        return store.claim(claims, claimant);
    }

    @Override
    public List<ClaimToken> renew(List<ClaimToken> keys, LeaseRequest claimant) {
        return store.renew(keys, claimant);
    }

    @Override
    public DeliveringNodes renewNode(LeaseRequest claimant) {
        return store.renewNode(claimant);
    }

    @Override
    public void endNode(NodeId node) {
        store.endNode(node);
    }

    @Override
    public List<ChainId> chainsPastDeadline(int limit) {
        return store.chainsPastDeadline(limit);
    }

    @Override
    public Optional<Instant> nextDeadline() {
        return store.nextDeadline();
    }

    @Override
    public List<ChainId> unfinishedBefore(WebhookId webhook, int revision, int steps, int limit) {
        return store.unfinishedBefore(webhook, revision, steps, limit);
    }

    @Override
    public List<ChainId> unfinishedChains(WebhookId webhook, int limit) {
        return store.unfinishedChains(webhook, limit);
    }

    @Override
    public List<ChainId> abandoned(int limit) {
        return store.abandoned(limit);
    }

    @Override
    public List<ChainSlice> slices(@Nullable EventId after, int chains) {
        return store.slices(after, chains);
    }

    @Override
    public long pendingSlices() {
        return store.pendingSlices();
    }

    @Override
    public SetAsideRecords setAside(int limit) {
        return store.setAside(limit);
    }

    @Override
    public Optional<ChainDetails> findChain(ChainId chain) {
        return store.findChain(chain);
    }

    @Override
    public List<ChainDetails> listChains(WebhookId webhook, @Nullable ChainId before, int limit) {
        return store.listChains(webhook, before, limit);
    }

    @Override
    public Map<WebhookId, List<LatestChain>> latestChains(Collection<WebhookId> webhooks, int limit) {
        return store.latestChains(webhooks, limit);
    }

    @Override
    public Optional<BulkJob> bulkJob(BulkJobId id) {
        return store.bulkJob(id);
    }

    @Override
    public Optional<BulkJob> runningBulkJob() {
        return store.runningBulkJob();
    }

    @Override
    public List<BulkJob> bulkJobs(@Nullable BulkJobId before, int limit) {
        return store.bulkJobs(before, limit);
    }

    @Override
    public Optional<EventDetails> findEvent(EventId event) {
        return store.findEvent(event);
    }

    @Override
    public List<EventSummary> eventsOf(WebhookId webhook, long after, long until, int limit) {
        return store.eventsOf(webhook, after, until, limit);
    }

    @Override
    public HistoryScan find(HistoryQuery query, @Nullable ChainId before, int limit, int maxLooked) {
        return store.find(query, before, limit, maxLooked);
    }

    @Override
    public ChainCounts chainCounts() {
        return store.chainCounts();
    }

    @Override
    public int prune(Duration retention, int limit) {
        return store.prune(retention, limit);
    }

    @Override
    public Erased erase(WebhookId webhook, int limit) {
        return store.erase(webhook, limit);
    }

    @Override
    public Instant estimatedTime() {
        return store.estimatedTime();
    }

    @Override
    public List<String> inconsistencies(int limit) {
        return store.inconsistencies(limit);
    }

    @Override
    public void close() {
        store.close();
    }
}
