package io.github.webhooks4j.postgresql;

import static io.github.webhooks4j.jdbc.Samples.NOW;
import static io.github.webhooks4j.jdbc.Samples.publish;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.jdbc.Samples;
import io.github.webhooks4j.jdbc.internal.commit.StoreClock;
import io.github.webhooks4j.publish.PublishResult;
import io.github.webhooks4j.spi.store.Mutation;
import io.github.webhooks4j.spi.store.MutationResult;
import io.github.webhooks4j.spi.store.NewEvent;
import io.github.webhooks4j.stats.ChainCounts;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Many events at once are written by COPY, which fails if one is there already. */
@Tag("postgres")
class PostgresCopyTest {
    private final PostgresNodes nodes = new PostgresNodes();
    private final AtomicInteger chains = new AtomicInteger(1_000);
    private PostgresStore a;
    private PostgresStore b;

    @BeforeEach
    void start_the_nodes() {
        a = nodes.start(StoreClock.CALLERS);
        b = nodes.start(StoreClock.CALLERS);
        a.forNode(Samples.at(NOW)).save(Samples.webhook("w"), 0);
    }

    @AfterEach
    void stop_the_nodes() {
        nodes.close();
    }

    @Test
    void accepts_each_event_once_when_both_nodes_publish_many_of_the_same() throws Exception {
        List<List<MutationResult>> outcomes = nodes.together(6, List.of(a, b), node -> {
            List<Mutation> publishes = events(0, 70);
            if (node == b) {
                Collections.reverse(publishes);
            }
            return node.forNode(Samples.at(NOW)).commit(publishes);
        });

        assertThat(outcomes.stream()
                        .flatMap(List::stream)
                        .flatMap(outcome -> ((MutationResult.Published) outcome).publications().stream())
                        .filter(publication -> !publication.duplicate()))
                .hasSize(70);
        assertThat(nodes.number("SELECT count(*) FROM wh_event")).isEqualTo(70);
        assertThat(nodes.number("SELECT count(*) FROM wh_chain")).isEqualTo(70);
        assertThat(a.chainCounts()).isEqualTo(new ChainCounts(70, 0, 0, 70, 0, 0));
        assertThat(a.inconsistencies(10)).isEmpty();
    }

    @Test
    void returns_the_chains_of_an_event_that_another_commits_while_it_copies() throws Exception {
        Future<List<MutationResult>> later = commitBehind("e30", 60, "COPY wh_event", Connection::commit);

        assertThat(((MutationResult.Published) later.get().get(30)).publications())
                .containsExactly(new PublishResult(new EventId("e30"), List.of(Samples.chain("first")), true));
        assertThat(a.chainCounts()).isEqualTo(new ChainCounts(60, 0, 0, 60, 0, 0));
        assertThat(nodes.number("SELECT count(*) FROM wh_chain")).isEqualTo(60);
    }

    @Test
    void accepts_all_when_the_other_transaction_is_rolled_back() throws Exception {
        Future<List<MutationResult>> later = commitBehind("e30", 60, "COPY wh_event", Connection::rollback);

        assertThat(later.get())
                .allSatisfy(outcome -> assertThat(((MutationResult.Published) outcome).publications())
                        .noneMatch(PublishResult::duplicate));
        assertThat(a.chainCounts()).isEqualTo(new ChainCounts(60, 0, 0, 60, 0, 0));
    }

    @Test
    void writes_few_events_without_copying() throws Exception {
        Future<List<MutationResult>> later = commitBehind("e3", 10, "INSERT INTO wh_event", Connection::commit);

        assertThat(later.get()).hasSize(10);
    }

    @Test
    void keeps_the_values_of_copied_rows() {
        List<Mutation> publishes = events(0, 60);
        publishes.add(publish("last", "last", "w", "{\"text\":\"é\u20ac\uD83D\uDE00\"}"));

        a.forNode(Samples.at(NOW)).commit(publishes);

        assertThat(nodes.number(
                        "SELECT count(*) FROM wh_event WHERE tag IS NULL AND topic = 'acme/app' AND type = 'push'"
                                + " AND occurred_at = " + NOW.toEpochMilli() + " AND sha256(body) = digest"))
                .isEqualTo(61);
        assertThat(a.accepted(List.of(new EventId("last"))))
                .containsExactly(new PublishResult(new EventId("last"), List.of(Samples.chain("last")), true));
    }

    @Test
    void asks_for_another_number_when_an_event_of_another_node_has_it() {
        a.forNode(Samples.at(NOW)).commit(List.of(publish("e", "c", "w")));

        assertThat(b.forNode(Samples.at(NOW)).commit(List.of(publish("other", "c", "w"))))
                .containsExactly(new MutationResult.NumberTaken(new EventId("other")));
        assertThat(b.accepted(List.of(new EventId("other")))).isEmpty();
        assertThat(b.chainCounts().accepted()).isOne();
    }

    @Test
    void asks_for_another_number_when_an_event_takes_it_at_the_same_time() throws Exception {
        Future<List<MutationResult>> later;
        try (var application = nodes.connect()) {
            application.setAutoCommit(false);
            a.forNode(Samples.at(NOW)).publish(application, List.of(Samples.acceptance("e", "1030", "w")));
            later = nodes.threads.submit(() -> b.forNode(Samples.at(NOW)).commit(List.of(together(0, 60))));
            nodes.awaitBlocked(1, "COPY wh_event");
            application.commit();
        }

        assertThat(later.get()).containsExactly(new MutationResult.NumberTaken(new EventId("e29")));
        assertThat(a.chainCounts().accepted()).isOne();
    }

    /** Publishes events, each in a mutation and with a chain of its own. */
    private List<Mutation> events(int from, int count) {
        var publishes = new ArrayList<Mutation>();
        for (int i = from; i < from + count; i++) {
            publishes.add(publish("e" + i, String.valueOf(chains.incrementAndGet()), "w"));
        }
        return publishes;
    }

    private Mutation together(int from, int count) {
        var acceptances = new ArrayList<NewEvent>();
        events(from, count).forEach(publish -> acceptances.addAll(((Mutation.Publish) publish).acceptances()));
        return new Mutation.Publish(acceptances);
    }

    /** How a transaction of the application ends. */
    private interface End {
        void end(Connection connection) throws SQLException;
    }

    /**
     * Has node B commit events while a transaction of the application has published one of them.
     *
     * @param blocked how the statement begins that waits for the transaction, which then ends
     */
    private Future<List<MutationResult>> commitBehind(String event, int count, String blocked, End end)
            throws Exception {
        try (var application = nodes.connect()) {
            application.setAutoCommit(false);
            a.forNode(Samples.at(NOW)).publish(application, List.of(Samples.acceptance(event, "first", "w")));
            Future<List<MutationResult>> later =
                    nodes.threads.submit(() -> b.forNode(Samples.at(NOW)).commit(events(0, count)));
            nodes.awaitBlocked(1, blocked);
            end.end(application);
            return later;
        }
    }
}
