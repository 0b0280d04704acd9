package io.github.webhooks4j.testkit.internal;

import io.github.webhooks4j.testkit.internal.Tables.WebhookRow;
import io.github.webhooks4j.webhook.WebhookId;
import io.github.webhooks4j.webhook.WebhookStatus;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Finds webhooks by what is asked of them. Confined to the thread that holds the monitor of the tables. */
public final class WebhookIndex implements Table.Index<WebhookRow> {
    private final NavigableMap<Long, WebhookRow> byChange = new TreeMap<>();
    private final Set<WebhookId> deleted = new LinkedHashSet<>();

    @Override
    public void moved(@Nullable WebhookRow before, @Nullable WebhookRow after) {
        if (before != null) {
            byChange.remove(before.change());
            deleted.remove(before.webhook().id());
        }
        if (after != null) {
            byChange.put(after.change(), after);
            if (after.webhook().status() == WebhookStatus.DELETED) {
                deleted.add(after.webhook().id());
            }
        }
    }

    /** Returns the webhooks that were changed after a change, in the order of their changes. */
    public Collection<WebhookRow> changedSince(long change) {
        return byChange.tailMap(change, false).values();
    }

    public Set<WebhookId> deleted() {
        return deleted;
    }
}
