package io.github.webhooks4j.tck.internal.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.chain.Transition.Effect;
import io.github.webhooks4j.delivery.DeliveryId;
import io.github.webhooks4j.spi.store.ClaimToken;
import io.github.webhooks4j.spi.store.ClaimedDelivery;
import io.github.webhooks4j.spi.store.Mutation;
import io.github.webhooks4j.spi.store.MutationResult;
import io.github.webhooks4j.spi.store.MutationResult.Applied;
import io.github.webhooks4j.webhook.Webhook;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Part of the store contract: the wait for the next attempt is ended. */
public abstract class DeliverNowContract extends StoreFixture {
    private Webhook webhook;
    private ClaimToken failed;

    protected DeliverNowContract(Opening opening) {
        super(opening);
    }

    @BeforeEach
    void fail_an_attempt() {
        webhook = savedWebhook("w", 1);
        failed = startAndClaim("c", webhook).key();
        record(failed, 1, retryIn(Duration.ofHours(1)));
    }

    @Test
    void makes_the_next_attempt_due_at_once_under_its_number() {
        assertThat(claim(webhook, 0, 1).deliveries()).isEmpty();

        Applied applied = deliverNow(failed);

        assertThat(applied.effect()).isEqualTo(Effect.DUE_NOW);
        assertThat(applied.after().due()).isEqualTo(free(clock.instant(), 2, 1));
        assertThat(story("c").chain()).isEqualTo(applied.after());
        ClaimedDelivery claimed = claimOne(webhook, 0);
        assertThat(claimed.attempt()).isEqualTo(2);
        assertThat(claimed.key().fencingToken()).isEqualTo(2);
    }

    @Test
    void changes_nothing_for_a_delivery_that_was_claimed_since() {
        deliverNow(failed);
        ClaimedDelivery claimed = claimOne(webhook, 0);

        assertThat(deliverNow(failed).effect()).isEqualTo(Effect.IGNORED);
        assertThat(deliverNow(claimed.key()).effect()).isEqualTo(Effect.IGNORED);

        record(claimed.key(), 2, retryIn(Duration.ofHours(2)));
        assertThat(deliverNow(failed).effect()).isEqualTo(Effect.IGNORED);
        assertThat(deliverNow(claimed.key()).effect()).isEqualTo(Effect.DUE_NOW);
    }

    @Test
    void changes_nothing_for_a_delivery_that_is_due() {
        deliverNow(failed);
        clock.advance(Duration.ofSeconds(1));

        Applied again = deliverNow(failed);

        assertThat(again.effect()).isEqualTo(Effect.IGNORED);
        assertThat(again.after().due()).isEqualTo(free(clock.instant().minusSeconds(1), 2, 1));
    }

    @Test
    void changes_nothing_for_a_chain_that_is_finished() {
        cancel("c");

        assertThat(deliverNow(failed).effect()).isEqualTo(Effect.IGNORED);
    }

    @Test
    void does_not_find_a_chain_that_is_not_there() {
        assertThat(commitOne(new Mutation.DeliverNow(new ClaimToken(new DeliveryId(id("unknown"), 0), 0, 1))))
                .isEqualTo(new MutationResult.NotFound());
    }

    private Applied deliverNow(ClaimToken key) {
        return (Applied) commitOne(new Mutation.DeliverNow(key));
    }
}
