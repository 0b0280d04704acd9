package io.github.webhooks4j.engine;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.WebhookException;
import io.github.webhooks4j.engine.internal.publish.EventPublisher;
import io.github.webhooks4j.engine.lifecycle.EngineClosedException;
import io.github.webhooks4j.event.Event;
import io.github.webhooks4j.publish.PublishResult;
import io.github.webhooks4j.publish.Publisher;
import java.sql.Connection;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Publishes in a transaction of the application, on the thread that calls it, as its connection requires. */
final class ConnectionPublisher implements Publisher {
    private final EventPublisher publisher;
    private final Connection connection;

    ConnectionPublisher(EventPublisher publisher, Connection connection) {
        this.publisher = publisher;
        this.connection = connection;
    }

    @Override
    public PublishResult publish(Event event) {
        return publish(List.of(requireNonNull(event, "event"))).get(0);
    }

    @Override
    public List<PublishResult> publish(List<Event> events) {
        return publisher.publish(connection, requireNonNull(events, "events"));
    }

    @Override
    public CompletableFuture<PublishResult> publishAsync(Event event) {
        return publishAsync(List.of(requireNonNull(event, "event"))).thenApply(results -> results.get(0));
    }

    @Override
    public CompletableFuture<List<PublishResult>> publishAsync(List<Event> events) {
        try {
            return CompletableFuture.completedFuture(publish(events));
        } catch (EngineClosedException e) {
            throw e;
        } catch (WebhookException e) {
            return CompletableFuture.failedFuture(e);
        }
    }
}
