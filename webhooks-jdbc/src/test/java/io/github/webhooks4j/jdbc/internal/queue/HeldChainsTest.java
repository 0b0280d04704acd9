package io.github.webhooks4j.jdbc.internal.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.delivery.DeliveryId;
import io.github.webhooks4j.jdbc.Samples;
import io.github.webhooks4j.spi.store.ClaimToken;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HeldChainsTest {
    private static final Instant END = Samples.NOW.plus(Samples.NODE.duration());
    private static final ClaimToken CLAIM = new ClaimToken(new DeliveryId(Samples.chain("1"), 0), 0, 1);

    private final HeldChains held = new HeldChains();

    @Test
    void forgets_a_batch_whose_lease_has_ended_and_leaves_its_row() {
        held.addFound(Map.of(7L, List.of(CLAIM)), Samples.NODE.node(), END);

        held.forgetEnded(END);
        assertThat(held.batchesOf(List.of(CLAIM), Samples.NODE.node())).isEqualTo(Map.of(7L, List.of(CLAIM)));
        held.forgetEnded(END.plusMillis(1));

        assertThat(held.batchesOf(List.of(CLAIM), Samples.NODE.node())).isEmpty();
        assertThat(held.takeEmpty()).isEmpty();
    }

    @Test
    void remembers_a_batch_that_is_renewed() {
        held.addFound(Map.of(7L, List.of(CLAIM)), Samples.NODE.node(), END);
        held.renewed(List.of(CLAIM), END.plusSeconds(5));

        held.forgetEnded(END.plusSeconds(5));

        assertThat(held.batchesOf(List.of(CLAIM), Samples.NODE.node())).isEqualTo(Map.of(7L, List.of(CLAIM)));
    }
}
