package io.github.webhooks4j.store;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.chain.Chain;
import io.github.webhooks4j.chain.ChainState;
import io.github.webhooks4j.delivery.Verdict;
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
    public Change toStore(Change change) {
        if (change instanceof Change.SetAside setAside) {
            return new Change.SetAside(toStore(setAside.record()));
        } else if (change instanceof Change.EndSetAside end) {
            return new Change.EndSetAside(toStore(end.record()), end.written());
        }
        return change instanceof Change.RecordAttempt recorded && recorded.verdict() instanceof Verdict.Retry retry
                ? new Change.RecordAttempt(recorded.key(), recorded.attempt(), retry.withTime(toStore(retry.at())))
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
    public LaneDue toNode(LaneDue due) {
        return new LaneDue(due.lane(), toNode(due.at()));
    }

    /** Returns the same outcome with what is still before its chain by the node's clock; what is past stays as it is kept. */
    public Outcome toNode(Outcome outcome) {
        if (outcome instanceof Outcome.Applied applied) {
            return new Outcome.Applied(
                    toNode(applied.before()), toNode(applied.after()), applied.effect(), applied.disabled());
        }
        if (outcome instanceof Outcome.Unfinished unfinished) {
            return new Outcome.Unfinished(toNode(unfinished.original()));
        }
        return outcome instanceof Outcome.Started started ? new Outcome.Started(toNode(started.chain())) : outcome;
    }

    private ChainRecord toNode(ChainRecord record) {
        Chain chain = record.chain();
        ChainState state = chain.state() instanceof ChainState.AwaitingCallback awaiting
                ? new ChainState.AwaitingCallback(awaiting.step(), toNode(awaiting.deadline()))
                : chain.state();
        Due due = record.due();
        return new ChainRecord(
                new Chain(chain.id(), chain.plan(), state, chain.resumes(), chain.callbacks()),
                record.webhook(),
                record.revision(),
                record.event(),
                record.startedAt(),
                record.finishedAt(),
                due == null ? null : toNode(due));
    }

    private Due toNode(Due due) {
        Lease lease = due.lease();
        return new Due(
                toNode(due.at()),
                due.next(),
                due.fence(),
                lease == null ? null : new Lease(lease.holder(), toNode(lease.until())));
    }
}
