package io.github.webhooks4j.jdbc.internal.history;

import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.history.HistoryQuery;
import io.github.webhooks4j.jdbc.internal.row.EventChains;
import io.github.webhooks4j.jdbc.internal.row.RowMappers;
import io.github.webhooks4j.jdbc.internal.row.WebhookTable;
import io.github.webhooks4j.jdbc.internal.sql.JdbcSession;
import io.github.webhooks4j.jdbc.internal.sql.SqlStatement;
import io.github.webhooks4j.spi.store.HistoryPlan;
import io.github.webhooks4j.spi.store.HistoryPlan.Among;
import io.github.webhooks4j.spi.store.HistoryPlan.Scope;
import io.github.webhooks4j.webhook.WebhookId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.LongPredicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Where the candidates of a plan are found. Confined to one transaction. */
final class SearchSources {
    /** The most webhooks of an owner whose chains are read one webhook beside the other. */
    private static final int MAX_WEBHOOKS = 64;

    private final JdbcSession session;
    private final HistoryQuery query;
    private final HistoryPlan plan;
    private final int maxLooked;
    /** The numbers of the owner's webhooks; null if the query has no owner. */
    private final @Nullable Set<Long> owned;

    /** The number of the query's webhook; null if it has none. */
    private final @Nullable Long only;

    SearchSources(JdbcSession session, HistoryQuery query, HistoryPlan plan, int maxLooked) throws SQLException {
        this.session = session;
        this.query = query;
        this.plan = plan;
        this.maxLooked = maxLooked;
        WebhookId webhook = query.webhook();
        this.only = webhook == null ? null : (Long) RowMappers.number(webhook);
        this.owned = query.owner() == null ? null : WebhookTable.ofOwner(session, query.owner());
    }

    /** Returns the sources. */
    List<CandidateSource> all() throws SQLException {
        Scope scope = plan.scope();
        if (scope instanceof Scope.OfEvent one) {
            return ofEvent(one.event());
        } else if (scope instanceof Scope.OfWebhook one) {
            long number = RowMappers.number(one.webhook());
            return isWanted(number) ? ofWebhooks(List.of(number)) : List.of();
        } else if (scope instanceof Scope.OfOwner && owned != null && owned.size() <= MAX_WEBHOOKS) {
            return ofWebhooks(owned);
        }
        return ofStore();
    }

    /** Returns whether chains of a webhook may meet the query, as far as its number shows. */
    private boolean isWanted(long webhook) {
        return (owned == null || owned.contains(webhook)) && (only == null || only == webhook);
    }

    private Candidate candidate(ResultSet row) throws SQLException {
        return Candidate.read(row, this::isWanted);
    }

    private List<CandidateSource> ofEvent(EventId event) throws SQLException {
        var known = new ArrayList<Candidate>();
        List<Long> numbers = session.list(
                SqlStatement.ACCEPTED_EVENTS,
                row -> {
                    long number = row.getLong(2);
                    EventChains.forEach(
                            row.getString(3), webhook -> known.add(new Candidate(webhook, number, isWanted(webhook))));
                    return number;
                },
                List.of(event.value()));
        return numbers.isEmpty()
                ? List.of()
                : List.of(CandidateSource.of(known), inOrder(SqlStatement.RERUNS_OF_EVENT, numbers.get(0)));
    }

    private List<CandidateSource> ofWebhooks(Collection<Long> webhooks) throws SQLException {
        SqlStatement statement = switch (plan.among()) {
            case ALL -> SqlStatement.LIST_CHAINS;
            case INTERRUPTED -> SqlStatement.INTERRUPTED_CHAINS_OF_WEBHOOK;
            case AWAITING_CALLBACK -> SqlStatement.AWAITING_CHAINS_OF_WEBHOOK;
            case DELIVERING -> SqlStatement.QUEUED_CHAINS_OF_WEBHOOK;
        };
        var sources = new ArrayList<CandidateSource>();
        webhooks.forEach(webhook -> sources.add(ofWebhook(statement, webhook)));
        if (plan.among() == Among.DELIVERING) {
            sources.add(CandidateSource.of(inClaimBatches(webhooks::contains)));
        }
        return sources;
    }

    private List<CandidateSource> ofStore() throws SQLException {
        List<CandidateSource> unfinished = switch (plan.among()) {
            case INTERRUPTED -> List.of(inOrder(SqlStatement.INTERRUPTED_CHAINS));
            case AWAITING_CALLBACK -> few(SqlStatement.CHAINS_PAST_DEADLINE, Long.MAX_VALUE, maxLooked + 1);
            case DELIVERING -> few(SqlStatement.QUEUED_CHAINS, maxLooked + 1);
            case ALL -> List.of();
        };
        if (unfinished.isEmpty()) {
            return List.of(new EventSource(query, this::isWanted), inOrder(SqlStatement.RERUNS));
        }
        return plan.among() == Among.DELIVERING
                ? List.of(unfinished.get(0), CandidateSource.of(inClaimBatches(this::isWanted)))
                : unfinished;
    }

    /** Returns the source of all chains that a statement finds, which has them in another order; none if they are too many. */
    private List<CandidateSource> few(SqlStatement statement, Object... parameters) throws SQLException {
        List<Candidate> found = session.list(statement, this::candidate, parameters);
        return found.size() > maxLooked ? List.of() : List.of(CandidateSource.of(found));
    }

    private List<Candidate> inClaimBatches(LongPredicate webhooks) throws SQLException {
        return session.list(SqlStatement.CHAINS_OF_CLAIM_BATCHES, this::candidate).stream()
                .filter(candidate -> webhooks.test(candidate.webhook()))
                .toList();
    }

    /** Returns the source that a statement reads by number and webhook. */
    private CandidateSource inOrder(SqlStatement statement, Object... first) {
        return (pipeline, after, count) -> {
            var parameters = new ArrayList<@Nullable Object>(List.of(first));
            parameters.addAll(List.of(after.number(), after.webhook(), count));
            Supplier<List<Candidate>> rows = pipeline.list(statement, this::candidate, parameters.toArray());
            return () -> new CandidateSource.Part(rows.get(), rows.get().size() < count);
        };
    }

    /** Returns the source that a statement reads by number within a webhook. */
    private CandidateSource ofWebhook(SqlStatement statement, long webhook) {
        return (pipeline, after, count) -> {
            long before =
                    webhook < after.webhook() && after.number() < Long.MAX_VALUE ? after.number() + 1 : after.number();
            Supplier<List<Candidate>> rows = pipeline.list(statement, this::candidate, webhook, before, count);
            return () -> new CandidateSource.Part(rows.get(), rows.get().size() < count);
        };
    }
}
