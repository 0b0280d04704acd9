package io.github.webhooks4j.postgresql.internal.notification;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.spi.store.LaneKey;
import io.github.webhooks4j.spi.store.StoreListener;
import io.github.webhooks4j.webhook.WebhookId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class NotificationBufferTest {
    private final NotificationBuffer notices = new NotificationBuffer();

    @Test
    void returns_everything_once_and_then_nothing() {
        notices.workAvailable(List.of(lane("w", 0), lane("w", 1)));
        notices.webhooksChanged();
        notices.workAvailable(List.of(lane("w", 0)));

        assertThat(notices.take()).isEqualTo("w/0 w/1 webhooks");
        assertThat(notices.take()).isNull();
    }

    @Test
    void is_received_as_it_was_sent() {
        notices.workAvailable(List.of(lane("webhooks", 15)));
        notices.webhooksChanged();

        assertThat(received(requireNonNull(notices.take()))).containsExactly("webhooks/15", "webhooks");
    }

    @Test
    void returns_as_much_as_the_server_takes_and_one_word_for_more() {
        // 16 bytes each with the blank behind it: 500 of them are 8,000 bytes.
        for (int i = 0; i < 499; i++) {
            notices.workAvailable(List.of(lane(String.format("webhook_%05d", i), 0)));
        }
        assertThat(notices.take()).hasSize(499 * 16 - 1);

        for (int i = 0; i < 600; i++) {
            notices.workAvailable(List.of(lane(String.format("webhook_%05d", i), 0)));
        }
        notices.webhooksChanged();
        assertThat(notices.take()).isEqualTo("resync");
        notices.webhooksChanged();
        assertThat(notices.take()).isEqualTo("webhooks");
    }

    @Test
    void takes_what_it_does_not_understand_for_anything() {
        assertThat(received("resync")).containsExactly("missed");
        assertThat(received("A Later/Version W/1 w/9999999999 /1 w/x"))
                .hasSize(6)
                .containsOnly("missed");
        assertThat(received("")).containsExactly("missed");
    }

    private static LaneKey lane(String webhook, int step) {
        return new LaneKey(new WebhookId(webhook), step);
    }

    private static List<String> received(String said) {
        var received = new ArrayList<String>();
        NotificationBuffer.dispatch(said, new StoreListener() {
            @Override
            public void onWorkAvailable(LaneKey lane) {
                received.add(lane.toString());
            }

            @Override
            public void onWebhooksChanged() {
                received.add("webhooks");
            }

            @Override
            public void onResyncRequired() {
                received.add("missed");
            }
        });
        return received;
    }
}
