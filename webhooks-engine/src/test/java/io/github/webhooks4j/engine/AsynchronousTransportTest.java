package io.github.webhooks4j.engine;

import static io.github.webhooks4j.engine.EngineFixture.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.delivery.DeliveryResult;
import io.github.webhooks4j.delivery.DeliveryResult.NoResponse;
import io.github.webhooks4j.delivery.FailureCode;
import io.github.webhooks4j.delivery.Timing;
import io.github.webhooks4j.event.Event;
import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.handshake.AbuseProtection;
import io.github.webhooks4j.payload.PushData;
import io.github.webhooks4j.payload.PushEvents;
import io.github.webhooks4j.payload.PushPayload;
import io.github.webhooks4j.payload.Repository;
import io.github.webhooks4j.spi.transport.BlockingTransport;
import io.github.webhooks4j.spi.transport.Exchange;
import io.github.webhooks4j.spi.transport.OutboundRequest;
import io.github.webhooks4j.spi.transport.Transport;
import io.github.webhooks4j.testkit.InMemoryStore;
import io.github.webhooks4j.testkit.ManualClock;
import io.github.webhooks4j.testkit.RecordedDelivery;
import io.github.webhooks4j.testkit.ScriptedTransport;
import io.github.webhooks4j.webhook.DestinationCheck;
import io.github.webhooks4j.webhook.InvalidWebhookException;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** An engine on a transport that needs no thread for a request in flight. */
class AsynchronousTransportTest {
    private static final String CI = EngineFixture.CI;
    private static final Timing NO_TIME = Timing.ofTotal(Duration.ZERO);

    private final ManualClock clock = new ManualClock();
    private final InMemoryStore store = new InMemoryStore().forNode(clock);
    private final ScriptedTransport script = new ScriptedTransport();
    private final AtomicInteger threads = new AtomicInteger();
    private final ExecutorService executor = Executors.newCachedThreadPool(task -> {
        threads.incrementAndGet();
        var thread = new Thread(task, "worker");
        thread.setDaemon(true);
        return thread;
    });
    private WebhookEngine engine = start(script.asynchronous(), options -> options);

    @AfterEach
    void close() {
        engine.close();
        executor.shutdown();
    }

    @Test
    void keeps_2000_requests_in_flight_with_fewer_than_20_threads() {
        for (int number = 0; number < 2000; number++) {
            String url = "https://host-" + number + ".example/hook";
            script.on(url).hang();
            create(url);
        }

        engine.publish(push("push-1"));

        await(() -> script.requests().size() == 2000);
        assertThat(threads).hasValueLessThan(20);
        assertThat(engine.chainCounts().complete()).isZero();

        script.release();

        await(() -> engine.chainCounts().complete() == 2000);
        assertThat(script.requests()).hasSize(2000);
        assertThat(threads).hasValueLessThan(20);
    }

    @Test
    void limits_the_requests_in_flight_to_one_destination() {
        create(CI);
        for (int number = 0; number < 20; number++) {
            engine.publish(push("success-" + number));
        }
        await(() -> engine.chainCounts().complete() == 20);
        script.on(CI).hang();

        for (int number = 0; number < 12; number++) {
            engine.publish(push("push-" + number));
        }

        await(() -> script.requests(CI).size() == 28);
        script.on(CI).respond(200);
        script.release();
        await(() -> engine.chainCounts().complete() == 32);
        assertThat(script.requests(CI)).hasSize(32);
    }

    @Test
    void opens_the_circuit_of_a_destination_that_fails() {
        script.on(CI).fail(FailureCode.CONNECT_FAILED);
        create(CI);
        for (int number = 0; number < 40; number++) {
            engine.publish(push("push-" + number));
        }

        await(() ->
                engine.chainCounts().delivering() == 40 && !script.requests(CI).isEmpty());

        assertThat(script.requests(CI)).hasSizeLessThan(40);
    }

    @Test
    void records_a_transport_that_throws_as_a_failure_of_the_sender() {
        restart(new Faulty(done -> {
            throw new IllegalStateException("on purpose");
        }));
        create(CI);

        ChainId chain = engine.publish(push("push-1")).chains().get(0);

        awaitFirstResult(chain, FailureCode.INTERNAL_ERROR);
    }

    @Test
    void counts_the_first_of_two_results() {
        restart(new Faulty(done -> {
            done.accept(new NoResponse(FailureCode.TIMED_OUT, NO_TIME));
            done.accept(new DeliveryResult.Response(200, null, null, "", NO_TIME));
        }));
        create(CI);

        ChainId chain = engine.publish(push("push-1")).chains().get(0);

        awaitFirstResult(chain, FailureCode.TIMED_OUT);
    }

    @Test
    void waits_on_close_for_requests_in_flight() {
        script.on(CI).hang();
        create(CI);
        ChainId chain = engine.publish(push("push-1")).chains().get(0);
        await(() -> script.requests(CI).size() == 1);

        var closing = new Thread(engine::close);
        closing.start();
        await(() -> closing.getState() == Thread.State.WAITING);
        script.release();
        await(() -> !closing.isAlive());

        assertThat(engine.history().chain(chain).orElseThrow().state().code()).isEqualTo("complete");
    }

    @Test
    void records_results_though_the_executor_takes_no_more_tasks() {
        script.on(CI).hang();
        create(CI);
        engine.publish(push("push-1"));
        await(() -> script.requests(CI).size() == 1);
        executor.shutdown();
        await(executor::isTerminated);

        script.release();

        await(() -> engine.chainCounts().complete() == 1);
    }

    @Test
    void waits_for_the_response_to_a_validation_request() {
        engine.close();
        engine = start(
                script.asynchronous(), options -> options.abuseProtection(new AbuseProtection("hub.example", 60)));
        script.allowOrigin(CI, "hub.example", "60");

        create(CI);

        assertThatThrownBy(() -> create(EngineFixture.DEPLOY)).isInstanceOf(InvalidWebhookException.class);
        assertThat(script.validationRequests())
                .extracting(RecordedDelivery::url)
                .containsExactly(CI, EngineFixture.DEPLOY);
    }

    private void restart(Transport transport) {
        engine.close();
        engine = start(transport, options -> options);
    }

    private WebhookEngine start(Transport transport, UnaryOperator<WebhookEngineBuilder> options) {
        assertThat(transport).isNotInstanceOf(BlockingTransport.class);
        return options.apply(WebhookEngine.builder(store, transport)
                        .clock(clock)
                        .executor(executor)
                        .pollInterval(Duration.ofMillis(2)))
                .start();
    }

    private void create(String url) {
        engine.webhooks().create(EngineFixture.draft(url).build());
    }

    private void awaitFirstResult(ChainId chain, FailureCode code) {
        await(() -> !engine.history()
                .chain(chain)
                .orElseThrow()
                .steps()
                .get(0)
                .attempts()
                .isEmpty());
        DeliveryResult result = engine.history()
                .chain(chain)
                .orElseThrow()
                .steps()
                .get(0)
                .attempts()
                .get(0)
                .result();
        assertThat(result).isEqualTo(new NoResponse(code, result.timing()));
    }

    private Event push(String id) {
        return PushEvents.of(
                new EventId(id),
                clock.instant(),
                PushPayload.of(
                        PushData.of(clock.instant(), "ada", "latest"),
                        Repository.builder("acme/app").build()));
    }

    /** Accepts every URL and breaks the contract in its own way. */
    private record Faulty(Consumer<Consumer<? super DeliveryResult>> fault) implements Transport {
        @Override
        public DestinationCheck check(String url) {
            return new ScriptedTransport().check(url);
        }

        @Override
        public Exchange send(OutboundRequest request, Consumer<? super DeliveryResult> done) {
            fault.accept(done);
            return Exchange.OVER;
        }
    }
}
