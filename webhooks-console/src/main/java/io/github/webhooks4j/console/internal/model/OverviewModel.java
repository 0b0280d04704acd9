package io.github.webhooks4j.console.internal.model;

import io.github.webhooks4j.engine.health.EngineHealth;
import io.github.webhooks4j.engine.health.SetAsideHealth;
import io.github.webhooks4j.engine.metrics.AttemptMinute;
import io.github.webhooks4j.engine.metrics.EngineGauges;
import io.github.webhooks4j.stats.ChainCounts;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the overview shows.
 *
 * @param health the health of this node
 * @param notes sentences of a healthy engine
 * @param delivering whether this node delivers
 * @param gauges what this node holds
 * @param hour the attempts of each minute of the last hour on this node
 * @param destinations the destinations in most trouble on this node
 * @param interrupted the chains that were interrupted last; null while the store is away
 */
public record OverviewModel(
        EngineHealth health,
        List<String> notes,
        boolean delivering,
        EngineGauges gauges,
        List<AttemptMinute> hour,
        List<DestinationRow> destinations,
        @Nullable List<ChainRow> interrupted) {
    public OverviewModel {
        notes = List.copyOf(notes);
        hour = List.copyOf(hour);
        destinations = List.copyOf(destinations);
    }

    /** Returns the chain counts as the node last read them. */
    public ChainCounts counts() {
        return health.store().chainCounts();
    }

    /** Returns what is set aside. */
    public SetAsideHealth setAside() {
        return health.setAside();
    }
}
