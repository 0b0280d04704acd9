package io.github.webhooks4j.engine.callback;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.delivery.DeliveryId;
import io.github.webhooks4j.delivery.RateLimit;
import io.github.webhooks4j.spi.store.StoreException;
import io.github.webhooks4j.spi.store.StoreException.Reason;
import io.github.webhooks4j.testkit.ManualClock;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

class CallbackOutageTest {
    private static final String UNAVAILABLE =
            "503 {\"error\":\"The callback could not be kept; please send it again later.\"}";
    private static final String FAILED = "500 {\"error\":\"The callback could not be stored: an unexpected failure.\"}";

    @Test
    void asks_to_send_it_again_when_the_store_fails() {
        var failure = new StoreException(Reason.FAILED, "the store failed");

        assertThat(respond(change -> CompletableFuture.failedFuture(failure))).isEqualTo(UNAVAILABLE);
        assertThat(respond(change -> {
                    throw failure;
                }))
                .isEqualTo(UNAVAILABLE);
    }

    @Test
    void asks_to_send_it_again_when_the_store_does_not_respond() {
        assertThat(respond(change -> CompletableFuture.failedFuture(new TimeoutException())))
                .isEqualTo(UNAVAILABLE);
    }

    @Test
    void does_not_report_a_programming_fault_as_an_outage() {
        assertThat(respond(change -> CompletableFuture.failedFuture(new IllegalStateException("bug"))))
                .isEqualTo(FAILED);
        assertThat(respond(change -> {
                    throw new NullPointerException("bug");
                }))
                .isEqualTo(FAILED);
    }

    private static String respond(CallbackSink commits) {
        var urls = new CallbackUrls(new byte[32]);
        String path = URI.create(urls.urlFor(
                        URI.create("https://hub.example/callbacks"), new DeliveryId(new ChainId("chn_1"), 0), 0))
                .getPath();
        CallbackResponse response = new CallbackEndpoint(
                        Optional.of(urls), commits, new ManualClock(), RateLimit.perMinute(60))
                .handle("POST", path, "{\"state\":\"success\"}".getBytes(StandardCharsets.UTF_8));
        return response.status() + " " + new String(response.body(), StandardCharsets.UTF_8);
    }
}
