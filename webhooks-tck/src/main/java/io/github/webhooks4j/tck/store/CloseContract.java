package io.github.webhooks4j.tck.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.webhooks4j.history.HistoryQuery;
import io.github.webhooks4j.spi.store.ClaimRequest;
import io.github.webhooks4j.spi.store.StoreException;
import io.github.webhooks4j.tck.internal.store.StoreFixture;
import io.github.webhooks4j.webhook.Webhook;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Part of the {@link StoreContract}: closing. */
abstract class CloseContract extends StoreFixture {

    CloseContract(Opening opening) {
        super(opening);
    }

    @Test
    void may_be_closed_twice() {
        store.close();
        store.close();

        assertThat(reasonOf(() -> store.webhooks(0))).isEqualTo(StoreException.Reason.CLOSED);
    }

    @Test
    void refuses_every_call_once_it_is_closed() {
        Webhook webhook = savedWebhook("w", 1);
        Instant now = clock.instant();
        List<Executable> calls = List.of(
                () -> store.signingKey(new byte[32]),
                () -> store.forNode(Clock.fixed(now, ZoneOffset.UTC)).save(webhook, 0),
                () -> store.webhooks(0),
                () -> store.webhookChanges(List.of(0L)),
                () -> store.webhook(webhook.id()),
                () -> store.settings(webhook.id(), 1),
                () -> store.forNode(Clock.fixed(now, ZoneOffset.UTC)).commit(List.of(publish(event("e")))),
                () -> store.forNode(Clock.fixed(now, ZoneOffset.UTC)).lanes(),
                () -> store.forNode(Clock.fixed(now, ZoneOffset.UTC))
                        .claim(List.of(new ClaimRequest(lane(webhook, 0), 1)), NODE),
                () -> store.forNode(Clock.fixed(now, ZoneOffset.UTC)).renew(List.of(), NODE),
                () -> store.forNode(Clock.fixed(now, ZoneOffset.UTC)).chainsPastDeadline(1),
                () -> store.forNode(Clock.fixed(now, ZoneOffset.UTC)).nextDeadline(),
                () -> store.unfinishedChains(webhook.id(), 1),
                () -> store.findChain(id("c")),
                () -> store.listChains(webhook.id(), null, 1),
                () -> store.find(HistoryQuery.all(), null, 1, 1),
                () -> store.chainCounts(),
                () -> store.forNode(Clock.fixed(now, ZoneOffset.UTC)).prune(Duration.ZERO, 1));

        store.close();

        assertThat(calls).extracting(CloseContract::reasonOf).containsOnly(StoreException.Reason.CLOSED);
    }

    @Test
    void keeps_what_was_committed_when_it_is_closed() {
        Webhook webhook = savedWebhook("w", 1);
        start("c", webhook);
        store.close();

        restart();

        assertThat(webhooks()).containsExactly(webhook);
        assertThat(claimOne(webhook, 0).key().delivery().chain()).isEqualTo(id("c"));
    }

    private static StoreException.Reason reasonOf(Executable call) {
        StoreException thrown = catchThrowableOfType(StoreException.class, call::execute);
        assertThat(thrown).isNotNull();
        return thrown.reason();
    }
}
