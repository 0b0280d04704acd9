package io.github.webhooks4j.jdbc.internal.row;

import io.github.webhooks4j.agreement.Agreement;
import io.github.webhooks4j.delivery.BasicCredentials;
import io.github.webhooks4j.delivery.Header;
import io.github.webhooks4j.delivery.RetrySchedule;
import io.github.webhooks4j.json.StrictJson;
import io.github.webhooks4j.webhook.Destination;
import io.github.webhooks4j.webhook.TagGlob;
import io.github.webhooks4j.webhook.TopicFilter;
import io.github.webhooks4j.webhook.WebhookSettings;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A webhook's settings as JSON text: they are only ever read whole. Durations are ISO 8601, so that nothing is rounded. */
final class SettingsJson {
    private SettingsJson() {}

    static String write(WebhookSettings settings) {
        var fields = new LinkedHashMap<String, @Nullable Object>();
        fields.put("name", settings.name());
        fields.put("topic", settings.filter().topic());
        fields.put("tags", map(settings.filter().tags(), TagGlob::pattern));
        fields.put("destinations", map(settings.destinations(), SettingsJson::fields));
        fields.put("expect_final_callback", settings.expectFinalCallback());
        fields.put(
                "headers", map(settings.headers(), header -> Map.of("name", header.name(), "value", header.value())));
        fields.put("retry_gaps", map(settings.retrySchedule().gaps(), Duration::toString));
        fields.put("retry_jitter", BigDecimal.valueOf(settings.retrySchedule().jitter()));
        fields.put("callback_deadline", settings.callbackDeadline().toString());
        fields.put("accept_redirects", settings.acceptRedirects());
        if (settings.owner() != null) {
            fields.put("owner", settings.owner());
        }
        if (settings.chainsMoveTo() > 0) {
            fields.put("chains_move_to", settings.chainsMoveTo());
        }
        return new String(StrictJson.write(fields), StandardCharsets.UTF_8);
    }

    static WebhookSettings read(String json) {
        var fields = StrictJson.parseObject(json.getBytes(StandardCharsets.UTF_8), Integer.MAX_VALUE);
        return new WebhookSettings(
                text(fields, "name"),
                new TopicFilter(text(fields, "topic"), map(list(fields, "tags"), tag -> new TagGlob((String) tag))),
                map(list(fields, "destinations"), SettingsJson::destination),
                flag(fields, "expect_final_callback"),
                map(list(fields, "headers"), SettingsJson::header),
                new RetrySchedule(
                        map(list(fields, "retry_gaps"), gap -> Duration.parse((String) gap)),
                        ((Number) value(fields, "retry_jitter")).doubleValue()),
                Duration.parse(text(fields, "callback_deadline")),
                flag(fields, "accept_redirects"),
                (String) fields.get("owner"),
                fields.containsKey("chains_move_to") ? number(fields, "chains_move_to") : 0);
    }

    private static Map<String, Object> fields(Destination destination) {
        var fields = new LinkedHashMap<String, Object>();
        fields.put("number", destination.number());
        fields.put("url", destination.url());
        BasicCredentials credentials = destination.credentials();
        if (credentials != null) {
            fields.put("user", credentials.revealUser());
            fields.put("password", credentials.revealPassword());
        }
        Agreement agreement = destination.agreement();
        if (agreement != null) {
            fields.put("agreed_origin", agreement.origin());
            fields.put("agreed_per_minute", agreement.perMinute());
        }
        return fields;
    }

    private static Destination destination(Object value) {
        var fields = object(value);
        return new Destination(
                number(fields, "number"),
                text(fields, "url"),
                fields.containsKey("user")
                        ? new BasicCredentials(text(fields, "user"), text(fields, "password"))
                        : null,
                fields.containsKey("agreed_origin")
                        ? new Agreement(text(fields, "agreed_origin"), number(fields, "agreed_per_minute"))
                        : null);
    }

    private static Header header(Object value) {
        var fields = object(value);
        return new Header(text(fields, "name"), text(fields, "value"));
    }

    private static <A, B> List<B> map(List<A> list, Function<A, B> function) {
        return list.stream().map(function).toList();
    }

    @SuppressWarnings("unchecked") // what StrictJson gives
    private static Map<String, @Nullable Object> object(Object value) {
        return (Map<String, @Nullable Object>) value;
    }

    @SuppressWarnings("unchecked") // what StrictJson gives, and write() puts no null into a list
    private static List<Object> list(Map<String, @Nullable Object> fields, String key) {
        return (List<Object>) value(fields, key);
    }

    private static String text(Map<String, @Nullable Object> fields, String key) {
        return (String) value(fields, key);
    }

    private static int number(Map<String, @Nullable Object> fields, String key) {
        return ((Number) value(fields, key)).intValue();
    }

    private static boolean flag(Map<String, @Nullable Object> fields, String key) {
        return (Boolean) value(fields, key);
    }

    private static Object value(Map<String, @Nullable Object> fields, String key) {
        Object value = fields.get(key);
        if (value == null) {
            throw new IllegalStateException("stored settings have no " + key);
        }
        return value;
    }
}
