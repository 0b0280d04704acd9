package io.github.webhooks4j.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.callback.Callback;
import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.cli.io.LoopbackServer;
import io.github.webhooks4j.delivery.AttemptOutcome;
import io.github.webhooks4j.delivery.DeliveryResult.NoResponse;
import io.github.webhooks4j.delivery.DeliveryResult.Response;
import io.github.webhooks4j.delivery.FailureCode;
import io.github.webhooks4j.engine.WebhookEngine;
import io.github.webhooks4j.engine.listener.EngineEvent;
import io.github.webhooks4j.engine.listener.EngineEvent.AttemptCompleted;
import io.github.webhooks4j.engine.listener.EngineListener;
import io.github.webhooks4j.event.Event;
import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.http.jdk.CallbackHttpHandler;
import io.github.webhooks4j.netty.NettyTransport;
import io.github.webhooks4j.okhttp.OkHttpTransport;
import io.github.webhooks4j.payload.PushData;
import io.github.webhooks4j.payload.PushEvents;
import io.github.webhooks4j.payload.PushPayload;
import io.github.webhooks4j.payload.Repository;
import io.github.webhooks4j.spi.transport.Transport;
import io.github.webhooks4j.sqlite.SqliteStore;
import io.github.webhooks4j.testkit.ReceiverResponse;
import io.github.webhooks4j.testkit.TestReceiver;
import io.github.webhooks4j.transport.AddressPolicy;
import io.github.webhooks4j.webhook.WebhookDraft;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Destinations that misbehave, against everything that is real: the engine, SQLite, both transports and sockets. */
@Tag("e2e")
@ParameterizedClass
@EnumSource
class HostileDestinationsTest {
    @Parameter
    private Wire wire;

    @TempDir
    private Path directory;

    private final BlockingQueue<EngineEvent> changes = new LinkedBlockingQueue<>();
    private final LoopbackServer hub = LoopbackServer.bind(0);
    private Transport transport;
    private SqliteStore store;
    private WebhookEngine engine;

    /** The transports. */
    enum Wire {
        OKHTTP {
            @Override
            Transport open() {
                return OkHttpTransport.builder()
                        .addressPolicy(AddressPolicy.allowLoopback())
                        .build();
            }
        },
        NETTY {
            @Override
            Transport open() {
                return NettyTransport.builder()
                        .addressPolicy(AddressPolicy.allowLoopback())
                        .build();
            }
        };

        abstract Transport open();
    }

    @BeforeEach
    void open() {
        transport = wire.open();
        store = SqliteStore.open(directory.resolve("hub.db"));
        engine = WebhookEngine.builder(store, transport)
                .callbackBase(hub.url("/callbacks"))
                .attemptTimeout(Duration.ofSeconds(2))
                .addListener(EngineListener.of(changes::add))
                .start();
        hub.serve("/callbacks/", new CallbackHttpHandler(engine.callbacks()));
        hub.start();
    }

    @AfterEach
    void close() throws Exception {
        hub.close();
        engine.close();
        ((AutoCloseable) transport).close();
        store.close();
    }

    @Test
    void one_that_never_responds_has_timed_out_and_is_tried_again() throws Exception {
        try (var silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            publishTo("http://127.0.0.1:" + silent.getLocalPort() + "/");

            AttemptCompleted attempt = awaitAttempt();

            assertThat(failureOf(attempt)).isEqualTo(FailureCode.TIMED_OUT);
            assertThat(attempt.attempt().result().timing().total()).isLessThan(Duration.ofSeconds(4));
            assertThat(attempt.outcome()).isInstanceOf(AttemptOutcome.Retry.class);
        }
    }

    @Test
    void one_that_resets_has_lost_the_connection_and_is_tried_again() throws Exception {
        try (var resetting = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            var accepting = new Thread(() -> resetFirst(resetting));
            accepting.start();
            publishTo("http://127.0.0.1:" + resetting.getLocalPort() + "/");

            AttemptCompleted attempt = awaitAttempt();

            assertThat(failureOf(attempt)).isEqualTo(FailureCode.CONNECTION_LOST);
            assertThat(attempt.outcome()).isInstanceOf(AttemptOutcome.Retry.class);
            accepting.join();
        }
    }

    @Test
    void one_that_redirects_is_not_followed_and_its_location_is_recorded() throws Exception {
        try (TestReceiver target = TestReceiver.start();
                TestReceiver redirecting = TestReceiver.start()) {
            redirecting.respondWith(ReceiverResponse.of(307).withHeader("Location", target.url()));
            publishTo(redirecting.url());

            AttemptCompleted attempt = awaitAttempt();

            assertThat(attempt.attempt().result()).isInstanceOfSatisfying(Response.class, answered -> {
                assertThat(answered.status()).isEqualTo(307);
                assertThat(answered.location()).isEqualTo(target.url());
            });
            assertThat(attempt.outcome()).isInstanceOf(AttemptOutcome.Retry.class);
            assertThat(target.deliveries()).isEmpty();
        }
    }

    @Test
    void one_that_responds_10_mb_has_the_payload_and_little_of_it_is_stored() throws Exception {
        try (TestReceiver talkative = TestReceiver.start()) {
            talkative.respondWith(ReceiverResponse.of(200).withBody("x".repeat(10_000_000)));
            ChainId chain = publishTo(talkative.url());

            AttemptCompleted attempt = awaitAttempt();

            assertThat(attempt.outcome()).isInstanceOf(AttemptOutcome.Delivered.class);
            assertThat(engine.history()
                            .chain(chain)
                            .orElseThrow()
                            .steps()
                            .get(0)
                            .attempts())
                    .singleElement()
                    .satisfies(kept ->
                            assertThat(((Response) kept.result()).body()).hasSize(4096));
        }
    }

    @Test
    void one_that_calls_back_before_it_responds_moves_the_chain_on() throws Exception {
        try (TestReceiver hasty = TestReceiver.start();
                TestReceiver next = TestReceiver.start()) {
            hasty.respondWith(ReceiverResponse.of(200).withCallbacksBefore(Callback.success(), Callback.success()));
            publishTo(hasty.url(), next.url());

            assertThat(next.awaitDeliveries(1, Duration.ofSeconds(10))).hasSize(1);
            assertThat(hasty.awaitCallbacks(2, Duration.ofSeconds(10)))
                    .extracting(answer -> answer.status())
                    .containsExactly(200, 200);
        }
    }

    private ChainId publishTo(String... destinations) {
        engine.webhooks()
                .create(WebhookDraft.builder("hostile", "acme/app", List.of(destinations))
                        .build());
        Event push = PushEvents.of(
                new EventId("push-1"),
                Instant.now(),
                PushPayload.of(
                        PushData.of(null, null, "latest"),
                        Repository.builder("acme/app").build()));
        return engine.publish(push).chains().get(0);
    }

    private AttemptCompleted awaitAttempt() throws InterruptedException {
        while (true) {
            EngineEvent change = changes.poll(10, TimeUnit.SECONDS);
            assertThat(change).as("a change within 10 s").isNotNull();
            if (change instanceof AttemptCompleted made) {
                return made;
            }
        }
    }

    private static FailureCode failureOf(AttemptCompleted attempt) {
        return ((NoResponse) attempt.attempt().result()).code();
    }

    /** Closing with unread bytes and no lingering sends a reset. */
    private static void resetFirst(ServerSocket server) {
        try (Socket socket = server.accept()) {
            socket.setSoLinger(true, 0);
            socket.getInputStream().read();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
