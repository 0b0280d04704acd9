package io.github.webhooks4j.engine.internal.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.delivery.DeliveryId;
import io.github.webhooks4j.engine.callback.CallbackUrls;
import io.github.webhooks4j.engine.health.HealthProblem;
import io.github.webhooks4j.engine.health.HealthProblem.Kind;
import io.github.webhooks4j.testkit.ManualClock;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class CallbackBaseTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final DeliveryId DELIVERY = new DeliveryId(new ChainId("chn_1"), 0);

    private final ManualClock clock = new ManualClock(NOW);
    private final CountDownLatch asked = new CountDownLatch(1);
    private final CompletableFuture<URI> url = new CompletableFuture<>();
    private final CallbackBase base = new CallbackBase(
            "webhooks",
            clock,
            () -> {
                asked.countDown();
                return url.join();
            },
            new CallbackUrls(new byte[32]));

    @Test
    void is_a_problem_when_its_supplier_has_not_returned_for_10_s() throws Exception {
        CompletableFuture<?> delivery = CompletableFuture.runAsync(() -> base.urlFor(DELIVERY, 0));
        asked.await();
        clock.advance(Duration.ofSeconds(9));
        assertThat(base.urlFor(DELIVERY, 0)).isEmpty();
        assertThat(base.problem()).isEmpty();

        clock.advance(Duration.ofSeconds(1));

        assertThat(base.problem())
                .contains(new HealthProblem(
                        Kind.CALLBACK_BASE_UNKNOWN,
                        "callbackBase",
                        NOW,
                        "callbackBase is not known since 2026-01-01T00:00:00Z: the supplier has not returned; nothing is "
                                + "delivered until the supplier returns the URL below which callbacks are received"));
        url.complete(URI.create("https://hub.example/callbacks"));
        delivery.join();
        assertThat(base.problem()).isEmpty();
        assertThat(base.urlFor(DELIVERY, 0)).isPresent();
    }
}
