package io.github.webhooks4j.e2e.crash;

import io.github.webhooks4j.engine.WebhookEngine;
import io.github.webhooks4j.engine.lifecycle.EngineClosedException;
import io.github.webhooks4j.event.Event;
import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.payload.PushData;
import io.github.webhooks4j.payload.PushEvents;
import io.github.webhooks4j.payload.PushPayload;
import io.github.webhooks4j.payload.Repository;
import io.github.webhooks4j.publish.PublishResult;
import io.github.webhooks4j.spi.store.StoreException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Publishes from several threads and writes down each event once it is accepted, and not before: the file contains what was
 * promised. An event whose publish failed is published again until it is accepted, as the library requires of applications.
 */
final class NodeLoad {
    /** By weight. */
    private static final List<Hook> HOOKS = List.of(
            Hook.SINGLE,
            Hook.SINGLE,
            Hook.PAIR,
            Hook.PAIR,
            Hook.PAIR,
            Hook.TRIPLE,
            Hook.TRIPLE,
            Hook.TRIPLE,
            Hook.SLOW,
            Hook.FORGETFUL);

    private static final long LONGEST_PAUSE = TimeUnit.MILLISECONDS.toNanos(80);
    private static final long PAUSE_AFTER_FAILURE = TimeUnit.MILLISECONDS.toNanos(50);

    private final WebhookEngine engine;
    private final String node;
    private final LineFile accepted;
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean stopped;

    NodeLoad(WebhookEngine engine, String node, LineFile accepted) {
        this.engine = engine;
        this.node = node;
        this.accepted = accepted;
    }

    void start(int publishers) {
        for (int number = 0; number < publishers; number++) {
            String name = node + "-" + number;
            var thread = new Thread(() -> publishOrDie(name), "publisher-" + name);
            threads.add(thread);
            thread.start();
        }
    }

    /** Stops, once the events under way are accepted. */
    void stop() throws InterruptedException {
        stopped = true;
        for (Thread thread : threads) {
            thread.join();
        }
    }

    private void publishOrDie(String name) {
        try {
            RandomGenerator random = RandomGenerator.getDefault();
            for (int number = 0; !stopped; number++) {
                Hook hook = HOOKS.get(random.nextInt(HOOKS.size()));
                publish(event(name + "-" + number, hook));
                LockSupport.parkNanos(random.nextLong(LONGEST_PAUSE));
            }
        } catch (EngineClosedException e) {
            // The engine was closed by a command.
        } catch (RuntimeException e) {
            e.printStackTrace();
            Runtime.getRuntime().halt(CrashNode.BROKEN);
        }
    }

    private void publish(Event event) {
        while (true) {
            try {
                PublishResult publication = engine.publish(event);
                accepted.write(Stream.concat(Stream.of(event.id().value()), publication.chains().stream())
                        .map(String::valueOf)
                        .collect(Collectors.joining(" ")));
                return;
            } catch (StoreException e) {
                LockSupport.parkNanos(PAUSE_AFTER_FAILURE);
            }
        }
    }

    private static Event event(String id, Hook hook) {
        // Whole seconds: an event that is published again is the same one.
        Instant now = Instant.ofEpochSecond(Instant.now().getEpochSecond());
        var payload = PushPayload.of(
                PushData.of(now, "ada", id), Repository.builder(hook.topic()).build());
        return PushEvents.of(new EventId(id), now, payload);
    }
}
