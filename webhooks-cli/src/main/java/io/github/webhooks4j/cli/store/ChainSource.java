package io.github.webhooks4j.cli.store;

import io.github.webhooks4j.bulk.BulkAction;
import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.engine.view.BulkJobView;
import io.github.webhooks4j.engine.view.BulkPlanView;
import io.github.webhooks4j.engine.view.ChainView;
import io.github.webhooks4j.engine.view.EventView;
import io.github.webhooks4j.engine.view.ExplanationView;
import io.github.webhooks4j.engine.view.FoundChainsView;
import io.github.webhooks4j.event.EventId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where commands read chains and plan jobs: a store, or a hub that runs. */
interface ChainSource extends AutoCloseable {
    /** An event, and to which webhooks it went, to which not, and why. */
    record ExplainedEvent(EventView event, List<ExplanationView> webhooks) {
        public ExplainedEvent {
            webhooks = List.copyOf(webhooks);
        }
    }

    /** A plan, and the job that was started by it; null if none was. */
    record PlannedJob(BulkPlanView plan, @Nullable BulkJobView job) {}

    /** Finds the chains that meet every condition, which are by their names, the latest first. */
    FoundChainsView find(Map<String, String> conditions, int limit, @Nullable String cursor);

    Optional<ChainView> chain(ChainId id);

    Optional<ExplainedEvent> event(EventId id);

    /** Plans an action on the chains that meet every condition, and starts a job if {@code start}. */
    PlannedJob bulk(BulkAction action, Map<String, String> conditions, boolean start, String by);

    @Override
    void close();
}
