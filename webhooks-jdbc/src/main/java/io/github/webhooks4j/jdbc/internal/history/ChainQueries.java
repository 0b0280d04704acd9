package io.github.webhooks4j.jdbc.internal.history;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.event.Topic;
import io.github.webhooks4j.history.LatestChain;
import io.github.webhooks4j.history.StoredCallbackProblem;
import io.github.webhooks4j.history.StoredEvent;
import io.github.webhooks4j.jdbc.internal.row.ChainLoader;
import io.github.webhooks4j.jdbc.internal.row.ChainStateCode;
import io.github.webhooks4j.jdbc.internal.row.RowMappers;
import io.github.webhooks4j.jdbc.internal.sql.ChainKeys;
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
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Chains and their history, many of them in one statement each. Without state. */
public final class ChainQueries {

    private ChainQueries() {}

    /** Returns the stories of those of {@code ids} that there are, in that order. */
    public static List<ChainDetails> stories(JdbcSession session, List<ChainId> ids) throws SQLException {
        var chains = new ChainLoader();
        StatementPipeline pipeline = session.pipeline();
        chains.ask(pipeline, ids);
        ChainKeys keys = ChainKeys.of(ids);
        Supplier<List<StoredAttempt>> made = attempts(pipeline, ids);
        var events = new HashMap<ChainId, StoredEvent>();
        pipeline.list(
                SqlStatement.EVENTS_OF_CHAINS, row -> events.put(RowMappers.chainId(row), RowMappers.event(row)), keys);
        var deleted = new HashMap<ChainId, Instant>();
        pipeline.list(
                SqlStatement.DELETED_WEBHOOKS_OF_CHAINS,
                row -> deleted.put(RowMappers.chainId(row), RowMappers.time(row, 3)),
                keys);
        var problems = new HashMap<ChainId, List<StoredCallbackProblem>>();
        pipeline.list(
                SqlStatement.FIND_CALLBACK_PROBLEMS,
                row -> problems.computeIfAbsent(RowMappers.chainId(row), id -> new ArrayList<>())
                        .add(RowMappers.callbackProblem(row)),
                keys);
        pipeline.flush();
        var attempts = new HashMap<ChainId, List<StoredAttempt>>();
        for (StoredAttempt attempt : together(chains.firstAttempts(), made.get())) {
            attempts.computeIfAbsent(attempt.key().delivery().chain(), id -> new ArrayList<>())
                    .add(attempt);
        }
        Map<ChainId, StoredChain> records = chains.records();
        var stories = new ArrayList<ChainDetails>();
        for (ChainId id : ids) {
            StoredChain chain = records.get(id);
            StoredEvent event = events.get(id);
            // A chain without its event has been pruned between the statements.
            if (chain != null && event != null) {
                Instant deletedAt = deleted.get(id);
                StoredChain counted = deletedAt == null ? chain : StoreRules.deleted(chain, deletedAt);
                stories.add(new ChainDetails(
                        counted,
                        event,
                        attempts.getOrDefault(id, List.of()),
                        chains.callbacks(id),
                        problems.getOrDefault(id, List.of())));
            }
        }
        return stories;
    }

    /** Returns attempts of both places, the earliest first. */
    private static List<StoredAttempt> together(Collection<StoredAttempt> first, List<StoredAttempt> others) {
        if (first.isEmpty()) {
            return others;
        }
        var all = new ArrayList<StoredAttempt>(first);
        all.addAll(others);
        // Stable: in each place they are in their order.
        all.sort(Comparator.comparing(attempt -> attempt.attempt().at()));
        return all;
    }

    /** Asks for the attempts of chains that are not stored in the rows of these, the earliest first. */
    public static Supplier<List<StoredAttempt>> attempts(StatementPipeline pipeline, Collection<ChainId> ids)
            throws SQLException {
        return pipeline.list(SqlStatement.FIND_ATTEMPTS, RowMappers::attempt, ChainKeys.of(ids));
    }

    public static List<ChainDetails> stories(
            JdbcSession session, WebhookId webhook, @Nullable ChainId before, int limit) throws SQLException {
        long number = RowMappers.number(webhook);
        if (before == null || (before.hasNumbers() && before.webhookNumber() > number)) {
            return latest(session, number, Long.MAX_VALUE, limit);
        }
        return before.hasNumbers() && before.webhookNumber() == number
                ? latest(session, number, before.number(), limit)
                : List.of();
    }

    /** Returns the latest chains of webhooks, for all of them in one pipeline. */
    public static Map<WebhookId, List<LatestChain>> latestChains(
            JdbcSession session, Collection<WebhookId> webhooks, int limit) throws SQLException {
        var read = new LinkedHashMap<WebhookId, Supplier<List<LatestChain>>>();
        StatementPipeline pipeline = session.pipeline();
        for (WebhookId webhook : webhooks) {
            read.put(
                    webhook,
                    pipeline.list(
                            SqlStatement.LATEST_CHAINS,
                            row -> new LatestChain(new Topic(row.getString(1)), ChainStateCode.kind(row.getInt(2))),
                            RowMappers.number(webhook),
                            limit));
        }
        pipeline.flush();
        var latest = new HashMap<WebhookId, List<LatestChain>>();
        read.forEach((webhook, found) -> {
            if (!found.get().isEmpty()) {
                latest.put(webhook, found.get());
            }
        });
        return latest;
    }

    private static List<ChainDetails> latest(JdbcSession session, long webhook, long before, int limit)
            throws SQLException {
        return stories(session, session.list(SqlStatement.LIST_CHAINS, RowMappers::chainId, webhook, before, limit));
    }
}
