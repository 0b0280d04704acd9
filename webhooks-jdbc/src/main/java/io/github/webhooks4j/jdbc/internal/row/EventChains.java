package io.github.webhooks4j.jdbc.internal.row;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.event.EventId;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;

/**
 * The chains that an event started when it was accepted, as its row lists them: the numbers of their webhooks, separated by spaces. Their
 * own number is the event's.
 */
public final class EventChains {
    private EventChains() {}

    /** Returns the ids of the chains. */
    public static List<ChainId> read(long number, String webhooks) {
        var chains = new ArrayList<ChainId>();
        forEach(webhooks, webhook -> chains.add(ChainId.of(webhook, number)));
        return chains;
    }

    /** Has the number of the webhook of each chain taken, without making an id of it. */
    public static void forEach(String webhooks, LongConsumer taker) {
        int from = 0;
        while (from < webhooks.length()) {
            int to = webhooks.indexOf(' ', from);
            int end = to < 0 ? webhooks.length() : to;
            taker.accept(Long.parseLong(webhooks, from, end, 10));
            from = end + 1;
        }
    }

    /**
     * Returns the numbers of the webhooks.
     *
     * @throws IllegalArgumentException if a chain has another number than the event
     */
    public static String write(EventId event, long number, List<ChainId> chains) {
        if (chains.size() == 1) {
            return Long.toString(webhook(event, number, chains.get(0)));
        }
        var webhooks = new StringBuilder();
        for (ChainId chain : chains) {
            webhooks.append(webhooks.length() == 0 ? "" : " ").append(webhook(event, number, chain));
        }
        return webhooks.toString();
    }

    private static long webhook(EventId event, long number, ChainId chain) {
        if (chain.number() != number) {
            throw new IllegalArgumentException("chain " + chain + " of event " + event
                    + " must have the event's number, " + number + ", was " + chain.number());
        }
        return chain.webhookNumber();
    }
}
