package io.github.webhooks4j.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.chain.ChainId;
import org.junit.jupiter.api.Test;

class WebhookIdTest {
    @Test
    void has_a_number_that_follows_from_its_text() {
        // SHA-256 of abc begins with ba7816bf8f01cfea.
        assertThat(new WebhookId("abc").number()).isEqualTo(0xba7816bf8f01cfeaL >>> 1);
        assertThat(new WebhookId("abd").number()).isNotEqualTo(new WebhookId("abc").number());
    }

    @Test
    void has_a_number_that_an_id_of_a_chain_can_have() {
        for (int i = 0; i < 1_000; i++) {
            long number = new WebhookId("wh_" + i).number();

            assertThat(ChainId.of(number, 1).webhookNumber()).isEqualTo(number);
        }
    }
}
