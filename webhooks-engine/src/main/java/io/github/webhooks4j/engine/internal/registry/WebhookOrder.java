package io.github.webhooks4j.engine.internal.registry;

import io.github.webhooks4j.Violation;
import io.github.webhooks4j.engine.webhook.WebhookPage;
import io.github.webhooks4j.engine.webhook.WebhookQuery;
import io.github.webhooks4j.webhook.Webhook;
import io.github.webhooks4j.webhook.WebhookId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The order in which webhooks are listed, and the pages of a list. Stateless. */
public final class WebhookOrder {
    /** The oldest first; by id if they were created at the same time. */
    public static final Comparator<Webhook> OLDEST_FIRST = Comparator.comparing(Webhook::createdAt)
            .thenComparing(webhook -> webhook.id().value());

    /** The last webhook of a page: when it was created, and its id. It may be deleted when the next page is read. */
    private static final Pattern CURSOR = Pattern.compile("(?<millis>0|[1-9][0-9]{0,17})-(?<id>[a-z0-9_]{1,64})");

    private WebhookOrder() {}

    private record Position(Instant createdAt, WebhookId id) {
        /** Reads a cursor. */
        static Position of(String cursor) {
            Matcher parts = CURSOR.matcher(cursor);
            if (!parts.matches()) {
                throw new IllegalArgumentException("cursor must be the next of a page, was " + Violation.quote(cursor)
                        + "; leave it out for the first page");
            }
            return new Position(
                    Instant.ofEpochMilli(Long.parseLong(parts.group("millis"))), new WebhookId(parts.group("id")));
        }

        boolean isBefore(Webhook webhook) {
            int order = createdAt.compareTo(webhook.createdAt());
            return order < 0 || (order == 0 && id.value().compareTo(webhook.id().value()) < 0);
        }
    }

    /**
     * Returns a page.
     *
     * @param webhooks all webhooks, in no order
     * @throws IllegalArgumentException if the cursor is not that of a page
     */
    public static WebhookPage page(
            Collection<Webhook> webhooks, WebhookQuery query, int limit, @Nullable String cursor) {
        Position after = cursor == null ? null : Position.of(cursor);
        // The latest at the head, and one more than the limit: it shows whether there is a next page.
        var first = new PriorityQueue<Webhook>(OLDEST_FIRST.reversed());
        for (Webhook webhook : webhooks) {
            if ((after == null || after.isBefore(webhook)) && query.matches(webhook)) {
                first.add(webhook);
                if (first.size() > limit + 1) {
                    first.remove();
                }
            }
        }
        boolean more = first.size() > limit;
        if (more) {
            first.remove();
        }
        List<Webhook> page = new ArrayList<>(first);
        page.sort(OLDEST_FIRST);
        return new WebhookPage(page, more ? cursor(page.get(page.size() - 1)) : null);
    }

    private static String cursor(Webhook last) {
        return last.createdAt().toEpochMilli() + "-" + last.id().value();
    }
}
