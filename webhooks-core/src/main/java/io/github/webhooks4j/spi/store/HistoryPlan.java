package io.github.webhooks4j.spi.store;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.chain.ChainState.Kind;
import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.event.EventNumber;
import io.github.webhooks4j.history.HistoryQuery;
import io.github.webhooks4j.webhook.WebhookId;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which chains a store looks at for a query: the fewest of which it has an index. The other conditions are checked on each of them. A
 * pure function of the query, so that all stores look at the same.
 *
 * @param scope of what the chains are
 * @param among in which states they are, as far as an index has only these
 * @param newest the greatest number that they may have
 * @param oldest the least number that they may have
 */
public record HistoryPlan(Scope scope, Among among, long newest, long oldest) {
    /** Numbers may be ahead of the times of starts by as much as the clocks of nodes and store disagree. */
    private static final Duration AHEAD = Duration.ofMinutes(1);
    /** Numbers are behind the times of starts by as long as a chain waited to be created. */
    private static final Duration BEHIND = Duration.ofHours(1);

    /** Of what chains are. */
    public sealed interface Scope {
        /**
         * Those of one event.
         *
         * @param event the event
         */
        record OfEvent(EventId event) implements Scope {}

        /**
         * Those of one webhook.
         *
         * @param webhook the webhook
         */
        record OfWebhook(WebhookId webhook) implements Scope {}

        /**
         * Those of the webhooks of one owner.
         *
         * @param owner the owner
         */
        record OfOwner(String owner) implements Scope {}

        /** All. */
        record OfStore() implements Scope {}
    }

    /** The states of which there is an index. */
    public enum Among {
        /** Whatever the state. */
        ALL,
        /** Interrupted ones. */
        INTERRUPTED,
        /** Those that await a callback. */
        AWAITING_CALLBACK,
        /** Those that are delivering. */
        DELIVERING
    }

    /** Returns the plan for a query. */
    public static HistoryPlan of(HistoryQuery query) {
        Instant from = query.from();
        Instant until = query.until();
        return new HistoryPlan(
                scope(query),
                among(query),
                until == null ? Long.MAX_VALUE : EventNumber.first(until.plus(AHEAD)),
                from == null ? 0 : EventNumber.first(from.minus(BEHIND)));
    }

    private static Scope scope(HistoryQuery query) {
        EventId event = query.event();
        WebhookId webhook = query.webhook();
        String owner = query.owner();
        if (event != null) {
            return new Scope.OfEvent(event);
        } else if (webhook != null) {
            return new Scope.OfWebhook(webhook);
        }
        return owner != null ? new Scope.OfOwner(owner) : new Scope.OfStore();
    }

    private static Among among(HistoryQuery query) {
        Set<Kind> states = query.states();
        if (query.event() != null) {
            // An event has few chains beside what an index of states may have.
            return Among.ALL;
        } else if (!query.causes().isEmpty() || states.equals(Set.of(Kind.INTERRUPTED))) {
            return Among.INTERRUPTED;
        } else if (states.equals(Set.of(Kind.AWAITING_CALLBACK))) {
            return Among.AWAITING_CALLBACK;
        }
        return states.equals(Set.of(Kind.DELIVERING)) ? Among.DELIVERING : Among.ALL;
    }

    /**
     * Returns where the look begins: the chains are those after this position in the {@linkplain HistoryScan#NEWEST_FIRST order}.
     *
     * @param before where the last look ended; null if there was none
     */
    public ChainId start(@Nullable ChainId before) {
        ChainId first = ChainId.of(newest == Long.MAX_VALUE ? Long.MAX_VALUE : 0, newest);
        return before == null || HistoryScan.NEWEST_FIRST.compare(before, first) < 0 ? first : before;
    }
}
