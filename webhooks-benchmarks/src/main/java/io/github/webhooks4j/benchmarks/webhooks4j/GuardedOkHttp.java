package io.github.webhooks4j.benchmarks.webhooks4j;

import io.github.webhooks4j.benchmarks.Job;
import io.github.webhooks4j.benchmarks.Running;
import io.github.webhooks4j.benchmarks.Setup;
import io.github.webhooks4j.benchmarks.Subject;
import io.github.webhooks4j.delivery.DeliveryId;
import io.github.webhooks4j.delivery.DeliveryResult;
import io.github.webhooks4j.delivery.DeliveryResult.Response;
import io.github.webhooks4j.delivery.Header;
import io.github.webhooks4j.engine.callback.CallbackUrls;
import io.github.webhooks4j.event.Event;
import io.github.webhooks4j.event.EventBody;
import io.github.webhooks4j.okhttp.OkHttpTransport;
import io.github.webhooks4j.signature.WebhookHeaders;
import io.github.webhooks4j.signature.WebhookSecret;
import io.github.webhooks4j.signature.WebhookSigner;
import io.github.webhooks4j.spi.transport.AttemptInfo;
import io.github.webhooks4j.spi.transport.OutboundRequest;
import io.github.webhooks4j.transport.AddressPolicy;
import io.github.webhooks4j.webhook.WebhookId;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * This library's transport without an engine and a store: a queue in memory, and threads that compose and sign each request
 * as the engine does, and send it through all guards. What it costs more than the bare client is the price of those; what an
 * engine costs more than it is the price of durability.
 */
public final class GuardedOkHttp implements Subject {
    @Override
    public String name() {
        return "raw-okhttp-guarded";
    }

    @Override
    public String tuning() {
        return "this library's OkHttp transport with its guards; a queue in memory and " + SendingLoop.THREADS
                + " threads; callback URL, signature and headers as the engine sends them; bodies are not"
                + " checked; nothing durable, repeated or remembered";
    }

    @Override
    public Running start(Setup setup) {
        return SendingLoop.start(name(), new Composer(setup));
    }

    private static final class Composer implements SendingLoop.Client {
        private static final URI CALLBACKS = URI.create("https://hub.example/callbacks");
        private static final WebhookId WEBHOOK = new WebhookId("wh_guarded");
        private static final Clock CLOCK = Clock.systemUTC();
        private static final Header JSON = new Header("Content-Type", "application/json");
        private static final Header USER_AGENT = new Header("User-Agent", OutboundRequest.PRODUCT);
        private static final int FIRST = 1;
        private static final int KEY_BYTES = 32;

        private final OkHttpTransport transport = OkHttpTransport.builder()
                .addressPolicy(AddressPolicy.allowLoopback())
                .build();
        private final CallbackUrls callbackUrls = new CallbackUrls(new byte[KEY_BYTES]);
        private final List<WebhookSecret> secrets = List.of(WebhookSecret.generate());
        private final AtomicLong chains = new AtomicLong();
        private final List<String> urls;
        private final Duration deadline;

        Composer(Setup setup) {
            this.urls = setup.destinations().stream().map(URI::toString).toList();
            this.deadline = setup.deadline();
        }

        @Override
        public String id(Job job) {
            return new DeliveryId(ChainIds.of(WEBHOOK, chains.incrementAndGet()), 0).webhookId();
        }

        @Override
        public void send(String id, Job job) throws IOException {
            DeliveryResult result = transport.exchange(request(id, job));
            if (!(result instanceof Response response) || response.status() != 200) {
                throw new IOException("the receiver must respond 200, was " + result);
            }
        }

        /** As {@code AttemptRunner} of the engine composes it. */
        private OutboundRequest request(String id, Job job) {
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

        @Override
        public void close() {
            transport.close();
        }
    }
}
