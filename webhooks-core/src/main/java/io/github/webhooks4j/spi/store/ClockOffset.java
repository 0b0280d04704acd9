package io.github.webhooks4j.spi.store;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.chain.Chain;
import io.github.webhooks4j.chain.ChainState;
import io.github.webhooks4j.delivery.AttemptOutcome;
import java.time.Duration;
import java.time.Instant;

/**
 * Translates between the clock of a store that several nodes share and that of one node.
 *
 * @param ahead by how much the store's clock is ahead of the node's; negative if it is behind
 */
public record ClockOffset(Duration ahead) {
    public ClockOffset {
        requireNonNull(ahead, "ahead");
    }

    /** Returns the offset of two clocks that show these times at the same moment. */
    public static ClockOffset between(Instant node, Instant store) {
        return new ClockOffset(Duration.between(node, store));
    }

    /** Returns what the store's clock shows when the node's shows {@code time}. */
    public Instant toStore(Instant time) {
        return time.plus(ahead);
    }

    /** Returns what the node's clock shows when the store's shows {@code time}. */
    public Instant toNode(Instant time) {
        return time.minus(ahead);
    }

    /** Returns the same change with times of the store's clock. */
    public Mutation toStore(Mutation change) {
        if (change instanceof Mutation.SetAside setAside) {
            return new Mutation.SetAside(toStore(setAside.record()));
        } else if (change instanceof Mutation.EndSetAside end) {
            return new Mutation.EndSetAside(toStore(end.record()), end.written());
        }
        return change instanceof Mutation.RecordAttempt recorded
                        && recorded.verdict() instanceof AttemptOutcome.Retry retry
                ? new Mutation.RecordAttempt(
                        recorded.key(), recorded.attempt(), retry.withTime(toStore(retry.at())), recorded.disabling())
                : change;
    }

    /** Returns the same record with times of the node's clock. */
    public SetAsideRecord toNode(SetAsideRecord record) {
        return new ClockOffset(ahead.negated()).toStore(record);
    }

    private SetAsideRecord toStore(SetAsideRecord record) {
        return new SetAsideRecord(toStore(record.change()), toStore(record.since()), record.message());
    }

    /** Returns the same lane with the time of the node's clock. */
    public LaneDueTime toNode(LaneDueTime due) {
        return new LaneDueTime(due.lane(), toNode(due.at()));
    }

    /** Returns the same leases with times of the node's clock. */
    public DeliveringNodes toNode(DeliveringNodes nodes) {
        return new DeliveringNodes(
                toNode(nodes.self()), nodes.others().stream().map(this::toNode).toList());
    }

    private NodeLease toNode(NodeLease lease) {
        return new NodeLease(lease.node(), toNode(lease.until()), toNode(lease.settledAt()));
    }

    /** Returns the same outcome with what is still before its chain by the node's clock; what is past stays as it is kept. */
    public MutationResult toNode(MutationResult outcome) {
        if (outcome instanceof MutationResult.Applied applied) {
            return new MutationResult.Applied(
                    toNode(applied.before()),
                    toNode(applied.after()),
                    applied.effect(),
                    applied.disabled(),
                    applied.turns());
        }
        if (outcome instanceof MutationResult.Unfinished unfinished) {
            return new MutationResult.Unfinished(toNode(unfinished.original()));
        }
        if (outcome instanceof MutationResult.BulkMoved bulk) {
            return new MutationResult.BulkMoved(
                    bulk.job(), bulk.results().stream().map(this::toNode).toList());
        }
        return outcome instanceof MutationResult.Started started
                ? new MutationResult.Started(toNode(started.chain()))
                : outcome;
    }

    private StoredChain toNode(StoredChain record) {
        Chain chain = record.chain();
        ChainState state = chain.state() instanceof ChainState.AwaitingCallback awaiting
                ? new ChainState.AwaitingCallback(awaiting.step(), toNode(awaiting.deadline()))
                : chain.state();
        PendingDelivery due = record.due();
        return new StoredChain(
                new Chain(
                        chain.id(),
                        chain.plan(),
                        state,
                        chain.resumeCount(),
                        chain.callbacks(),
                        chain.formerCallbacks()),
                record.webhook(),
                record.revision(),
                record.event(),
                record.startedAt(),
                record.finishedAt(),
                due == null ? null : toNode(due),
                record.turn());
    }

    private PendingDelivery toNode(PendingDelivery due) {
        Lease lease = due.lease();
        return new PendingDelivery(
                toNode(due.at()),
                due.next(),
                due.fencingToken(),
                lease == null ? null : new Lease(lease.holder(), toNode(lease.until())));
    }
}
