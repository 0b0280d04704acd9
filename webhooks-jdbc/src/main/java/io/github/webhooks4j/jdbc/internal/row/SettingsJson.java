package io.github.webhooks4j.jdbc.internal.row;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.delivery.BasicCredentials;
import io.github.webhooks4j.delivery.DeliveryFormat;
import io.github.webhooks4j.delivery.DeliveryRules;
import io.github.webhooks4j.delivery.FinalStatuses;
import io.github.webhooks4j.delivery.RateLimit;
import io.github.webhooks4j.delivery.RetrySchedule;
import io.github.webhooks4j.event.EventFilter;
import io.github.webhooks4j.event.TagGlob;
import io.github.webhooks4j.event.TypePattern;
import io.github.webhooks4j.handshake.DeliveryPermission;
import io.github.webhooks4j.internal.json.StrictJson;
import io.github.webhooks4j.signature.SignatureScheme;
import io.github.webhooks4j.webhook.WebhookSettings;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A webhook's settings as JSON text, which is only ever read whole. Durations are ISO 8601, so that nothing is rounded.
 * The records are the text's form: JSON keys are their components in snake case.
 */
final class SettingsJson {
    private SettingsJson() {}

    static String write(WebhookSettings settings) {
        return new String(StrictJson.writeRecord(Settings.of(settings)), StandardCharsets.UTF_8);
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @throws io.github.webhooks4j.internal.json.MalformedJsonException if the text is not JSON or not of this form; the message
     *     quotes no value
     * @throws IllegalArgumentException if a value breaks a rule of the settings
     * @throws java.time.DateTimeException if a duration is not ISO 8601
     */
    static WebhookSettings read(String json) {
        return StrictJson.parseRecord(json.getBytes(StandardCharsets.UTF_8), Integer.MAX_VALUE, Settings.class)
                .settings();
    }

    /** The settings as stored. */
    private record Settings(
            String name,
            String topic,
            @Nullable List<String> types,
            List<String> tags,
            List<Destination> destinations,
            boolean expectFinalCallback,
            List<Header> headers,
            List<String> retryDelays,
            double retryJitter,
            String callbackDeadline,
            boolean acceptRedirects,
            @Nullable String owner,
            @Nullable Integer chainsMoveTo,
            @Nullable List<Entry> metadata,
            @Nullable Integer ratePerSecond,
            @Nullable Integer ratePerMinute,
            @Nullable List<String> signatures,
            @Nullable List<Integer> finalStatuses,
            @Nullable String maxAge,
            @Nullable String attemptTimeout,
            @Nullable String dropBefore,
            @Nullable String format,
            @Nullable String tlsProfile) {
        Settings {
            requireNonNull(name, "name");
            requireNonNull(topic, "topic");
            requireNonNull(tags, "tags");
            requireNonNull(destinations, "destinations");
            requireNonNull(headers, "headers");
            requireNonNull(retryDelays, "retryDelays");
            requireNonNull(callbackDeadline, "callbackDeadline");
        }

        static Settings of(WebhookSettings settings) {
            DeliveryRules rules = settings.deliveryRules();
            return new Settings(
                    settings.name(),
                    settings.filter().topic(),
                    typesOf(settings.filter()),
                    settings.filter().tags().stream().map(TagGlob::pattern).toList(),
                    settings.destinations().stream().map(Destination::of).toList(),
                    settings.expectFinalCallback(),
                    settings.headers().stream().map(Header::of).toList(),
                    settings.retrySchedule().delays().stream()
                            .map(Duration::toString)
                            .toList(),
                    settings.retrySchedule().jitter(),
                    settings.callbackDeadline().toString(),
                    settings.acceptRedirects(),
                    settings.owner(),
                    settings.chainsMoveTo() > 0 ? settings.chainsMoveTo() : null,
                    settings.metadata().isEmpty() ? null : Entry.of(settings.metadata()),
                    attempts(settings.rateLimit(), RateLimit.Period.SECOND),
                    attempts(settings.rateLimit(), RateLimit.Period.MINUTE),
                    settings.signatures().equals(Set.of(SignatureScheme.V1))
                            ? null
                            : settings.signatures().stream()
                                    .map(SignatureScheme::code)
                                    .toList(),
                    rules.finalStatuses().equals(FinalStatuses.GONE_ONLY)
                            ? null
                            : List.copyOf(rules.finalStatuses().statuses()),
                    text(rules.maxAge()),
                    text(rules.attemptTimeout()),
                    text(settings.dropBefore()),
                    settings.format() == DeliveryFormat.PLAIN
                            ? null
                            : settings.format().code(),
                    settings.tlsProfile());
        }

        private static @Nullable String text(@Nullable Object value) {
            return value == null ? null : value.toString();
        }

        private DeliveryRules deliveryRules() {
            return new DeliveryRules(
                    finalStatuses == null ? FinalStatuses.GONE_ONLY : new FinalStatuses(Set.copyOf(finalStatuses)),
                    maxAge == null ? null : Duration.parse(maxAge),
                    attemptTimeout == null ? null : Duration.parse(attemptTimeout));
        }

        private Set<SignatureScheme> schemes() {
            return signatures == null
                    ? Set.of(SignatureScheme.V1)
                    : signatures.stream()
                            .map(code -> SignatureScheme.fromCode(code)
                                    .orElseThrow(() -> new IllegalArgumentException("there is no scheme of this code")))
                            .collect(Collectors.toSet());
        }

        private DeliveryFormat deliveryFormat() {
            return format == null
                    ? DeliveryFormat.PLAIN
                    : DeliveryFormat.fromCode(format)
                            .orElseThrow(() -> new IllegalArgumentException("there is no format of this code"));
        }

        private static @Nullable Integer attempts(@Nullable RateLimit limit, RateLimit.Period period) {
            return limit == null || limit.period() != period ? null : limit.attempts();
        }

        private @Nullable RateLimit rateLimit() {
            if (ratePerSecond != null) {
                return RateLimit.perSecond(ratePerSecond);
            }
            return ratePerMinute == null ? null : RateLimit.perMinute(ratePerMinute);
        }

        private static @Nullable List<String> typesOf(EventFilter filter) {
            return filter.types().isEmpty()
                    ? null
                    : filter.types().stream().map(TypePattern::pattern).toList();
        }

        WebhookSettings settings() {
            return new WebhookSettings(
                    name,
                    new EventFilter(
                            topic,
                            types == null
                                    ? List.of()
                                    : types.stream().map(TypePattern::new).toList(),
                            tags.stream().map(TagGlob::new).toList()),
                    destinations.stream().map(Destination::destination).toList(),
                    expectFinalCallback,
                    headers.stream().map(Header::header).toList(),
                    new RetrySchedule(retryDelays.stream().map(Duration::parse).toList(), retryJitter),
                    Duration.parse(callbackDeadline),
                    acceptRedirects,
                    owner,
                    chainsMoveTo == null ? 0 : chainsMoveTo,
                    metadata == null ? Map.of() : metadata.stream().collect(Collectors.toMap(Entry::key, Entry::value)),
                    rateLimit(),
                    schemes(),
                    deliveryRules(),
                    dropBefore == null ? null : Instant.parse(dropBefore),
                    deliveryFormat(),
                    tlsProfile);
        }
    }

    /** An entry of the metadata as stored. */
    private record Entry(String key, String value) {
        Entry {
            requireNonNull(key, "key");
            requireNonNull(value, "value");
        }

        static List<Entry> of(Map<String, String> metadata) {
            return metadata.entrySet().stream()
                    .map(entry -> new Entry(entry.getKey(), entry.getValue()))
                    .toList();
        }
    }

    /** A destination as stored. */
    private record Destination(
            int number,
            String url,
            @Nullable String user,
            @Nullable String password,
            @Nullable String permittedOrigin,
            @Nullable Integer permittedPerMinute) {
        Destination {
            requireNonNull(url, "url");
            if (user != null) {
                requireNonNull(password, "password");
            }
            if (permittedOrigin != null) {
                requireNonNull(permittedPerMinute, "permittedPerMinute");
            }
        }

        static Destination of(io.github.webhooks4j.webhook.Destination destination) {
            BasicCredentials credentials = destination.credentials();
            DeliveryPermission permission = destination.permission();
            return new Destination(
                    destination.number(),
                    destination.url(),
                    credentials == null ? null : credentials.revealUser(),
                    credentials == null ? null : credentials.revealPassword(),
                    permission == null ? null : permission.origin(),
                    permission == null ? null : permission.perMinute());
        }

        /** Shows the number only. */
        @Override
        public String toString() {
            return "Destination[" + number + "]";
        }

        io.github.webhooks4j.webhook.Destination destination() {
            return new io.github.webhooks4j.webhook.Destination(
                    number,
                    url,
                    user == null || password == null ? null : new BasicCredentials(user, password),
                    permittedOrigin == null || permittedPerMinute == null
                            ? null
                            : new DeliveryPermission(permittedOrigin, permittedPerMinute));
        }
    }

    /** A header as stored. */
    private record Header(String name, String value) {
        Header {
            requireNonNull(name, "name");
            requireNonNull(value, "value");
        }

        static Header of(io.github.webhooks4j.delivery.Header header) {
            return new Header(header.name(), header.value());
        }

        /** Shows the name only. */
        @Override
        public String toString() {
            return "Header[" + name + "]";
        }

        io.github.webhooks4j.delivery.Header header() {
            return new io.github.webhooks4j.delivery.Header(name, value);
        }
    }
}
