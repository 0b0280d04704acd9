package io.github.webhooks4j.spi.store.work;

import static java.time.temporal.ChronoUnit.MILLIS;

import io.github.webhooks4j.chain.ChainPlan;
import io.github.webhooks4j.delivery.AttemptOutcome;
import io.github.webhooks4j.spi.store.Mutation;
import io.github.webhooks4j.spi.store.Mutation.RecordAttempt;
import io.github.webhooks4j.spi.store.NewChain;
import io.github.webhooks4j.spi.store.SetAsideRecord;
import java.time.Duration;
import java.time.Instant;

/** Truncates to the millisecond the times on which later decisions depend, so that storing does not change them. */
final class Millis {
    private Millis() {}

    /** Truncates the callback deadline: the plan has it as a duration, but the resulting time is stored. */
    static NewChain cut(NewChain chain) {
        ChainPlan plan = chain.plan();
        Duration deadline = plan.callbackDeadline().truncatedTo(MILLIS);
        return deadline.equals(plan.callbackDeadline())
                ? chain
                : new NewChain(
                        chain.id(),
                        chain.webhook(),
                        chain.revision(),
                        plan.withCallbackDeadline(deadline),
                        chain.claimant());
    }

    /** Truncates the time of the next attempt. */
    static RecordAttempt cut(RecordAttempt mutation) {
        if (mutation.verdict() instanceof AttemptOutcome.Retry retry) {
            Instant at = retry.at().truncatedTo(MILLIS);
            return at.equals(retry.at())
                    ? mutation
                    : new RecordAttempt(mutation.key(), mutation.attempt(), retry.withTime(at), mutation.disabling());
        }
        return mutation;
    }

    static SetAsideRecord cut(SetAsideRecord record) {
        Mutation change = record.change() instanceof RecordAttempt attempt ? cut(attempt) : record.change();
        return new SetAsideRecord(change, record.since().truncatedTo(MILLIS), record.message());
    }
}
