package io.github.webhooks4j.benchmarks.webhooks4j;

import io.github.webhooks4j.benchmarks.Job;
import io.github.webhooks4j.benchmarks.Setup;
import io.github.webhooks4j.delivery.DeliveryId;
import io.github.webhooks4j.engine.WebhookEngine;
import io.github.webhooks4j.event.Event;
import io.github.webhooks4j.event.EventBody;
import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.event.Topic;
import io.github.webhooks4j.netty.NettyTransport;
import io.github.webhooks4j.okhttp.OkHttpTransport;
import io.github.webhooks4j.spi.store.Store;
import io.github.webhooks4j.spi.transport.Transport;
import io.github.webhooks4j.transport.AddressPolicy;
import io.github.webhooks4j.webhook.WebhookDraft;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/** A running engine, with a webhook for each destination. */
final class EngineRun implements Node {
    private static final URI CALLBACKS = URI.create("https://hub.example/callbacks");
    private static final Clock CLOCK = Clock.systemUTC();

    private final WebhookEngine engine;
    private final Store store;
    private final Runnable closeTransport;
    private final Runnable closeStore;
    private final List<Topic> topics;

    private EngineRun(
            WebhookEngine engine, Store store, Runnable closeTransport, Runnable closeStore, List<Topic> topics) {
        this.engine = engine;
        this.store = store;
        this.closeTransport = closeTransport;
        this.closeStore = closeStore;
        this.topics = topics;
    }

    static EngineRun onOkHttp(Setup setup, NodeSettings settings, Store store, Runnable closeStore) {
        var transport = OkHttpTransport.builder()
                .addressPolicy(AddressPolicy.allowLoopback())
                .build();
        return start(setup, settings, store, closeStore, transport, transport::close);
    }

    static EngineRun onNetty(Setup setup, NodeSettings settings, Store store, Runnable closeStore) {
        var transport = NettyTransport.builder()
                .addressPolicy(AddressPolicy.allowLoopback())
                .build();
        return start(setup, settings, store, closeStore, transport, transport::close);
    }

    private static EngineRun start(
            Setup setup,
            NodeSettings settings,
            Store store,
            Runnable closeStore,
            Transport transport,
            Runnable closeTransport) {
        WebhookEngine engine = WebhookEngine.builder(store, transport)
                .callbackBase(CALLBACKS)
                .attemptTimeout(setup.deadline())
                .maxInFlightPerDestination(setup.inFlightPerDestination())
                .maxInFlight(setup.inFlight())
                .retention(settings.retention())
                .metrics(settings.metrics())
                .start();
        List<URI> destinations = setup.destinations();
        List<Topic> topics = destinations.stream()
                .map(url -> new Topic("benchmark/destination-" + destinations.indexOf(url)))
                .toList();
        for (int i = 0; settings.createsWebhooks() && i < topics.size(); i++) {
            String topic = topics.get(i).name();
            engine.webhooks()
                    .create(WebhookDraft.builder(
                                    topic, topic, List.of(destinations.get(i).toString()))
                            .retrySchedule(settings.retries())
                            .build());
        }
        return new EngineRun(engine, store, closeTransport, closeStore, topics);
    }

    @Override
    public List<String> publish(List<Job> jobs) {
        return engine.publish(jobs.stream().map(this::event).toList()).stream()
                .map(publication -> new DeliveryId(publication.chains().get(0), 0).webhookId())
                .toList();
    }

    @Override
    public boolean isDrained() {
        return engine.chainCounts().delivering() == 0;
    }

    @Override
    public int prune(Duration retention, int limit) {
        return store.prune(retention, limit);
    }

    @Override
    public void close() {
        engine.close();
        closeTransport.run();
        closeStore.run();
    }

    private Event event(Job job) {
        return new Event(
                new EventId(job.id()),
                topics.get(job.destination()),
                null,
                Event.PUSH,
                CLOCK.instant(),
                EventBody.of(job.body()));
    }
}
