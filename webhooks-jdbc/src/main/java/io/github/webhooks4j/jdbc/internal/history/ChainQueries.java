package io.github.webhooks4j.jdbc.internal.history;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.history.StoredEvent;
import io.github.webhooks4j.jdbc.internal.row.ChainLoader;
import io.github.webhooks4j.jdbc.internal.row.RowMappers;
import io.github.webhooks4j.jdbc.internal.sql.JdbcSession;
import io.github.webhooks4j.jdbc.internal.sql.SqlStatement;
import io.github.webhooks4j.jdbc.internal.sql.StatementPipeline;
import io.github.webhooks4j.spi.store.ChainDetails;
import io.github.webhooks4j.spi.store.StoreRules;
import io.github.webhooks4j.spi.store.StoredAttempt;
import io.github.webhooks4j.spi.store.StoredChain;
import io.github.webhooks4j.webhook.WebhookId;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Chains and their history, many of them in one statement each. Without state. */
public final class ChainQueries {

    private ChainQueries() {}

    /** Returns the stories of those of {@code ids} that there are, in that order. */
    public static List<ChainDetails> stories(JdbcSession session, List<ChainId> ids) throws SQLException {
        var chains = new ChainLoader();
        StatementPipeline pipeline = session.pipeline();
        chains.ask(pipeline, ids);
        Supplier<List<StoredAttempt>> made = attempts(pipeline, ids);
        var events = new HashMap<ChainId, StoredEvent>();
        pipeline.list(
                SqlStatement.EVENTS_OF_CHAINS,
                row -> events.put(new ChainId(row.getString(1)), RowMappers.event(row)),
                ids);
        var deleted = new HashMap<ChainId, Instant>();
        pipeline.list(
                SqlStatement.DELETED_WEBHOOKS_OF_CHAINS,
                row -> deleted.put(new ChainId(row.getString(1)), RowMappers.time(row, 2)),
                ids);
        pipeline.flush();
        var attempts = made.get().stream()
                .collect(Collectors.groupingBy(
                        attempt -> attempt.key().delivery().chain()));
        Map<ChainId, StoredChain> records = chains.records();
        var stories = new ArrayList<ChainDetails>();
        for (ChainId id : ids) {
            StoredChain chain = records.get(id);
            StoredEvent event = events.get(id);
            // A chain without its event has been pruned between the statements.
            if (chain != null && event != null) {
                Instant deletedAt = deleted.get(id);
                StoredChain counted = deletedAt == null ? chain : StoreRules.deleted(chain, deletedAt);
                stories.add(
                        new ChainDetails(counted, event, attempts.getOrDefault(id, List.of()), chains.callbacks(id)));
            }
        }
        return stories;
    }

    /** Asks for the attempts of chains, the earliest first. */
    public static Supplier<List<StoredAttempt>> attempts(StatementPipeline pipeline, Collection<ChainId> ids)
            throws SQLException {
        return pipeline.list(SqlStatement.FIND_ATTEMPTS, RowMappers::attempt, ids);
    }

    public static List<ChainDetails> stories(
            JdbcSession session, WebhookId webhook, @Nullable ChainId before, int limit) throws SQLException {
        List<ChainId> ids = before == null
                ? session.list(SqlStatement.LIST_CHAINS, row -> new ChainId(row.getString(1)), webhook.value(), limit)
                : session.list(
                        SqlStatement.LIST_CHAINS_BEFORE,
                        row -> new ChainId(row.getString(1)),
                        webhook.value(),
                        before.value(),
                        limit);
        return stories(session, ids);
    }
}
