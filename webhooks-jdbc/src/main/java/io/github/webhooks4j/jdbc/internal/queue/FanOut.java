package io.github.webhooks4j.jdbc.internal.queue;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.chain.ChainPlan;
import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.event.Topic;
import io.github.webhooks4j.jdbc.internal.row.RowMappers;
import io.github.webhooks4j.jdbc.internal.sql.JdbcSession;
import io.github.webhooks4j.jdbc.internal.sql.SqlStatement;
import io.github.webhooks4j.jdbc.internal.sql.StatementPipeline;
import io.github.webhooks4j.spi.store.ChainSlice;
import io.github.webhooks4j.spi.store.NewChain;
import io.github.webhooks4j.spi.store.OrderingTurn;
import io.github.webhooks4j.spi.store.work.SliceKey;
import io.github.webhooks4j.webhook.WebhookId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Chains that accepted events start and that are not created yet, in slices. Without state. */
public final class FanOut {

    /** Lists are read whole, so not too many at a time. */
    private static final int MAX_SLICES = 256;

    private FanOut() {}

    public static List<ChainSlice> slices(JdbcSession session, @Nullable EventId after, int chains)
            throws SQLException {
        List<ChainSlice> found = session.list(
                SqlStatement.NEXT_SLICES,
                FanOut::slice,
                after == null ? "" : after.value(),
                Math.min(chains, MAX_SLICES));
        var slices = new ArrayList<ChainSlice>();
        int count = 0;
        for (ChainSlice slice : found) {
            if (count >= chains) {
                break;
            }
            slices.add(slice);
            count += slice.chains().size();
        }
        return slices;
    }

    /**
     * Returns a slice that lists a webhook, or the one of its ordering key that is to be created first; empty if no
     * slice lists it.
     */
    public static Optional<ChainSlice> ofWebhook(JdbcSession session, WebhookId webhook) throws SQLException {
        return session.first(SqlStatement.SLICE_OF_WEBHOOK, FanOut::slice, webhook.value());
    }

    private static ChainSlice slice(ResultSet row) throws SQLException {
        return new ChainSlice(
                new EventId(row.getString(1)),
                new Topic(row.getString(2)),
                row.getString(3),
                row.getInt(4),
                read(row.getString(5)),
                RowMappers.turn(row, 6));
    }

    public static long count(JdbcSession session) throws SQLException {
        return session.list(SqlStatement.COUNT_SLICES, row -> row.getLong(1)).get(0);
    }

    /** Asks for those of the slices that are there, with the numbers of their rows, and makes them ours. */
    public static void lock(StatementPipeline pipeline, Set<SliceKey> keys, Map<SliceKey, Long> found)
            throws SQLException {
        pipeline.list(
                SqlStatement.LOCK_SLICES,
                row -> found.put(new SliceKey(new EventId(row.getString(1)), row.getInt(2)), row.getLong(3)),
                keys.stream().map(key -> key.event().value()).collect(Collectors.toSet()),
                keys.stream().map(SliceKey::number).collect(Collectors.toSet()));
    }

    public static void write(StatementPipeline pipeline, List<ChainSlice> slices) throws SQLException {
        if (slices.isEmpty()) {
            return;
        }
        var rows = new ArrayList<@Nullable Object[]>();
        for (ChainSlice slice : slices) {
            // Chains have the number of their event.
            long number = slice.chains().get(0).id().number();
            OrderingTurn turn = slice.turn();
            rows.add(new @Nullable Object[] {
                number,
                slice.number(),
                written(slice.chains()),
                turn == null ? null : turn.key().value(),
                turn == null ? null : turn.sequence()
            });
        }
        pipeline.write(SqlStatement.INSERT_SLICES, rows);
    }

    public static void delete(StatementPipeline pipeline, Collection<Long> rows) throws SQLException {
        if (!rows.isEmpty()) {
            pipeline.update(SqlStatement.DELETE_SLICES, rows);
        }
    }

    private static String written(List<NewChain> chains) {
        var text = new StringBuilder();
        for (NewChain chain : chains) {
            ChainPlan plan = chain.plan();
            text.append(chain.id().value())
                    .append(' ')
                    .append(chain.webhook().value())
                    .append(' ')
                    .append(chain.revision())
                    .append(' ')
                    .append(plan.destinations().stream().map(String::valueOf).collect(Collectors.joining(",")))
                    .append(' ')
                    .append(plan.expectFinalCallback() ? 1 : 0)
                    .append(' ')
                    .append(plan.callbackDeadline().toMillis())
                    .append('\n');
        }
        return text.toString();
    }

    private static List<NewChain> read(String written) {
        return written.lines().map(FanOut::chain).toList();
    }

    private static NewChain chain(String line) {
        String[] words = line.split(" ", 6);
        List<Integer> destinations =
                Arrays.stream(words[3].split(",")).map(Integer::valueOf).toList();
        var plan = new ChainPlan(destinations, words[4].equals("1"), Duration.ofMillis(Long.parseLong(words[5])));
        return new NewChain(new ChainId(words[0]), new WebhookId(words[1]), Integer.parseInt(words[2]), plan, null);
    }
}
