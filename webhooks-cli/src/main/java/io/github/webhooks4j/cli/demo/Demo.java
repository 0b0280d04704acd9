package io.github.webhooks4j.cli.demo;

import io.github.webhooks4j.callback.Callback;
import io.github.webhooks4j.callback.CallbackState;
import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.chain.ChainState;
import io.github.webhooks4j.chain.ChainState.Complete;
import io.github.webhooks4j.chain.ChainState.Interrupted;
import io.github.webhooks4j.chain.InterruptionCause;
import io.github.webhooks4j.cli.io.CommandFailure;
import io.github.webhooks4j.cli.io.LoopbackServer;
import io.github.webhooks4j.cli.serve.OneTimeLink;
import io.github.webhooks4j.console.ConsoleHttpHandler;
import io.github.webhooks4j.console.WebhookConsole;
import io.github.webhooks4j.engine.WebhookEngine;
import io.github.webhooks4j.engine.history.ChainHistory;
import io.github.webhooks4j.engine.listener.EngineEvent;
import io.github.webhooks4j.engine.listener.EngineListener;
import io.github.webhooks4j.event.Event;
import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.http.jdk.CallbackHttpHandler;
import io.github.webhooks4j.okhttp.OkHttpTransport;
import io.github.webhooks4j.payload.PushEvents;
import io.github.webhooks4j.payload.PushPayload;
import io.github.webhooks4j.signature.WebhookSecret;
import io.github.webhooks4j.signature.WebhookVerifier;
import io.github.webhooks4j.spi.store.Store;
import io.github.webhooks4j.sqlite.SqliteStore;
import io.github.webhooks4j.transport.AddressPolicy;
import io.github.webhooks4j.transport.CallbackClient;
import io.github.webhooks4j.webhook.Webhook;
import io.github.webhooks4j.webhook.WebhookDraft;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The hub, its two receivers, and one push through all of them. */
final class Demo implements AutoCloseable {
    private static final String WEBHOOK_NAME = "CI, then deploy";
    private static final int PATIENCE_SECONDS = 60;

    private final Clock clock = Clock.systemUTC();
    private final CallbackState ci;
    private final Narrator narrator;
    private final Store store;
    private final OkHttpTransport transport = OkHttpTransport.builder()
            .addressPolicy(AddressPolicy.allowLoopback())
            .build();
    private final ExecutorService receiverWorkers = Executors.newFixedThreadPool(2);
    private final LoopbackServer hubServer = LoopbackServer.bind(0);
    private final CallbackClient callbackClient = CallbackClient.builder(
                    Set.of(hubServer.url("/").getAuthority()), transport)
            .allowPlainHttp()
            .build();
    private final LoopbackServer ciServer = LoopbackServer.bind(0);
    private final LoopbackServer deployServer = LoopbackServer.bind(0);
    private final CompletableFuture<ChainState> finished = new CompletableFuture<>();
    private final WebhookEngine engine;

    private Demo(Store store, CallbackState ci, PrintWriter out) {
        this.store = store;
        this.ci = ci;
        this.narrator = new Narrator(out, clock);
        this.engine = WebhookEngine.builder(store, transport)
                .callbackBase(hubServer.url("/callbacks"))
                .addListener(new Ending())
                .start();
    }

    static Demo open(Path file, CallbackState ci, PrintWriter out) {
        return new Demo(SqliteStore.open(file), ci, out);
    }

    /** Publishes the push and waits for its chain to end; returns whether it ended as expected. */
    boolean run(PushPayload payload) throws InterruptedException {
        hubServer.serve("/callbacks/", new CallbackHttpHandler(engine.callbacks()));
        hubServer.start();
        Webhook webhook = createChain(payload.repository().repoName());
        startReceivers(webhook.secret());

        Event push = PushEvents.of(new EventId("demo-" + UUID.randomUUID()), clock.instant(), payload);
        ChainId chain = engine.publish(push).chains().get(0);
        narrator.say("hub", "has published " + push.topic() + " durably as event " + push.id());

        ChainState state = awaitEnd();
        ChainHistory history = engine.history().chain(chain).orElseThrow();
        narrator.print(HistoryTable.of(history));
        return state.equals(expected());
    }

    /** Serves the console, and returns the link to it. */
    URI openConsole(RandomGenerator random) {
        var gate = new OneTimeLink(hubServer.url("/console"), random);
        hubServer.serve(
                "/console",
                new ConsoleHttpHandler(WebhookConsole.builder(engine, gate).build()));
        return gate.url();
    }

    private Webhook createChain(String repoName) {
        // A store that was used before has the webhook of the last demo, whose receivers are gone.
        engine.webhooks().list().stream()
                .filter(former -> former.settings().name().equals(WEBHOOK_NAME))
                .forEach(former -> engine.webhooks().delete(former.id()));
        List<String> destinations = List.of(
                ciServer.url("/ci").toString(), deployServer.url("/deploy").toString());
        Webhook webhook = engine.webhooks()
                .create(WebhookDraft.builder(WEBHOOK_NAME, repoName, destinations)
                        .build());
        narrator.say("hub", "has the chain " + String.join(" -> ", destinations) + " on " + repoName);
        return webhook;
    }

    private void startReceivers(WebhookSecret secret) {
        startReceiver("ci", ciServer, secret, this::test);
        startReceiver(
                "deploy",
                deployServer,
                secret,
                payload -> Callback.success().withContext("Deployer").withDescription("Deployed to production"));
    }

    private Callback test(PushPayload payload) {
        var callback = new Callback(ci, null, "Continuous integration by Acme CI", null);
        return switch (ci) {
            case SUCCESS ->
                callback.withDescription("387 tests PASSED").withTargetUrl("https://ci.acme.com/results/afd339c1c3d27");
            case FAILURE -> callback.withDescription("3 of 387 tests FAILED");
            case ERROR -> callback.withDescription("The build machine is out of disk");
        };
    }

    private void startReceiver(
            String name, LoopbackServer server, WebhookSecret secret, Function<PushPayload, Callback> work) {
        var verifier = WebhookVerifier.builder(List.of(secret)).clock(clock).build();
        server.serve(
                "/" + name,
                new Receiver(
                        verifier, callbackClient, work, receiverWorkers, sentence -> narrator.say(name, sentence)));
        server.start();
    }

    /**
     * Waits for the end of the chain. The receivers call back so fast that it may end before the response to its last
     * delivery is recorded.
     */
    private final class Ending implements EngineListener {
        private @Nullable ChainState end; // confined to the listener's thread
        private int lastAttempted = -1; // confined to the listener's thread

        @Override
        public void onEvent(EngineEvent event) {
            narrator.onEvent(event);
            EngineListener.super.onEvent(event);
            if (end != null && lastAttempted >= end.step()) {
                finished.complete(end);
            }
        }

        @Override
        public void onChainStateChanged(EngineEvent.ChainStateChanged event) {
            if (!event.after().isUnfinished()) {
                end = event.after();
            }
        }

        @Override
        public void onAttemptCompleted(EngineEvent.AttemptCompleted event) {
            lastAttempted = event.delivery().step();
        }
    }

    private ChainState awaitEnd() throws InterruptedException {
        try {
            return finished.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw CommandFailure.refused("the chain must end within " + PATIENCE_SECONDS + " s, but it has not");
        } catch (ExecutionException e) {
            throw new IllegalStateException("the future is never completed with a failure", e);
        }
    }

    private ChainState expected() {
        return switch (ci) {
            case SUCCESS -> new Complete(1);
            case FAILURE -> new Interrupted(0, InterruptionCause.CALLBACK_FAILURE);
            case ERROR -> new Interrupted(0, InterruptionCause.CALLBACK_ERROR);
        };
    }

    @Override
    public void close() {
        engine.close();
        receiverWorkers.shutdown();
        hubServer.close();
        ciServer.close();
        deployServer.close();
        callbackClient.close();
        transport.close();
        store.close();
    }
}
