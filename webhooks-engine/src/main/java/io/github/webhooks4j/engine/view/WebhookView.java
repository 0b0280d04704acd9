package io.github.webhooks4j.engine.view;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.delivery.DeliveryRules;
import io.github.webhooks4j.delivery.Header;
import io.github.webhooks4j.event.TagGlob;
import io.github.webhooks4j.event.TypePattern;
import io.github.webhooks4j.internal.text.ShownTime;
import io.github.webhooks4j.signature.SignatureScheme;
import io.github.webhooks4j.signature.WebhookPublicKey;
import io.github.webhooks4j.webhook.Webhook;
import io.github.webhooks4j.webhook.WebhookSettings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What may be shown of a webhook: all but its secrets. Immutable.
 *
 * @param id its id
 * @param revision counts the changes of its settings, from 1
 * @param name for people
 * @param status its code, for example {@code enabled} or {@code disabled_gone}
 * @param topic a topic, or a namespace with {@code /*}
 * @param types the patterns of the type filter; none for every type
 * @param tags the patterns of the tag filter; none for every event
 * @param destinations one after another
 * @param owner the owner; null for none
 * @param metadata what the application stored with it
 * @param rateLimit how many attempts may start at each destination; null if there is no limit
 * @param headers the names of its own headers
 * @param expectFinalCallback whether the last destination must call back too
 * @param acceptRedirects whether a 3xx response counts as delivered
 * @param callbackDeadlineMillis how long a destination may take to call back
 * @param retryDelaysMillis the waits between attempts
 * @param retryJitter the part, 0 to 1, by which a wait varies
 * @param signatures the codes of the schemes that deliveries are signed with
 * @param publicKey the key with which receivers verify signatures of version {@code v1a}; null if there are none
 * @param finalStatuses the statuses after which a delivery is not attempted again
 * @param maxAgeMillis how old a chain may be at an attempt; null for no limit
 * @param attemptTimeoutMillis the deadline of an attempt; null for that of the engine
 * @param format the code of what deliveries have beside the body, for example {@code cloudevents}
 * @param tlsProfile the TLS profile of the transport by which it is reached; null for the one for all
 * @param statusSince since when it has its status
 * @param createdAt when it was created
 */
public record WebhookView(
        String id,
        int revision,
        String name,
        String status,
        String topic,
        List<String> types,
        List<String> tags,
        List<DestinationView> destinations,
        @Nullable String owner,
        Map<String, String> metadata,
        @Nullable RateLimitView rateLimit,
        List<String> headers,
        boolean expectFinalCallback,
        boolean acceptRedirects,
        long callbackDeadlineMillis,
        List<Long> retryDelaysMillis,
        double retryJitter,
        List<String> signatures,
        @Nullable String publicKey,
        List<Integer> finalStatuses,
        @Nullable Long maxAgeMillis,
        @Nullable Long attemptTimeoutMillis,
        String format,
        @Nullable String tlsProfile,
        String statusSince,
        String createdAt) {
    public WebhookView {
        requireNonNull(id, "id");
        requireNonNull(name, "name");
        requireNonNull(status, "status");
        requireNonNull(topic, "topic");
        requireNonNull(format, "format");
        requireNonNull(statusSince, "statusSince");
        requireNonNull(createdAt, "createdAt");
        types = List.copyOf(types);
        tags = List.copyOf(tags);
        destinations = List.copyOf(destinations);
        metadata = Map.copyOf(metadata);
        headers = List.copyOf(headers);
        retryDelaysMillis = List.copyOf(retryDelaysMillis);
        signatures = List.copyOf(signatures);
        finalStatuses = List.copyOf(finalStatuses);
    }

    /** Returns the view of a webhook. */
    public static WebhookView of(Webhook webhook) {
        requireNonNull(webhook, "webhook");
        WebhookSettings settings = webhook.settings();
        DeliveryRules rules = settings.deliveryRules();
        return new WebhookView(
                webhook.id().value(),
                webhook.revision(),
                settings.name(),
                webhook.status().code(),
                settings.filter().topic(),
                settings.filter().types().stream().map(TypePattern::pattern).toList(),
                settings.filter().tags().stream().map(TagGlob::pattern).toList(),
                settings.destinations().stream().map(DestinationView::of).toList(),
                settings.owner(),
                settings.metadata(),
                settings.rateLimit() == null ? null : RateLimitView.of(settings.rateLimit()),
                settings.headers().stream().map(Header::name).toList(),
                settings.expectFinalCallback(),
                settings.acceptRedirects(),
                settings.callbackDeadline().toMillis(),
                settings.retrySchedule().delays().stream()
                        .map(Duration::toMillis)
                        .toList(),
                settings.retrySchedule().jitter(),
                settings.signatures().stream().map(SignatureScheme::code).toList(),
                webhook.publicKey().map(WebhookPublicKey::text).orElse(null),
                List.copyOf(rules.finalStatuses().statuses()),
                millis(rules.maxAge()),
                millis(rules.attemptTimeout()),
                settings.format().code(),
                settings.tlsProfile(),
                ShownTime.of(webhook.statusSince()),
                ShownTime.of(webhook.createdAt()));
    }

    private static @Nullable Long millis(@Nullable Duration duration) {
        return duration == null ? null : duration.toMillis();
    }
}
