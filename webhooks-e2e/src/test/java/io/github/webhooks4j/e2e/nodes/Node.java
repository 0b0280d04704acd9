package io.github.webhooks4j.e2e.nodes;

import static java.util.Objects.requireNonNull;

import com.zaxxer.hikari.HikariDataSource;
import io.github.webhooks4j.callback.Callback;
import io.github.webhooks4j.engine.WebhookEngine;
import io.github.webhooks4j.engine.WebhookEngineBuilder;
import io.github.webhooks4j.engine.callback.CallbackResponse;
import io.github.webhooks4j.postgresql.PostgresStore;
import io.github.webhooks4j.testkit.RecordedDelivery;
import io.github.webhooks4j.testkit.ScriptedTransport;
import java.net.URI;
import java.util.function.UnaryOperator;

/** One node: an engine with a store, a pool and a scripted transport of its own. */
final class Node implements AutoCloseable {
    private static final URI BASE = URI.create("https://hub.example/callbacks");

    final ScriptedTransport transport = new ScriptedTransport();
    final HikariDataSource pool;
    final BreakableSource source;
    final PostgresStore store;
    final WebhookEngine engine;

    Node(HikariDataSource pool, UnaryOperator<WebhookEngineBuilder> options) {
        this.pool = pool;
        source = new BreakableSource(pool);
        store = PostgresStore.open(source);
        engine = options.apply(WebhookEngine.builder(store, transport).callbackBase(BASE))
                .start();
    }

    /** Waits for the n-th request to a URL, counted from 1. */
    RecordedDelivery request(String url, int number) {
        Nodes.await(() -> transport.requests(url).size() >= number);
        return transport.requests(url).get(number - 1);
    }

    /** Calls back, at this node, as the receiver of a delivery does. */
    CallbackResponse callBack(RecordedDelivery delivery, Callback callback) {
        URI url = requireNonNull(delivery.payload().callbackUrl());
        return engine.callbacks().handle("POST", url.getPath(), callback.toJson());
    }

    @Override
    public void close() {
        source.mend();
        transport.release();
        engine.close();
        store.close();
        pool.close();
    }
}
