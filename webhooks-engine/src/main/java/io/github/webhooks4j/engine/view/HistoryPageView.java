package io.github.webhooks4j.engine.view;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.engine.history.HistoryPage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What may be shown of a page of history. Immutable.
 *
 * @param chains the chains, the latest first
 * @param next the cursor of the next page; null if there is none
 */
public record HistoryPageView(
        List<ChainView> chains, @Nullable String next) {
    public HistoryPageView {
        chains = List.copyOf(chains);
    }

    /** Returns the view of a page. */
    public static HistoryPageView of(HistoryPage page) {
        requireNonNull(page, "page");
        return new HistoryPageView(page.chains().stream().map(ChainView::of).toList(), page.next());
    }
}
