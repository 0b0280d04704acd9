package io.github.webhooks4j.cli.store;

import io.github.webhooks4j.bulk.BulkAction;
import io.github.webhooks4j.bulk.BulkJob;
import io.github.webhooks4j.bulk.BulkPlan;
import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.cli.io.ChainFilter;
import io.github.webhooks4j.engine.Bulk;
import io.github.webhooks4j.engine.history.History;
import io.github.webhooks4j.engine.view.BulkJobView;
import io.github.webhooks4j.engine.view.BulkPlanView;
import io.github.webhooks4j.engine.view.ChainView;
import io.github.webhooks4j.engine.view.EventView;
import io.github.webhooks4j.engine.view.ExplanationView;
import io.github.webhooks4j.engine.view.FoundChainsView;
import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.spi.store.Store;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A store, which is opened when it is read first. Only a plan of a job starts an engine on it. */
final class StoreSource implements ChainSource {
    private final StoreOptions options;
    private @Nullable Store open;

    StoreSource(StoreOptions options) {
        this.options = options;
    }

    private History history() {
        if (open == null) {
            open = options.open(false);
        }
        return StoredKnowledge.history(open);
    }

    @Override
    public FoundChainsView find(Map<String, String> conditions, int limit, @Nullable String cursor) {
        return FoundChainsView.of(history().find(ChainFilter.query(conditions, "--"), limit, cursor));
    }

    @Override
    public Optional<ChainView> chain(ChainId id) {
        return history().chain(id).map(ChainView::of);
    }

    @Override
    public Optional<ExplainedEvent> event(EventId id) {
        History history = history();
        return history.event(id)
                .map(event -> new ExplainedEvent(
                        EventView.of(event),
                        history.explain(id).orElseThrow().stream()
                                .map(ExplanationView::of)
                                .toList()));
    }

    @Override
    public PlannedJob bulk(BulkAction action, Map<String, String> conditions, boolean start, String by) {
        try (OperatorEngine engine = OperatorEngine.open(options)) {
            Bulk bulk = engine.engine().bulk();
            BulkPlan plan = bulk.plan(action, ChainFilter.query(conditions, "--"));
            BulkJob job = start && !plan.size().isNothing() ? bulk.start(plan, by) : null;
            return new PlannedJob(BulkPlanView.of(plan), job == null ? null : BulkJobView.of(job));
        }
    }

    @Override
    public void close() {
        if (open != null) {
            open.close();
        }
    }
}
