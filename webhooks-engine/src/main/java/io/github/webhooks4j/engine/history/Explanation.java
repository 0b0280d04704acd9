package io.github.webhooks4j.engine.history;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.event.Event;
import io.github.webhooks4j.event.Matching;
import io.github.webhooks4j.spi.store.EventDetails;
import io.github.webhooks4j.webhook.Webhook;
import io.github.webhooks4j.webhook.WebhookStatus;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Why a webhook starts a chain for an event, or does not. Immutable.
 *
 * @param webhook the webhook as it is now
 * @param reason why
 * @param matching whether the event passes the webhook's filter, by its present settings
 * @param chain the chain that was started for the event, the first of several; null if there is none
 */
public record Explanation(
        Webhook webhook,
        Reason reason,
        Matching matching,
        @Nullable ChainId chain) {
    /** The most webhooks that are explained at once. */
    public static final int MAX_EXPLAINED = 1_000;

    /** Why there is a chain, or none. */
    public enum Reason {
        /** The event would start a chain if it was published now. */
        WOULD_START("The event would start a chain."),
        /** The event started a chain when it was accepted. */
        STARTED("The event started a chain when it was accepted."),
        /** A chain was started for the event later: it was sent to the webhook. */
        SENT_LATER("The event started no chain when it was accepted, and was sent to the webhook later."),
        /** The event does not pass the filter. */
        NOT_MATCHING("The event does not pass the filter by its present settings."),
        /** The webhook is disabled, and was when the event was accepted. */
        DISABLED("The event passes the filter, and the webhook is disabled."),
        /** The event was accepted before the webhook was created. */
        CREATED_AFTERWARDS("The event passes the filter, and the webhook was created after the event was accepted."),
        /** The event was accepted before the webhook was enabled. */
        ENABLED_AFTERWARDS("The event passes the filter, and the webhook was enabled after the event was accepted."),
        /** The event passes the filter only since the webhook was changed, which was after the event was accepted. */
        CHANGED_AFTERWARDS("The event passes the filter by its present settings, and started no chain: "
                + "the webhook was changed after the event was accepted."),
        /** The event is a test that was sent to another webhook. */
        TEST_OF_ANOTHER("The event is a test of another webhook.");

        private final String sentence;

        Reason(String sentence) {
            this.sentence = sentence;
        }

        /** Returns the code for JSON, for example {@code not_matching}. */
        public String code() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Those that are nearest to a match first. */
    private static final Comparator<Explanation> NEAREST_FIRST = Comparator.comparingInt(Explanation::distance)
            .thenComparing(explanation -> explanation.webhook().createdAt())
            .thenComparing(explanation -> explanation.webhook().id().value());

    public Explanation {
        requireNonNull(webhook, "webhook");
        requireNonNull(reason, "reason");
        requireNonNull(matching, "matching");
    }

    /** Returns a sentence for people, in English. */
    public String sentence() {
        return reason == Reason.NOT_MATCHING ? matching.sentence() : reason.sentence;
    }

    /**
     * Returns for each of some webhooks whether an event would start a chain if it was published now, and if not, why:
     * those that are nearest to a match first, at most {@value #MAX_EXPLAINED}.
     */
    public static List<Explanation> of(Event event, Collection<Webhook> webhooks) {
        return nearest(webhooks, webhook -> {
            Matching matching = webhook.settings().filter().explain(event);
            if (!(matching instanceof Matching.Matches)) {
                return new Explanation(webhook, Reason.NOT_MATCHING, matching, null);
            }
            Reason reason = webhook.status() == WebhookStatus.ENABLED ? Reason.WOULD_START : Reason.DISABLED;
            return new Explanation(webhook, reason, matching, null);
        });
    }

    /** Returns the same for an event that was accepted. */
    static List<Explanation> of(EventDetails accepted, Collection<Webhook> webhooks) {
        Map<Long, ChainId> started = byWebhook(accepted.chains());
        Map<Long, ChainId> later = byWebhook(accepted.laterChains());
        return nearest(webhooks, webhook -> {
            long number = webhook.id().number();
            Matching matching = webhook.settings().filter().explain(accepted.event());
            if (started.containsKey(number)) {
                return new Explanation(webhook, Reason.STARTED, matching, started.get(number));
            }
            if (later.containsKey(number)) {
                return new Explanation(webhook, Reason.SENT_LATER, matching, later.get(number));
            }
            return new Explanation(webhook, whyNot(accepted, webhook, matching), matching, null);
        });
    }

    private static Reason whyNot(EventDetails accepted, Webhook webhook, Matching matching) {
        Instant acceptedAt = accepted.acceptedAt();
        boolean changedAfterwards = webhook.statusSince().isAfter(acceptedAt);
        if (accepted.event().test() != null) {
            return Reason.TEST_OF_ANOTHER;
        } else if (!(matching instanceof Matching.Matches)) {
            return Reason.NOT_MATCHING;
        } else if (webhook.createdAt().isAfter(acceptedAt)) {
            return Reason.CREATED_AFTERWARDS;
        } else if (webhook.status() == WebhookStatus.ENABLED) {
            return changedAfterwards ? Reason.ENABLED_AFTERWARDS : Reason.CHANGED_AFTERWARDS;
        }
        return changedAfterwards ? Reason.CHANGED_AFTERWARDS : Reason.DISABLED;
    }

    private static List<Explanation> nearest(Collection<Webhook> webhooks, Function<Webhook, Explanation> explain) {
        return webhooks.stream()
                .map(explain)
                .sorted(NEAREST_FIRST)
                .limit(MAX_EXPLAINED)
                .toList();
    }

    private static Map<Long, ChainId> byWebhook(List<ChainId> chains) {
        var byWebhook = new HashMap<Long, ChainId>();
        chains.forEach(chain -> byWebhook.putIfAbsent(chain.webhookNumber(), chain));
        return byWebhook;
    }

    private int distance() {
        if (chain != null) {
            return 0;
        } else if (matching instanceof Matching.Matches) {
            return 1;
        } else if (matching instanceof Matching.OtherTag) {
            return 2;
        } else if (matching instanceof Matching.OtherType) {
            return 3;
        }
        Matching.OtherTopic other = (Matching.OtherTopic) matching;
        String namespace = other.topic().namespace();
        return !namespace.isEmpty() && other.filter().startsWith(namespace + "/") ? 4 : 5;
    }
}
