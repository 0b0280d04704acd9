package io.github.webhooks4j.e2e.canary;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.callback.Callback;
import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.cli.io.LoopbackServer;
import io.github.webhooks4j.delivery.RetrySchedule;
import io.github.webhooks4j.engine.WebhookEngine;
import io.github.webhooks4j.engine.listener.EngineEvent;
import io.github.webhooks4j.engine.listener.EngineEvent.ChainStateChanged;
import io.github.webhooks4j.engine.listener.EngineListener;
import io.github.webhooks4j.event.Event;
import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.http.jdk.CallbackHttpHandler;
import io.github.webhooks4j.jdbc.EncryptionKey;
import io.github.webhooks4j.okhttp.OkHttpTransport;
import io.github.webhooks4j.payload.PushData;
import io.github.webhooks4j.payload.PushEvents;
import io.github.webhooks4j.payload.PushPayload;
import io.github.webhooks4j.payload.Repository;
import io.github.webhooks4j.sqlite.SqliteStore;
import io.github.webhooks4j.transport.AddressPolicy;
import io.github.webhooks4j.webhook.SigningSecret;
import io.github.webhooks4j.webhook.Webhook;
import io.github.webhooks4j.webhook.WebhookDraft;
import io.github.webhooks4j.webhook.WebhookId;
import java.io.IOException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A service with an engine, a store file and OkHttp, whose users have secrets. Used by one thread. */
final class CanaryApplication implements AutoCloseable {
    static final EncryptionKey KEY = EncryptionKey.of("Y2FuYXJ5J3Mgc3RvcmUga2V5LCBvZiAzMiBieXRlcy4=");

    static final String TOPIC = "acme/app";
    static final String USER = "Canary-User-9sT2";
    static final String PASSWORD = "Canary-Password-8f3K";
    static final String PATH = "Canary-Path-7d2M";
    static final String QUERY = "Canary-Query-4h9W";
    static final String HEADER = "Canary-Header-2v6X";

    private final Path file;
    private final List<EncryptionKey> keys;
    private final Evidence evidence;
    private final BlockingQueue<EngineEvent> changes = new LinkedBlockingQueue<>();
    private final LoopbackServer server = LoopbackServer.bind(0);
    private final OkHttpTransport transport = OkHttpTransport.builder()
            .addressPolicy(AddressPolicy.allowLoopback())
            .readTimeout(Duration.ofSeconds(2))
            .nameResolver(host -> {
                throw new UnknownHostException(host);
            })
            .build();
    private @Nullable SqliteStore store;
    private @Nullable WebhookEngine engine;
    private int published;

    CanaryApplication(Path file, List<EncryptionKey> keys, Evidence evidence) {
        this.file = file;
        this.keys = keys;
        this.evidence = evidence;
        server.serve("/callbacks/", exchange -> new CallbackHttpHandler(engine().callbacks()).handle(exchange));
        server.start();
        evidence.plant(Canary.of("user", USER));
        evidence.plant(Canary.of("password", PASSWORD));
        evidence.plant(Canary.of("user and password", USER + ":" + PASSWORD));
        evidence.plant(Canary.of("path of a destination", PATH));
        evidence.plant(Canary.of("query of a destination", QUERY));
        evidence.plant(Canary.of("header", HEADER));
        evidence.plant(Canary.of("store key", "canary's store key, of 32 bytes."));
    }

    /** Opens the store and starts the engine, as after a restart. */
    void start() {
        SqliteStore opened = SqliteStore.open(file, keys);
        store = opened;
        engine = WebhookEngine.builder(opened, transport)
                .callbackBase(server.url("/callbacks"))
                .addListener(EngineListener.of(changes::add))
                .start();
        evidence.plant(new Canary("deployment key", opened.signingKey(new byte[32])));
    }

    void stop() {
        if (engine != null) {
            engine.close();
        }
        if (store != null) {
            store.close();
        }
    }

    WebhookEngine engine() {
        return requireNonNull(engine);
    }

    SqliteStore store() {
        return requireNonNull(store);
    }

    OkHttpTransport transport() {
        return transport;
    }

    /** Returns a URL with secrets in every part that can hold one. */
    static String secretive(String base) {
        URI uri = URI.create(base);
        return uri.getScheme() + "://" + USER + ":" + PASSWORD + "@" + uri.getRawAuthority() + "/" + PATH + "?token="
                + QUERY;
    }

    static WebhookDraft.Builder draft(String... destinations) {
        return WebhookDraft.builder("canary", TOPIC, List.of(destinations))
                .headers(Map.of("X-Api-Key", HEADER))
                .retrySchedule(RetrySchedule.of());
    }

    Webhook create(String... destinations) {
        return know(engine().webhooks().create(draft(destinations).build()));
    }

    /** Makes the secrets of a webhook canaries. */
    Webhook know(Webhook webhook) {
        for (SigningSecret secret : webhook.secrets()) {
            String base64 = secret.secret().reveal().substring("whsec_".length());
            evidence.plant(new Canary("signing secret", Base64.getDecoder().decode(base64)));
        }
        evidence.see("webhook", webhook);
        return webhook;
    }

    Event push() {
        published++;
        return PushEvents.of(
                new EventId("push-" + published),
                Instant.parse("2026-01-01T00:00:00Z"),
                PushPayload.of(
                        PushData.of(null, null, "latest"),
                        Repository.builder(TOPIC).build()));
    }

    /** Publishes for one webhook, waits for the end of its chain, and deletes it. */
    void deliver(String destination) throws InterruptedException {
        Webhook webhook = create(destination);
        ChainId chain = engine().publish(push()).chains().get(0);
        awaitEnd(chain);
        lookBack(webhook.id());
        engine().webhooks().delete(webhook.id());
    }

    void awaitEnd(ChainId chain) throws InterruptedException {
        while (true) {
            EngineEvent change = changes.poll(20, TimeUnit.SECONDS);
            if (change == null) {
                throw new IllegalStateException("chain " + chain + " did not end within 20 s");
            }
            evidence.see("change", change);
            if (change instanceof ChainStateChanged moved
                    && moved.chain().equals(chain)
                    && !moved.after().isUnfinished()) {
                return;
            }
        }
    }

    /** Records everything that an application can read about a webhook. */
    void lookBack(WebhookId webhook) {
        evidence.see("history", engine().history().page(webhook, 100, null));
        evidence.see("webhooks", engine().webhooks().list());
        evidence.see("stored", store().webhooks(0));
        evidence.see("stories", store().listChains(webhook, null, 100));
        evidence.see("health", engine().health());
        evidence.see("counts", engine().chainCounts());
        evidence.see("parts", List.of(engine(), engine().webhooks(), engine().callbacks(), store(), transport, KEY));
    }

    void callBack(String method, URI url, byte[] body) {
        var response = engine().callbacks().handle(method, url.getPath(), body);
        evidence.see("callback response", response);
        evidence.see("callback response's body", new String(response.body(), StandardCharsets.UTF_8));
    }

    static byte[] success() {
        return Callback.success().toJson();
    }

    /** Opens the store file beside the store. */
    Connection connect() throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + file);
    }

    /** Keeps the store's files as they are now. */
    void copyFiles(String name) throws IOException {
        evidence.copyFiles(file, name);
    }

    @Override
    public void close() {
        stop();
        server.close();
        transport.close();
    }
}
