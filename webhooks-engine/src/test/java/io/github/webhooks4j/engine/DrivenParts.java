package io.github.webhooks4j.engine;

import io.github.webhooks4j.delivery.RetrySchedule;
import io.github.webhooks4j.engine.internal.context.BackgroundTask;
import io.github.webhooks4j.engine.internal.runtime.EngineCore;
import io.github.webhooks4j.engine.listener.EngineEvent;
import io.github.webhooks4j.engine.listener.EngineListener;
import io.github.webhooks4j.event.Event;
import io.github.webhooks4j.event.EventFilter;
import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.payload.PushData;
import io.github.webhooks4j.payload.PushEvents;
import io.github.webhooks4j.payload.PushPayload;
import io.github.webhooks4j.payload.Repository;
import io.github.webhooks4j.signature.WebhookSecret;
import io.github.webhooks4j.spi.store.Store;
import io.github.webhooks4j.testkit.ManualClock;
import io.github.webhooks4j.testkit.ScriptedTransport;
import io.github.webhooks4j.webhook.Destination;
import io.github.webhooks4j.webhook.SigningSecret;
import io.github.webhooks4j.webhook.Webhook;
import io.github.webhooks4j.webhook.WebhookId;
import io.github.webhooks4j.webhook.WebhookSettings;
import io.github.webhooks4j.webhook.WebhookStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The parts of an engine that delivers, driven by the thread of a test, which decides what happens when. Nothing is sent. */
public final class DrivenParts {
    private static final List<SigningSecret> SECRETS =
            List.of(new SigningSecret(WebhookSecret.generate(RandomGenerator.getDefault()), null));

    public final EngineCore parts;
    public final TestFacades facades;
    public final List<EngineEvent> told = new ArrayList<>();
    private final ManualClock clock;
    private final ManualTaskRunner tasks = new ManualTaskRunner();

    public DrivenParts(Store store, ManualClock clock, int slice) {
        this.clock = clock;
        tasks.neverInTime();
        tasks.whileAwaiting = future -> runUntil(future::isDone);
        var options = new WebhookEngineBuilder(store, new ScriptedTransport())
                .clock(clock)
                .addListener(EngineListener.of(told::add))
                .random(RandomGenerator.of("L64X128MixRandom"));
        options.slice = slice;
        parts = EngineCore.open(options.options(), tasks, () -> {});
        facades = new TestFacades(options.options(), parts);
    }

    /** Saves webhooks w0, w1 … of one topic, or each of a topic of its own. */
    public static List<Webhook> fill(Store store, ManualClock clock, int webhooks, boolean ownTopics) {
        var saved = new ArrayList<Webhook>();
        WebhookSettings settings = settings("acme/app");
        for (int number = 0; number < webhooks; number++) {
            var webhook = new Webhook(
                    new WebhookId("w" + number),
                    1,
                    ownTopics ? settings("acme/app-" + number) : settings,
                    SECRETS,
                    WebhookStatus.ENABLED,
                    clock.instant());
            store.forNode(clock).save(webhook, 0);
            saved.add(webhook);
        }
        return saved;
    }

    private static WebhookSettings settings(String topic) {
        return new WebhookSettings(
                "n",
                EventFilter.of(topic),
                List.of(new Destination("https://ci.example/hook", null)),
                false,
                List.of(),
                RetrySchedule.ofDefaults(),
                Duration.ofHours(24),
                false);
    }

    public Event event(String id) {
        return PushEvents.of(
                new EventId(id),
                clock.instant(),
                PushPayload.of(
                        PushData.of(clock.instant(), "ada", "latest"),
                        Repository.builder("acme/app").build()));
    }

    /** Writes everything that was submitted. */
    public void write() {
        for (BackgroundTask committer : parts.committer.tasks(parts.store.maxConcurrentCommits())) {
            while (clock.instant().equals(committer.step())) {
                // The next batch.
            }
        }
    }

    public void runUntil(BooleanSupplier condition) {
        for (int step = 0; !condition.getAsBoolean(); step++) {
            if (step == 10_000) {
                throw new AssertionError("it does not come to an end");
            }
            write();
            upkeep();
        }
    }

    public void load() {
        parts.load();
        parts.lanes.start();
        parts.work.requestFullScan();
    }

    public @Nullable Instant dispatch() {
        return parts.work.claims().step();
    }

    /** Does what follows from what was published, changed and deleted. */
    public void upkeep() {
        parts.deletions.step();
        parts.hostCommits.step();
        parts.fanOut.step();
        parts.shelf.step();
    }
}
