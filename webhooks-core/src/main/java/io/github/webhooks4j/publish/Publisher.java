package io.github.webhooks4j.publish;

import io.github.webhooks4j.event.Event;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Where an application publishes events: an engine, or an engine in a transaction of the application. It matches each
 * event to the webhooks and starts one chain for each. An engine is thread-safe; one in a transaction is as thread-safe
 * as its connection.
 *
 * <p>An event is accepted once per id: publishing it again with the same topic, type and body returns the chains that it
 * started the first time, and starts nothing, as long as the event is stored. Its tag, time and attributes remain those
 * of the first time.
 */
public interface Publisher {
    /**
     * Publishes an event.
     *
     * @return the event's id and the chains that it starts
     * @throws NullPointerException if the event is null
     * @throws IllegalArgumentException if it would start more than 100,000 chains; nothing is accepted then
     * @throws io.github.webhooks4j.event.EventConflictException if another event has its id
     * @throws io.github.webhooks4j.spi.store.StoreException if the store fails, or does not respond in time; to find out
     *     whether the event was accepted, publish it again, always if the reason is {@code OUTCOME_UNKNOWN}
     */
    PublishResult publish(Event event);

    /**
     * Publishes several events at once: all of them or none.
     *
     * @param events 1 to 1,000, each with an id of its own
     * @return one result for each event, in their order
     * @throws NullPointerException if the list or one of the events is null
     * @throws IllegalArgumentException if there are none, too many, or two of one id, or if they would start more than
     *     10,000 chains together, or one alone more than 100,000; nothing is accepted then
     * @throws io.github.webhooks4j.event.EventConflictException if another event has the id of one of them
     * @throws io.github.webhooks4j.spi.store.StoreException as for {@link #publish(Event)}
     */
    List<PublishResult> publish(List<Event> events);

    /**
     * Publishes an event and returns a future of its result, which fails as {@link #publish(Event)} does once the event
     * was submitted. What can be refused before that, such as a null, is thrown.
     */
    CompletableFuture<PublishResult> publishAsync(Event event);

    /**
     * Publishes several events at once, all of them or none, and returns a future of their results, which fails as
     * {@link #publish(List)} does once the events were submitted. What can be refused before that, such as a null, is
     * thrown.
     */
    CompletableFuture<List<PublishResult>> publishAsync(List<Event> events);
}
