package io.github.webhooks4j.testkit.internal;

import static java.util.Comparator.comparing;

import io.github.webhooks4j.chain.ChainEvent;
import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.event.TestScope;
import io.github.webhooks4j.spi.store.ChainSlice;
import io.github.webhooks4j.spi.store.ClaimRequest;
import io.github.webhooks4j.spi.store.ClaimResult;
import io.github.webhooks4j.spi.store.ClaimToken;
import io.github.webhooks4j.spi.store.ClaimedDelivery;
import io.github.webhooks4j.spi.store.ClockOffset;
import io.github.webhooks4j.spi.store.DeliveringNodes;
import io.github.webhooks4j.spi.store.EventContent;
import io.github.webhooks4j.spi.store.LaneDueTime;
import io.github.webhooks4j.spi.store.LaneKey;
import io.github.webhooks4j.spi.store.LeaseRequest;
import io.github.webhooks4j.spi.store.Mutation;
import io.github.webhooks4j.spi.store.NodeId;
import io.github.webhooks4j.spi.store.NodeLease;
import io.github.webhooks4j.spi.store.OrderingTurn;
import io.github.webhooks4j.spi.store.PendingDelivery;
import io.github.webhooks4j.spi.store.StoreRules;
import io.github.webhooks4j.testkit.internal.Tables.ChainRow;
import io.github.webhooks4j.testkit.internal.Tables.EventRow;
import io.github.webhooks4j.testkit.internal.Tables.SliceKey;
import io.github.webhooks4j.testkit.internal.Tables.WebhookRow;
import io.github.webhooks4j.webhook.WebhookId;
import io.github.webhooks4j.webhook.WebhookStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The work that waits in an in-memory store, as {@link io.github.webhooks4j.spi.store.WorkQueue} describes it. Times are the store's,
 * unless an offset translates them. Confined to the store's lock.
 */
public final class InMemoryWork {
    private final Tables tables;
    private final ClaimBatches claimBatches;

    public InMemoryWork(Tables tables) {
        this.tables = tables;
        this.claimBatches = new ClaimBatches(tables);
    }

    /** Dissolves the claim batches whose lease has ended, and returns the lanes of the queue. */
    public List<LaneDueTime> lanes(Instant now, ClockOffset offset) {
        claimBatches.dissolveEnded(now);
        return tables.chainIndex.lanes().stream()
                .flatMap(lane -> earliest(lane).stream())
                .map(offset::toNode)
                .sorted(comparing(LaneDueTime::at)
                        .thenComparing(due -> due.lane().toString()))
                .toList();
    }

    public ClaimResult claim(List<ClaimRequest> claims, LeaseRequest claimant, Instant now, ClockOffset offset) {
        var claimed = new ArrayList<ChainRow>();
        for (ClaimRequest claim : claims) {
            queued(claim.lane())
                    .filter(row -> !ChainIndex.freeAt(row).isAfter(now))
                    .limit(claim.limit())
                    .forEach(claimed::add);
        }
        int takeovers =
                (int) claimed.stream().filter(row -> pending(row).claimed()).count();
        List<ClaimedDelivery> deliveries =
                claimed.stream().map(row -> claim(row, claimant, now)).toList();
        List<LaneDueTime> remaining = claims.stream()
                .flatMap(claim -> earliest(claim.lane()).stream())
                .map(offset::toNode)
                .toList();
        return new ClaimResult(deliveries, remaining, takeovers);
    }

    private ClaimedDelivery claim(ChainRow row, LeaseRequest claimant, Instant now) {
        ChainRow claimed = row.withChain(StoreRules.claim(row.chain(), claimant, now));
        tables.put(claimed);
        return new ClaimedDelivery(
                Objects.requireNonNull(claimed.key()),
                pending(claimed).next(),
                claimed.chain().lane(),
                claimed.chain().revision(),
                EventContent.of(tables.event(row)),
                claimed.chain().chain().run(claimed.chain().chain().state().step()));
    }

    public List<ClaimToken> renew(List<ClaimToken> claims, LeaseRequest claimant, Instant now) {
        var lost = new ArrayList<ClaimToken>();
        for (ClaimToken claim : claims) {
            ChainRow row = tables.chains.get(claim.delivery().chain());
            if (row == null || !renew(row, claim, claimant, now)) {
                lost.add(claim);
            }
        }
        return lost;
    }

    private boolean renew(ChainRow row, ClaimToken claim, LeaseRequest claimant, Instant now) {
        if (row.isHeld()) {
            return claimBatches.renew(row, claim, claimant, now);
        }
        boolean held = StoreRules.isHeldBy(row.chain(), claim, claimant.node());
        if (held) {
            tables.put(row.withChain(StoreRules.renew(row.chain(), claim, claimant, now)));
        }
        return held;
    }

    /**
     * Releases every claim, except of deliveries whose record is set aside: their nodes have ended. What waits for its turn
     * is not claimed, and waits on.
     */
    public void releaseAll() {
        for (ChainRow row : tables.chains.all()) {
            ClaimToken key = row.key();
            if (key != null && !StoreRules.isHeldBy(row.chain(), key, StoreRules.SET_ASIDE)) {
                tables.put(row.withChain(StoreRules.release(row.chain(), key).after()));
            }
        }
        claimBatches.clear();
        List.copyOf(tables.nodes.all()).forEach(lease -> tables.nodes.remove(lease.node()));
    }

    /** Renews the lease of a node that delivers. */
    public DeliveringNodes renewNode(LeaseRequest claimant, Instant now) {
        List.copyOf(tables.nodes.all()).stream()
                .filter(lease -> lease.until().isBefore(NodeLease.outdatedBefore(now)))
                .forEach(lease -> tables.nodes.remove(lease.node()));
        NodeLease renewed = NodeLease.renewed(tables.nodes.all(), claimant, now);
        tables.nodes.put(renewed.node(), renewed);
        List<NodeLease> others = tables.nodes.all().stream()
                .filter(lease -> !lease.node().equals(claimant.node()))
                .sorted(comparing(lease -> lease.node().value()))
                .toList();
        return new DeliveringNodes(renewed, others);
    }

    /** Ends the lease of a node that delivers no longer. */
    public void endNode(NodeId node, Instant now) {
        NodeLease lease = tables.nodes.get(node);
        if (lease != null && lease.until().isAfter(now)) {
            tables.nodes.put(node, new NodeLease(node, now, lease.settledAt()));
        }
    }

    public List<ChainId> pastDeadline(Instant now, int limit) {
        return tables.chainIndex.deadlines().stream()
                .takeWhile(row -> !ChainIndex.deadline(row).isAfter(now))
                .limit(limit)
                .map(ChainRow::id)
                .toList();
    }

    public Optional<Instant> nextDeadline() {
        return tables.chainIndex.deadlines().stream().findFirst().map(ChainIndex::deadline);
    }

    public List<ChainId> unfinishedBefore(WebhookId webhook, int revision, int steps, int limit) {
        return tables.chains.all().stream()
                .filter(row -> row.chain().webhook().equals(webhook))
                .filter(row -> row.chain().revision() < revision)
                .filter(row -> row.chain().chain().state().isUnfinished())
                .filter(row -> row.chain().chain().state().step() < steps)
                .filter(row -> tables.event(row).test() != TestScope.FIRST_STEP)
                .filter(row -> !StoreRules.isWaitingForTurn(row.chain()))
                .map(ChainRow::id)
                .sorted()
                .limit(limit)
                .toList();
    }

    public List<ChainId> unfinished(WebhookId webhook, int limit) {
        return tables.chainIndex.unfinished(webhook).stream()
                .map(ChainRow::id)
                .limit(limit)
                .toList();
    }

    /** Returns what ends the work of a deleted webhook: creates a slice that lists it, and cancels unfinished chains. */
    public List<Mutation> toEnd(WebhookId webhook, int limit) {
        var mutations = new ArrayList<Mutation>();
        tables.sliceIndex.values().stream()
                .filter(slice -> slice.chains().stream()
                        .anyMatch(chain -> chain.webhook().equals(webhook)))
                .findFirst()
                .ifPresent(slice -> mutations.add(new Mutation.CreateChains(firstOfKey(slice))));
        unfinished(webhook, limit).forEach(chain -> mutations.add(new Mutation.Apply(chain, new ChainEvent.Cancel())));
        return mutations;
    }

    /** Returns the slice that is to be created first, so that those of one ordering key are created in their order. */
    private ChainSlice firstOfKey(ChainSlice slice) {
        OrderingTurn turn = slice.turn();
        return turn == null
                ? slice
                : Objects.requireNonNull(tables.sliceIndex.get(tables.firstSlice(turn.key())), "the first slice");
    }

    public List<ChainId> abandoned(int limit) {
        return tables.webhookIndex.deleted().stream()
                .flatMap(deleted -> tables.chainIndex.unfinished(deleted).stream())
                .map(ChainRow::id)
                .limit(limit)
                .toList();
    }

    public List<ChainSlice> slices(@Nullable EventId after, int chains) {
        EventRow last = after == null ? null : tables.events.get(after);
        long event = last == null ? 0 : last.sequence();
        var slices = new ArrayList<ChainSlice>();
        Map.Entry<SliceKey, ChainSlice> next = firstAfter(event);
        for (int count = 0; next != null && count < chains; next = firstAfter(event)) {
            event = next.getKey().event();
            OrderingTurn turn = next.getValue().turn();
            if (turn == null || tables.firstSlice(turn.key()).equals(next.getKey())) {
                slices.add(next.getValue());
                count += next.getValue().chains().size();
            }
        }
        return slices;
    }

    /** Returns the first slice of the events after one. */
    private Map.@Nullable Entry<SliceKey, ChainSlice> firstAfter(long event) {
        return tables.sliceIndex.higherEntry(new SliceKey(event, Integer.MAX_VALUE));
    }

    /** Returns whether there is nothing that an engine would do at a time. */
    public boolean isIdleAt(Instant now) {
        return tables.sliceIndex.isEmpty()
                && pastDeadline(now, 1).isEmpty()
                && held().noneMatch(row -> isWorkAt(row, now))
                && tables.chainIndex.lanes().stream().flatMap(this::queued).noneMatch(row -> isWorkAt(row, now));
    }

    private boolean isWorkAt(ChainRow row, Instant now) {
        WebhookRow webhook = tables.webhooks.get(row.chain().webhook());
        boolean enabled = webhook != null && webhook.webhook().status() == WebhookStatus.ENABLED;
        ClaimToken key = Objects.requireNonNull(row.key());
        boolean setAside = StoreRules.isHeldBy(row.chain(), key, StoreRules.SET_ASIDE);
        return enabled
                && !setAside
                && !StoreRules.isWaitingForTurn(row.chain())
                && (pending(row).claimed() || !ChainIndex.freeAt(row).isAfter(now));
    }

    private Optional<LaneDueTime> earliest(LaneKey lane) {
        return queued(lane).findFirst().map(row -> new LaneDueTime(lane, ChainIndex.freeAt(row)));
    }

    private Stream<ChainRow> held() {
        return tables.claimBatches.all().stream()
                .flatMap(batch -> batch.chains().stream())
                .map(chain -> Objects.requireNonNull(tables.chains.get(chain), "a chain that a batch holds"));
    }

    /** Returns the chains of a lane in the queue, the earliest that may be claimed first. */
    private Stream<ChainRow> queued(LaneKey lane) {
        return tables.chainIndex.lane(lane).stream();
    }

    private static PendingDelivery pending(ChainRow row) {
        return Objects.requireNonNull(row.chain().due());
    }
}
