package io.github.webhooks4j.engine;

import static io.github.webhooks4j.engine.EngineFixture.CI;
import static io.github.webhooks4j.engine.EngineFixture.DEPLOY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.webhooks4j.callback.Callback;
import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.engine.callback.CallbackResponse;
import io.github.webhooks4j.spi.store.Mutation;
import io.github.webhooks4j.spi.store.StoreException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A store whose calls do not return: callers still get a result in time. */
@Tag("stress")
@Timeout(60)
class HungStoreTest {
    private static final Duration BOUND = Duration.ofMillis(300);

    private final EngineFixture hub = new EngineFixture();
    private final CountDownLatch over = new CountDownLatch(1);
    private final AtomicReference<String> hangs = new AtomicReference<>("");

    @BeforeEach
    void start() {
        start(1);
        hub.create(CI, DEPLOY);
    }

    private void startWithCommitsSideBySide() {
        start(2);
    }

    private void start(int commits) {
        hub.engine.close();
        hub.engine = WebhookEngine.builder(
                        HookedStore.of(hub.store, commits, (method, arguments) -> {
                            boolean publishes = method.equals("commit")
                                    && ((List<?>) arguments[0]).stream().anyMatch(Mutation.Publish.class::isInstance);
                            if (hangs.get().equals("all")
                                    || hangs.get().equals(method)
                                    || (publishes && hangs.get().equals("publish"))) {
                                over.await();
                            }
                        }),
                        hub.transport)
                .callbackBase(EngineFixture.BASE)
                .clock(hub.clock)
                .pollInterval(Duration.ofMillis(2))
                .publishTimeout(BOUND)
                .start();
    }

    @AfterEach
    void close() {
        over.countDown();
        hub.transport.release();
        hub.close();
    }

    @Test
    void a_publish_ends_with_an_unknown_outcome_and_the_next_one_unwritten() {
        hangs.set("commit");

        assertThat(reasonOf(() -> hub.publish("push-1"))).isEqualTo(StoreException.Reason.OUTCOME_UNKNOWN);
        // It was not started: the first commit is still in flight.
        assertThat(reasonOf(() -> hub.publish("push-2"))).isEqualTo(StoreException.Reason.FAILED);
    }

    @Test
    void reports_the_result_of_a_lost_publish_when_the_event_is_published_again() {
        hangs.set("commit");
        assertThatThrownBy(() -> hub.publish("push-1")).isInstanceOf(StoreException.class);
        hangs.set("");
        over.countDown();

        EngineFixture.await(() -> hub.engine.chainCounts().accepted() == 1);
        assertThat(hub.engine.publish(hub.push("push-1")).duplicate()).isTrue();
    }

    @Test
    void an_asynchronous_publish_ends() {
        hangs.set("commit");

        CompletableFuture<?> published = hub.engine.publishAsync(hub.push("push-1"));

        assertThatThrownBy(() -> published.get(10, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(StoreException.class);
    }

    @Test
    void a_callback_gets_a_response_503_with_retry_after() {
        ChainId chain = hub.publish("push-1");
        byte[] payload = hub.request(CI, 1).body();
        hub.awaitState(chain, "awaiting_callback");
        hangs.set("commit");

        CallbackResponse response = hub.callBack(payload, Callback.success());

        assertThat(response.status()).isEqualTo(503);
        assertThat(response.headers()).containsEntry("Retry-After", "10");
    }

    @Test
    void a_command_to_a_chain_ends() {
        ChainId chain = hub.publish("push-1");
        hub.awaitState(chain, "awaiting_callback");
        hangs.set("commit");

        assertThat(reasonOf(() -> hub.engine.chains().cancel(chain))).isEqualTo(StoreException.Reason.OUTCOME_UNKNOWN);
    }

    @Test
    void an_interrupted_caller_gets_its_result_in_time_and_stays_interrupted() {
        hangs.set("commit");
        Thread.currentThread().interrupt();

        assertThat(reasonOf(() -> hub.publish("push-1"))).isEqualTo(StoreException.Reason.OUTCOME_UNKNOWN);

        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void closing_ends_within_30_s_though_every_call_hangs() {
        hub.transport.on(CI).hang();
        hub.publish("push-1");
        hub.request(CI, 1);
        hangs.set("all");
        long begun = System.nanoTime();

        hub.engine.close();

        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(30));
    }

    @Test
    void publishing_that_hangs_keeps_no_command_waiting_beside_it() {
        startWithCommitsSideBySide();
        ChainId chain = hub.publish("push-1");
        hub.awaitState(chain, "awaiting_callback");
        hangs.set("publish");
        assertThat(reasonOf(() -> hub.publish("push-2"))).isEqualTo(StoreException.Reason.OUTCOME_UNKNOWN);

        hub.engine.chains().cancel(chain);

        hub.awaitState(chain, "cancelled");
    }

    @Test
    void closing_ends_within_30_s_though_one_of_two_commits_hangs() {
        startWithCommitsSideBySide();
        hangs.set("publish");
        assertThat(reasonOf(() -> hub.publish("push-1"))).isEqualTo(StoreException.Reason.OUTCOME_UNKNOWN);
        long begun = System.nanoTime();

        hub.engine.close();

        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(30));
    }

    @Test
    void a_bound_that_makes_no_sense_is_refused_at_once() {
        var builder = WebhookEngine.builder(hub.store, hub.transport);

        assertThatThrownBy(() -> builder.publishTimeout(Duration.ofMillis(99)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("publishTimeout must be PT0.1S to PT10M, was PT0.099S");
        assertThatThrownBy(() -> builder.publishTimeout(Duration.ofMinutes(10).plusMillis(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("publishTimeout must be PT0.1S to PT10M, was PT10M0.001S");
    }

    private static StoreException.Reason reasonOf(Runnable call) {
        var reason = new AtomicReference<StoreException.Reason>();
        assertThatThrownBy(call::run).isInstanceOfSatisfying(StoreException.class, e -> reason.set(e.reason()));
        return reason.get();
    }
}
