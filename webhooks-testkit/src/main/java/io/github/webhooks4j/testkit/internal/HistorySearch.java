package io.github.webhooks4j.testkit.internal;

import static java.util.Comparator.comparing;
import static java.util.Comparator.comparingInt;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.chain.ChainState;
import io.github.webhooks4j.delivery.DeliveryResult;
import io.github.webhooks4j.event.Event;
import io.github.webhooks4j.history.ChainSummary;
import io.github.webhooks4j.history.HistoryQuery;
import io.github.webhooks4j.spi.store.HistoryPlan;
import io.github.webhooks4j.spi.store.HistoryPlan.Among;
import io.github.webhooks4j.spi.store.HistoryPlan.Scope;
import io.github.webhooks4j.spi.store.HistoryScan;
import io.github.webhooks4j.spi.store.PendingDelivery;
import io.github.webhooks4j.spi.store.StoredAttempt;
import io.github.webhooks4j.spi.store.StoredChain;
import io.github.webhooks4j.testkit.internal.Tables.ChainRow;
import io.github.webhooks4j.testkit.internal.Tables.EventRow;
import io.github.webhooks4j.testkit.internal.Tables.WebhookRow;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Looks for chains among all that there are. Confined to the thread that holds the monitor of the tables. */
public final class HistorySearch {
    private static final Comparator<StoredAttempt> BY_KEY = comparingInt(
                    (StoredAttempt attempt) -> attempt.key().delivery().step())
            .thenComparingInt(attempt -> attempt.key().resumeCount())
            .thenComparingInt(attempt -> attempt.attempt().number())
            .thenComparingLong(attempt -> attempt.key().fencingToken());

    private final Tables tables;

    public HistorySearch(Tables tables) {
        this.tables = tables;
    }

    /** Does what {@link io.github.webhooks4j.spi.store.HistoryStore#find} promises. */
    public HistoryScan find(HistoryQuery query, @Nullable ChainId before, int limit, int maxLooked) {
        HistoryPlan plan = HistoryPlan.of(query);
        ChainId start = plan.start(before);
        List<ChainRow> candidates = tables.chains.all().stream()
                .filter(row -> row.id().hasNumbers() && row.id().number() >= plan.oldest())
                .filter(row -> HistoryScan.NEWEST_FIRST.compare(start, row.id()) < 0)
                .filter(row -> isInScope(row.chain(), plan.scope()) && isAmong(row.chain(), plan.among()))
                .filter(row -> query.owner() == null || query.owner().equals(owner(row.chain())))
                .sorted(comparing(ChainRow::id, HistoryScan.NEWEST_FIRST))
                .toList();
        var found = new ArrayList<ChainSummary>();
        int looked = 0;
        while (looked < Math.min(candidates.size(), maxLooked) && found.size() < limit) {
            ChainSummary summary = summary(candidates.get(looked++));
            if (query.matches(summary)) {
                found.add(summary);
            }
        }
        return new HistoryScan(
                found, looked, looked == 0 ? null : candidates.get(looked - 1).id(), looked == candidates.size());
    }

    private static boolean isInScope(StoredChain chain, Scope scope) {
        if (scope instanceof Scope.OfEvent one) {
            return one.event().equals(chain.event());
        }
        return !(scope instanceof Scope.OfWebhook one) || one.webhook().equals(chain.webhook());
    }

    private static boolean isAmong(StoredChain chain, Among among) {
        ChainState state = chain.chain().state();
        return switch (among) {
            case ALL -> true;
            case INTERRUPTED -> state instanceof ChainState.Interrupted;
            case AWAITING_CALLBACK -> state instanceof ChainState.AwaitingCallback;
            case DELIVERING -> state instanceof ChainState.Delivering;
        };
    }

    private @Nullable String owner(StoredChain chain) {
        WebhookRow webhook = tables.webhooks.get(chain.webhook());
        return webhook == null ? null : webhook.webhook().settings().owner();
    }

    private ChainSummary summary(ChainRow row) {
        StoredChain chain = tables.counted(row.chain());
        EventRow accepted = Objects.requireNonNull(tables.events.get(chain.event()), "event of a chain");
        Event event = accepted.event();
        PendingDelivery due = chain.due();
        StoredAttempt last = row.attempts().stream().max(BY_KEY).orElse(null);
        DeliveryResult result = last == null ? null : last.attempt().result();
        return new ChainSummary(
                row.id(),
                chain.webhook(),
                event.id(),
                event.type(),
                event.topic(),
                event.test(),
                chain.chain().state(),
                chain.chain().plan().steps(),
                chain.startedAt(),
                chain.finishedAt(),
                due == null || due.claimed() ? null : due.at(),
                last == null ? 0 : last.attempt().number(),
                result instanceof DeliveryResult.Response response ? (Integer) response.status() : null,
                result instanceof DeliveryResult.NoResponse none ? none.code() : null,
                row.id().number() != accepted.number());
    }
}
