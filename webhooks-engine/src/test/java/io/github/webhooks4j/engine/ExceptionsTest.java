package io.github.webhooks4j.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.chain.ChainState;
import io.github.webhooks4j.chain.ChainStateException;
import io.github.webhooks4j.chain.UnknownChainException;
import io.github.webhooks4j.event.EventConflictException;
import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.webhook.UnknownWebhookException;
import io.github.webhooks4j.webhook.WebhookId;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import org.junit.jupiter.api.Test;

class ExceptionsTest {
    private static final ChainId CHAIN = new ChainId("chn_1");

    @Test
    void a_conflict_keeps_its_event_when_it_is_serialised() throws Exception {
        var thrown = new EventConflictException(new EventId("push-1"));

        assertThat(overTheWire(thrown, EventConflictException.class).event()).isEqualTo(new EventId("push-1"));
    }

    @Test
    void a_refusal_keeps_its_chain_and_state_when_it_is_serialised() throws Exception {
        var thrown = new ChainStateException(CHAIN, "must be interrupted", new ChainState.Complete(2));

        ChainStateException read = overTheWire(thrown, ChainStateException.class);

        assertThat(read).hasMessage("chain chn_1 must be interrupted, was complete");
        assertThat(read.chain()).isEqualTo(CHAIN);
        assertThat(read.state()).isEqualTo(new ChainState.Complete(2));
    }

    @Test
    void an_unknown_id_is_kept_when_it_is_serialised() throws Exception {
        var chain = new UnknownChainException(CHAIN);
        var webhook = new UnknownWebhookException(new WebhookId("wh_1"));

        assertThat(overTheWire(chain, UnknownChainException.class).chain()).isEqualTo(CHAIN);
        assertThat(overTheWire(webhook, UnknownWebhookException.class).webhook())
                .isEqualTo(new WebhookId("wh_1"));
    }

    private static <T> T overTheWire(T value, Class<T> type) throws Exception {
        var bytes = new ByteArrayOutputStream();
        try (var out = new ObjectOutputStream(bytes)) {
            out.writeObject(value);
        }
        try (var in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            return type.cast(in.readObject());
        }
    }
}
