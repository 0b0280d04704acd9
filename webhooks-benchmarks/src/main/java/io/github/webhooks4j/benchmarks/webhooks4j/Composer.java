package io.github.webhooks4j.benchmarks.webhooks4j;

import io.github.webhooks4j.benchmarks.Job;
import io.github.webhooks4j.benchmarks.Setup;
import io.github.webhooks4j.delivery.DeliveryId;
import io.github.webhooks4j.delivery.Header;
import io.github.webhooks4j.engine.callback.CallbackUrls;
import io.github.webhooks4j.event.Event;
import io.github.webhooks4j.event.EventBody;
import io.github.webhooks4j.signature.WebhookHeaders;
import io.github.webhooks4j.signature.WebhookSecret;
import io.github.webhooks4j.signature.WebhookSigner;
import io.github.webhooks4j.spi.transport.AttemptInfo;
import io.github.webhooks4j.spi.transport.OutboundRequest;
import io.github.webhooks4j.webhook.WebhookId;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** Composes and signs each request as the engine does. Thread-safe. */
final class Composer {
    private static final URI CALLBACKS = URI.create("https://hub.example/callbacks");
    private static final WebhookId WEBHOOK = new WebhookId("wh_guarded");
    private static final Clock CLOCK = Clock.systemUTC();
    private static final Header JSON = new Header("Content-Type", "application/json");
    private static final Header USER_AGENT = new Header("User-Agent", OutboundRequest.PRODUCT);
    private static final int FIRST = 1;
    private static final int KEY_BYTES = 32;

    private final CallbackUrls callbackUrls = new CallbackUrls(new byte[KEY_BYTES]);
    private final List<WebhookSecret> secrets = List.of(WebhookSecret.generate());
    private final AtomicLong chains = new AtomicLong();
    private final List<String> urls;
    private final Duration deadline;

    Composer(Setup setup) {
        this.urls = setup.destinations().stream().map(URI::toString).toList();
        this.deadline = setup.deadline();
    }

    String id(Job job) {
        return new DeliveryId(ChainIds.of(WEBHOOK, chains.incrementAndGet()), 0).webhookId();
    }

    /** As {@code AttemptRunner} of the engine composes it. */
    OutboundRequest request(String id, Job job) {
        DeliveryId delivery = DeliveryId.parse(id).orElseThrow();
        EventBody body = EventBody.ofStored(job.body());
        Instant now = CLOCK.instant().truncatedTo(ChronoUnit.MILLIS);
        byte[] bytes = body.withCallbackUrl(callbackUrls.urlFor(CALLBACKS, delivery, 0));
        String signatures = WebhookSigner.of(secrets).sign(id, now, bytes);
        List<Header> headers = List.of(
                JSON,
                USER_AGENT,
                new Header(WebhookHeaders.ID, id),
                new Header(WebhookHeaders.TIMESTAMP, Long.toString(now.getEpochSecond())),
                new Header(WebhookHeaders.SIGNATURE, signatures),
                new Header(WebhookHeaders.ATTEMPT, Integer.toString(FIRST)),
                new Header(WebhookHeaders.TYPE, Event.PUSH));
        return OutboundRequest.post(urls.get(job.destination()), headers, bytes, deadline)
                .ofAttempt(new AttemptInfo(WEBHOOK, delivery, FIRST, Event.PUSH));
    }
}
