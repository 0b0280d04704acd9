package io.github.webhooks4j.engine;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.publish.PublishResult;
import io.github.webhooks4j.stats.ChainCounts;
import io.github.webhooks4j.store.Acceptance;
import io.github.webhooks4j.store.ChainSlice;
import io.github.webhooks4j.store.ChainStory;
import io.github.webhooks4j.store.Change;
import io.github.webhooks4j.store.Claimant;
import io.github.webhooks4j.store.Claimed;
import io.github.webhooks4j.store.DueKey;
import io.github.webhooks4j.store.LaneClaim;
import io.github.webhooks4j.store.LaneDue;
import io.github.webhooks4j.store.LaneKey;
import io.github.webhooks4j.store.Outcome;
import io.github.webhooks4j.store.SetAsideRecords;
import io.github.webhooks4j.store.Store;
import io.github.webhooks4j.store.StoreException;
import io.github.webhooks4j.store.StoreWatcher;
import io.github.webhooks4j.store.StoredWebhook;
import io.github.webhooks4j.store.Subscription;
import io.github.webhooks4j.store.TransactionalStore;
import io.github.webhooks4j.store.WebhookChanges;
import io.github.webhooks4j.webhook.Webhook;
import io.github.webhooks4j.webhook.WebhookId;
import io.github.webhooks4j.webhook.WebhookSettings;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
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
    private final Store store;

    SimulatedStore(Simulation world, SimulatedNode node) {
        this.world = world;
        this.node = node;
        this.store = world.open();
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

    /** Takes its time, up to a minute, while everything else goes on. */
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

    private void refuseNowAndThen(List<Change> changes) {
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
    public List<Outcome> commit(List<Change> changes, Instant now) {
        before(chainsOf(changes));
        hangNowAndThen();
        refuseNowAndThen(changes);
        world.oracle.committing(changes);
        List<Outcome> outcomes = store.commit(changes, now);
        world.oracle.committed(node, changes, outcomes, now);
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
    public Outcome publish(Connection connection, List<Acceptance> acceptances, Instant now) {
        return call(() -> world.host.written(acceptances));
    }

    @Override
    public List<PublishResult> accepted(Collection<EventId> events) {
        return call(() -> world.host.accepted(events));
    }

    private static List<ChainId> chainsOf(List<Change> changes) {
        return changes.stream()
                .flatMap(change -> JournalEntry.chains(change).stream())
                .toList();
    }

    private static boolean mayClaim(Change change) {
        return change instanceof Change.Publish || change instanceof Change.CreateChains;
    }

    @Override
    public byte[] deploymentKey(byte[] proposal) {
        return store.deploymentKey(proposal);
    }

    @Override
    public OptionalLong save(Webhook webhook, long basedOn, Instant now) {
        before();
        OptionalLong saved = store.save(webhook, basedOn, now);
        loseAnswerNowAndThen("save", List.of());
        return saved;
    }

    @Override
    public List<StoredWebhook> webhooks(long since) {
        return call(() -> store.webhooks(since));
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
    public List<LaneDue> lanes(Instant now) {
        return call(() -> store.lanes(now));
    }

    @Override
    public Claimed claim(List<LaneClaim> claims, Claimant claimant, Instant now) {
        before();
        Claimed claimed = store.claim(claims, claimant, now);
        world.oracle.claims.claimed(node, claimed);
        node.holdsSomething();
        loseAnswerNowAndThen(
                "claim",
                claimed.deliveries().stream()
                        .map(due -> due.key().delivery().chain())
                        .toList());
        return claimed;
    }

    @Override
    public List<DueKey> renew(List<DueKey> keys, Claimant claimant, Instant now) {
        List<ChainId> chains = keys.stream().map(key -> key.delivery().chain()).toList();
        before(chains);
        List<DueKey> lost = store.renew(keys, claimant, now);
        loseAnswerNowAndThen("renewal", chains);
        return lost;
    }

    @Override
    public List<ChainId> overdue(Instant now, int limit) {
        return call(() -> store.overdue(now, limit));
    }

    @Override
    public Optional<Instant> earliestDeadline(Instant now) {
        return call(() -> store.earliestDeadline(now));
    }

    @Override
    public List<ChainId> unfinishedBefore(WebhookId webhook, int revision, int steps, int limit) {
        return call(() -> store.unfinishedBefore(webhook, revision, steps, limit));
    }

    @Override
    public List<ChainId> unfinished(WebhookId webhook, int limit) {
        return call(() -> store.unfinished(webhook, limit));
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
    public SetAsideRecords setAside(int limit, Instant now) {
        return call(() -> store.setAside(limit, now));
    }

    @Override
    public Optional<ChainStory> story(ChainId chain) {
        return call(() -> store.story(chain));
    }

    @Override
    public List<ChainStory> stories(WebhookId webhook, @Nullable ChainId before, int limit) {
        return call(() -> store.stories(webhook, before, limit));
    }

    @Override
    public ChainCounts ledger() {
        return call(store::ledger);
    }

    @Override
    public int prune(Duration retention, int limit, Instant now) {
        return call(() -> store.prune(retention, limit, now));
    }

    /** Hints from other nodes come late, and some never. */
    @Override
    public Subscription watch(StoreWatcher watcher) {
        return store.watch(new StoreWatcher() {
            @Override
            public void workDue(LaneKey lane) {
                tell(() -> watcher.workDue(lane));
            }

            @Override
            public void webhooksChanged() {
                tell(watcher::webhooksChanged);
            }

            @Override
            public void missedSomething() {
                tell(watcher::missedSomething);
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
