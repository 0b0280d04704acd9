package io.github.webhooks4j.console.internal.page;

import io.github.webhooks4j.chain.ChainState;
import io.github.webhooks4j.console.exchange.ConsoleResponse;
import io.github.webhooks4j.console.internal.engine.NodeState;
import io.github.webhooks4j.console.internal.engine.ScopedEngine;
import io.github.webhooks4j.console.internal.html.JteoverviewGenerated;
import io.github.webhooks4j.console.internal.model.ChainRow;
import io.github.webhooks4j.console.internal.model.DestinationRow;
import io.github.webhooks4j.console.internal.model.OverviewModel;
import io.github.webhooks4j.engine.health.DestinationState;
import io.github.webhooks4j.history.HistoryQuery;
import io.github.webhooks4j.spi.store.StoreException;
import io.github.webhooks4j.webhook.Webhook;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The overview: how this node is, and what is in trouble. Shown even while the store is away. */
final class OverviewPage {
    private static final int MAX_DESTINATIONS = 10;
    private static final int MAX_INTERRUPTED = 5;
    private static final HistoryQuery INTERRUPTED = HistoryQuery.all().states(Set.of(ChainState.Kind.INTERRUPTED));

    ConsoleResponse show(Visit visit) {
        return visit.engine().node().map(node -> show(visit, node)).orElseGet(visit::notFound);
    }

    private static ConsoleResponse show(Visit visit, NodeState node) {
        List<DestinationRow> destinations = node.destinations().stream()
                .limit(MAX_DESTINATIONS)
                .map(state -> row(state, visit.engine()))
                .toList();
        var model = new OverviewModel(
                node.health(),
                node.notes(),
                node.delivers(),
                node.gauges(),
                node.attemptsByMinute(),
                destinations,
                interrupted(visit.engine()));
        return Visit.page(
                visit.shell(), 200, (out, forms) -> JteoverviewGenerated.render(out, forms, visit.shell(), model));
    }

    /** Returns null while the store is away: the page shows what the node knows without it. */
    private static @Nullable List<ChainRow> interrupted(ScopedEngine engine) {
        try {
            return engine.find(INTERRUPTED, MAX_INTERRUPTED, null).chains();
        } catch (StoreException e) {
            return null;
        }
    }

    private static DestinationRow row(DestinationState state, ScopedEngine engine) {
        String name = engine.webhook(state.webhook())
                .map(Webhook::settings)
                .map(settings -> settings.name())
                .orElse(state.webhook().value());
        return new DestinationRow(state, name);
    }
}
