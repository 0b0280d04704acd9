package io.github.webhooks4j.engine;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.callback.Callback;
import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.chain.ChainState;
import io.github.webhooks4j.engine.callback.CallbackResponse;
import io.github.webhooks4j.engine.history.ChainHistory;
import io.github.webhooks4j.engine.listener.EngineEvent;
import io.github.webhooks4j.engine.listener.EngineListener;
import io.github.webhooks4j.event.Event;
import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.payload.PushData;
import io.github.webhooks4j.payload.PushEvents;
import io.github.webhooks4j.payload.PushPayload;
import io.github.webhooks4j.payload.Repository;
import io.github.webhooks4j.spi.store.Store;
import io.github.webhooks4j.testkit.InMemoryStore;
import io.github.webhooks4j.testkit.ManualClock;
import io.github.webhooks4j.testkit.RecordedDelivery;
import io.github.webhooks4j.testkit.ScriptedTransport;
import io.github.webhooks4j.webhook.Webhook;
import io.github.webhooks4j.webhook.WebhookDraft;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import org.awaitility.Awaitility;

/** A real engine on a store in memory, a scripted transport and a clock that stands still, with methods for tests. */
public final class EngineFixture implements AutoCloseable {
    public static final String CI = "https://ci.example/hook";
    public static final String DEPLOY = "https://deploy.example/hook";
    public static final URI BASE = URI.create("https://hub.example/callbacks");

    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    public final ManualClock clock = new ManualClock();
    public final ScriptedTransport transport = new ScriptedTransport();
    final List<EngineEvent> changes = new CopyOnWriteArrayList<>();
    public InMemoryStore store = new InMemoryStore().forNode(clock);
    public WebhookEngine engine;

    public EngineFixture() {
        this(options -> options);
    }

    public EngineFixture(UnaryOperator<WebhookEngineBuilder> options) {
        engine = start(options);
    }

    public WebhookEngine start(UnaryOperator<WebhookEngineBuilder> options) {
        return options.apply(WebhookEngine.builder(store, transport)
                        .callbackBase(BASE)
                        .clock(clock)
                        .addListener(EngineListener.of(changes::add))
                        .pollInterval(Duration.ofMillis(2)))
                .start();
    }

    /** Starts another node. */
    public static WebhookEngine startOn(Store store, ScriptedTransport transport, ManualClock clock) {
        return WebhookEngine.builder(store, transport)
                .callbackBase(BASE)
                .clock(clock)
                .pollInterval(Duration.ofMillis(2))
                .start();
    }

    /** Starts a new engine on what a dead process left behind. */
    void restartAfterCrash() {
        store = store.reopen();
        WebhookEngine dead = engine;
        engine = start(options -> options);
        dead.close();
    }

    public Webhook create(String... destinations) {
        return engine.webhooks().create(draft(destinations).build());
    }

    public static WebhookDraft.Builder draft(String... destinations) {
        return WebhookDraft.builder("CI and deploy", "acme/app", List.of(destinations));
    }

    public Event push(String id) {
        return push(id, "latest");
    }

    Event push(String id, String tag) {
        return PushEvents.of(
                new EventId(id),
                clock.instant(),
                PushPayload.of(
                        PushData.of(clock.instant(), "ada", tag),
                        Repository.builder("acme/app").build()));
    }

    /** Publishes a push and returns the one chain that it started. */
    public ChainId publish(String id) {
        return engine.publish(push(id)).chains().get(0);
    }

    public ChainHistory history(ChainId chain) {
        return engine.history().chain(chain).orElseThrow();
    }

    ChainState state(ChainId chain) {
        return history(chain).state();
    }

    public void awaitState(ChainId chain, String word) {
        await(() -> state(chain).code().equals(word));
    }

    /** Waits until the store holds {@code count} attempts of the chain's step. */
    public void awaitAttempts(ChainId chain, int step, int count) {
        await(() -> history(chain).steps().get(step).attempts().size() >= count);
    }

    /** Waits for the n-th request to a URL, counted from 1. */
    public RecordedDelivery request(String url, int number) {
        await(() -> transport.requests(url).size() >= number);
        return transport.requests(url).get(number - 1);
    }

    URI callbackUrl(RecordedDelivery request) {
        return callbackUrl(request.body());
    }

    private static URI callbackUrl(byte[] payload) {
        return requireNonNull(PushPayload.parse(payload).callbackUrl());
    }

    public CallbackResponse callBack(RecordedDelivery request, Callback callback) {
        return callBack(request.body(), callback);
    }

    /** Calls back as the receiver of a payload does. */
    CallbackResponse callBack(byte[] payload, Callback callback) {
        return engine.callbacks().handle("POST", callbackUrl(payload).getPath(), callback.toJson());
    }

    public static void await(BooleanSupplier condition) {
        Awaitility.await()
                .pollInSameThread()
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(1))
                .atMost(TIMEOUT)
                .until(condition::getAsBoolean);
    }

    @Override
    public void close() {
        engine.close();
    }
}
