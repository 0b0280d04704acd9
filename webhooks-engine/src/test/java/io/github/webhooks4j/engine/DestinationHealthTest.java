package io.github.webhooks4j.engine;

import static io.github.webhooks4j.engine.EngineFixture.CI;
import static io.github.webhooks4j.engine.EngineFixture.DEPLOY;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.delivery.DeliveryId;
import io.github.webhooks4j.delivery.DeliveryResult;
import io.github.webhooks4j.delivery.FailureCode;
import io.github.webhooks4j.delivery.Timing;
import io.github.webhooks4j.spi.transport.AttemptInfo;
import io.github.webhooks4j.testkit.RecordedDelivery;
import io.github.webhooks4j.webhook.WebhookId;
import io.github.webhooks4j.webhook.WebhookStatus;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which results count for the health of a destination. The clock stands still unless a test moves it. */
class DestinationHealthTest {
    private final EngineFixture hub = new EngineFixture();

    @AfterEach
    void close() {
        hub.transport.on(CI).respond(200);
        hub.transport.release();
        hub.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 403, 404, 409, 413, 422, 499})
    void refusals_of_single_deliveries_do_not_hold_up_the_others(int status) {
        hub.create(CI);
        hub.transport.on(CI).respond(status);
        for (int push = 0; push < 120; push++) {
            hub.publish("bad-" + push);
        }
        hub.request(CI, 120);

        hub.transport.on(CI).respond(200);
        for (int push = 0; push < 10; push++) {
            hub.publish("good-" + push);
        }

        EngineFixture.await(() -> hub.engine.chainCounts().complete() == 10);
        assertThat(hub.engine.chainCounts().delivering()).isEqualTo(120);
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 425, 429, 500, 503})
    void opens_the_circuit_after_responses_that_are_the_destinations_fault(int status) {
        hub.create(CI);
        hub.transport.on(CI).respond(status);
        for (int push = 0; push < 5; push++) {
            hub.awaitAttempts(hub.publish("bad-" + push), 0, 1);
        }

        assertThatNothingMoreIsSent();
    }

    @Test
    void a_refusal_that_takes_long_counts_as_a_failure_of_the_destination() {
        hub.create(CI);
        var slow = Timing.ofTotal(Duration.ofMillis(5_001));
        hub.transport.on(CI).respond(request -> new DeliveryResult.Response(404, null, null, "", slow));
        for (int push = 0; push < 5; push++) {
            hub.awaitAttempts(hub.publish("bad-" + push), 0, 1);
        }

        assertThatNothingMoreIsSent();
    }

    @ParameterizedTest
    @EnumSource(
            value = FailureCode.class,
            names = {"ABORTED", "RESOLVER_FAILED", "INTERNAL_ERROR"})
    void the_senders_own_faults_hold_up_nothing_and_give_up_nothing(FailureCode fault) {
        var webhook = hub.create(CI);
        hub.transport.on(CI).fail(fault);
        ChainId chain = hub.publish("push-1");
        for (int attempts = 1; attempts <= 20; attempts++) {
            int made = attempts;
            hub.awaitAttempts(chain, 0, made);
            hub.clock.advance(Duration.ofHours(9));
        }
        hub.transport.on(CI).respond(200);
        ChainId other = hub.publish("push-2");

        hub.awaitState(other, "complete");
        hub.clock.advance(Duration.ofMinutes(1));
        hub.awaitState(chain, "complete");
        assertThat(hub.engine.webhooks().get(webhook.id()).orElseThrow().status())
                .isEqualTo(WebhookStatus.ENABLED);
    }

    @Test
    void a_backlog_is_not_attempted_all_at_once_while_the_sender_is_at_fault() {
        hub.create(CI);
        hub.transport.on(CI).fail(FailureCode.RESOLVER_FAILED);
        for (int push = 0; push < 100; push++) {
            hub.publish("push-" + push);
        }
        hub.request(CI, 5);
        hub.create(DEPLOY);
        hub.publish("last");
        hub.request(DEPLOY, 1);

        assertThat(hub.transport.requests(CI)).hasSize(5);
        hub.transport.on(CI).respond(200);
        EngineFixture.await(() -> {
            hub.clock.advance(Duration.ofMillis(100));
            return hub.engine.chainCounts().delivering() == 0;
        });
    }

    @Test
    @Tag("stress")
    void what_a_shutdown_aborted_is_made_again_at_the_next_start() {
        hub.create(CI);
        hub.transport.on(CI).respond(500).hang();
        ChainId chain = hub.publish("push-1");
        hub.awaitAttempts(chain, 0, 1);
        hub.clock.advance(Duration.ofMinutes(1));
        hub.request(CI, 2);
        hub.engine.close();

        hub.transport.on(CI).respond(200);
        hub.engine = hub.start(options -> options);

        hub.awaitState(chain, "complete");
        assertThat(hub.history(chain).steps().get(0).attempts()).hasSize(3);
        assertThat(hub.transport.requests(CI))
                .extracting(DestinationHealthTest::attempt)
                .containsExactly("1", "2", "3");
    }

    @Test
    void a_lost_reused_connection_is_followed_at_once_by_a_new_one() {
        hub.create(CI);
        var newConnections = new CopyOnWriteArrayList<Boolean>();
        hub.transport.on(CI).respond(request -> {
            newConnections.add(request.needsNewConnection());
            var noTime = Timing.ofTotal(Duration.ZERO);
            return request.needsNewConnection()
                    ? new DeliveryResult.Response(200, null, null, "", noTime)
                    : new DeliveryResult.NoResponse(FailureCode.REUSED_CONNECTION_LOST, noTime);
        });

        ChainId chain = hub.publish("push-1");

        hub.awaitState(chain, "complete");
        assertThat(newConnections).isEqualTo(List.of(false, true));
        assertThat(hub.transport.requests(CI))
                .extracting(DestinationHealthTest::attempt)
                .containsExactly("1", "2");
    }

    @Test
    void reused_connections_that_are_lost_do_not_open_the_circuit() {
        hub.create(CI);
        hub.transport
                .on(CI)
                .respond(request -> new DeliveryResult.NoResponse(
                        request.needsNewConnection() ? FailureCode.RESOLVER_FAILED : FailureCode.REUSED_CONNECTION_LOST,
                        Timing.ofTotal(Duration.ZERO)));
        for (int push = 0; push < 10; push++) {
            hub.awaitAttempts(hub.publish("push-" + push), 0, 2);
        }
        hub.transport.on(CI).respond(200);

        hub.awaitState(hub.publish("push-good"), "complete");
    }

    @Test
    void a_push_after_a_change_of_the_url_ignores_the_old_circuit_and_backlog() {
        var webhook = hub.create(CI);
        hub.transport.on(CI).fail(FailureCode.CONNECT_FAILED);
        for (int push = 0; push < 120; push++) {
            hub.publish("old-" + push);
        }
        EngineFixture.await(() -> hub.transport.requests(CI).size() >= 5);
        hub.engine.webhooks().update(webhook.id(), EngineFixture.draft(DEPLOY).build());

        ChainId chain = hub.publish("new");

        hub.awaitState(chain, "complete");
        assertThat(hub.transport.requests(DEPLOY)).hasSize(1);
        assertThat(hub.engine.chainCounts().delivering()).isEqualTo(120);
    }

    private void assertThatNothingMoreIsSent() {
        int before = hub.transport.requests(CI).size();
        ChainId held = hub.publish("held");
        // Two looks of the dispatcher later.
        hub.clock.advance(Duration.ofMillis(1));
        assertThat(hub.state(held).code()).isEqualTo("delivering");
        assertThat(hub.transport.requests(CI)).hasSize(before);
        hub.clock.advance(Duration.ofSeconds(1));
        hub.request(CI, before + 1);
    }

    private static String attempt(RecordedDelivery request) {
        return request.headers().stream()
                .filter(header -> header.name().equals("webhook-attempt"))
                .findFirst()
                .orElseThrow()
                .value();
    }

    /** The first attempt starts from memory, the second is claimed from the store. */
    @Test
    void gives_the_transport_the_attempt_that_each_request_belongs_to() {
        var attempts = new CopyOnWriteArrayList<AttemptInfo>();
        hub.transport
                .on(CI)
                .respond(request -> {
                    attempts.add(requireNonNull(request.attempt()));
                    return new DeliveryResult.Response(503, null, null, "", Timing.ofTotal(Duration.ZERO));
                })
                .respond(request -> {
                    attempts.add(requireNonNull(request.attempt()));
                    return new DeliveryResult.Response(200, null, null, "", Timing.ofTotal(Duration.ZERO));
                });
        WebhookId webhook = hub.create(CI).id();

        ChainId chain = hub.publish("push-1");
        hub.awaitAttempts(chain, 0, 1);
        hub.clock.advance(Duration.ofMinutes(1));
        hub.awaitAttempts(chain, 0, 2);

        var delivery = new DeliveryId(chain, 0);
        assertThat(attempts)
                .containsExactly(
                        new AttemptInfo(webhook, delivery, 1, "push"), new AttemptInfo(webhook, delivery, 2, "push"));
    }
}
