package io.github.webhooks4j.cli.serve;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.webhooks4j.Violation;
import io.github.webhooks4j.delivery.RateLimit;
import io.github.webhooks4j.engine.webhook.WebhookHealth;
import io.github.webhooks4j.webhook.Webhook;
import io.github.webhooks4j.webhook.WebhookDraft;
import io.github.webhooks4j.webhook.WebhookSettings;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Webhooks as the hub's JSON. */
final class WebhookJson {
    private static final String NAME = "name";
    private static final String DESTINATIONS = "destinations";
    private static final String EXPECT_FINAL_CALLBACK = "expect_final_callback";
    private static final String EVENT_TYPES = "event_types";
    private static final String TAGS = "tags";
    private static final String OWNER = "owner";
    private static final String METADATA = "metadata";
    private static final String RATE_LIMIT = "rate_limit";
    private static final String PER_SECOND = "per_second";
    private static final String PER_MINUTE = "per_minute";
    private static final String MOVE_UNFINISHED = "move_unfinished";
    private static final String ACCEPT_REDIRECTS = "accept_redirects";
    private static final String HEADERS = "headers";
    private static final List<String> FIELDS = List.of(
            NAME,
            DESTINATIONS,
            EXPECT_FINAL_CALLBACK,
            EVENT_TYPES,
            TAGS,
            OWNER,
            METADATA,
            RATE_LIMIT,
            ACCEPT_REDIRECTS,
            HEADERS);

    private WebhookJson() {}

    /** Reads the settings that a user requests in place of those of a webhook. */
    static WebhookDraft readChange(String topic, ObjectNode json) {
        boolean moveUnfinished = flag(json, MOVE_UNFINISHED);
        return draft(topic, json.deepCopy().without(MOVE_UNFINISHED))
                .moveUnfinished(moveUnfinished)
                .build();
    }

    /** Reads the settings that a user requests. */
    static WebhookDraft read(String topic, ObjectNode json) {
        return draft(topic, json).build();
    }

    private static WebhookDraft.Builder draft(String topic, ObjectNode json) {
        json.fieldNames().forEachRemaining(field -> {
            if (!FIELDS.contains(field)) {
                throw new IllegalArgumentException(
                        "a webhook has " + String.join(", ", FIELDS.subList(0, FIELDS.size() - 1)) + " and "
                                + FIELDS.get(FIELDS.size() - 1) + ", and nothing else, was " + Violation.quote(field));
            }
        });
        JsonNode name = json.path(NAME);
        if (!name.isTextual()) {
            throw new IllegalArgumentException("name must be a string");
        }
        WebhookDraft.Builder draft = WebhookDraft.builder(name.textValue(), topic, texts(json, DESTINATIONS));
        if (!isAbsent(json.path(EXPECT_FINAL_CALLBACK))) {
            draft.expectFinalCallback(flag(json, EXPECT_FINAL_CALLBACK));
        }
        JsonNode owner = json.path(OWNER);
        if (owner.isTextual()) {
            draft.owner(owner.textValue());
        } else if (!isAbsent(owner)) {
            throw new IllegalArgumentException("owner must be a string");
        }
        return draft.types(texts(json, EVENT_TYPES))
                .tags(texts(json, TAGS))
                .metadata(strings(json, METADATA))
                .headers(strings(json, HEADERS))
                .acceptRedirects(flag(json, ACCEPT_REDIRECTS))
                .rateLimit(rateLimit(json));
    }

    /** Returns the strings of an object by their names; none if the field is left out. */
    static Map<String, String> strings(ObjectNode json, String field) {
        JsonNode object = json.path(field);
        var entries = new HashMap<String, String>();
        if (isAbsent(object)) {
            return entries;
        }
        object.properties().forEach(entry -> {
            if (entry.getValue().isTextual()) {
                entries.put(entry.getKey(), entry.getValue().textValue());
            }
        });
        if (!object.isObject() || entries.size() < object.size()) {
            throw new IllegalArgumentException(field + " must be an object of strings");
        }
        return entries;
    }

    private static @Nullable RateLimit rateLimit(ObjectNode json) {
        JsonNode limit = json.path(RATE_LIMIT);
        if (isAbsent(limit)) {
            return null;
        }
        JsonNode perSecond = limit.path(PER_SECOND);
        JsonNode perMinute = limit.path(PER_MINUTE);
        if (limit.size() == 1 && perSecond.canConvertToInt() && perSecond.isIntegralNumber()) {
            return RateLimit.perSecond(perSecond.intValue());
        }
        if (limit.size() == 1 && perMinute.canConvertToInt() && perMinute.isIntegralNumber()) {
            return RateLimit.perMinute(perMinute.intValue());
        }
        throw new IllegalArgumentException("rate_limit must be {\"per_second\": n} or {\"per_minute\": n}");
    }

    /** Writes everything but the secret, and the values of headers, which are often secrets too. */
    static ObjectNode write(Webhook webhook) {
        WebhookSettings settings = webhook.settings();
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("id", webhook.id().value())
                .put(NAME, settings.name())
                .put("status", webhook.status().code())
                .put("status_since", webhook.statusSince().toString())
                .put(EXPECT_FINAL_CALLBACK, settings.expectFinalCallback())
                .put(OWNER, settings.owner())
                .put("created_at", webhook.createdAt().toString());
        ArrayNode destinations = json.putArray(DESTINATIONS);
        settings.destinations().forEach(destination -> destinations.add(destination.url()));
        ArrayNode types = json.putArray(EVENT_TYPES);
        settings.filter().types().forEach(type -> types.add(type.pattern()));
        ArrayNode tags = json.putArray(TAGS);
        settings.filter().tags().forEach(tag -> tags.add(tag.pattern()));
        ObjectNode metadata = json.putObject(METADATA);
        settings.metadata().forEach(metadata::put);
        json.put(ACCEPT_REDIRECTS, settings.acceptRedirects());
        ArrayNode headers = json.putArray(HEADERS);
        settings.headers().forEach(header -> headers.add(header.name()));
        RateLimit limit = settings.rateLimit();
        if (limit == null) {
            json.putNull(RATE_LIMIT);
        } else {
            boolean perSecond = limit.period() == RateLimit.Period.SECOND;
            json.putObject(RATE_LIMIT).put(perSecond ? PER_SECOND : PER_MINUTE, limit.attempts());
        }
        return json;
    }

    /** Writes a webhook with its secret, which is shown when it is new, and never again. */
    static ObjectNode writeWithSecret(Webhook webhook) {
        return write(webhook).put("secret", webhook.secret().reveal());
    }

    /** Writes how a webhook is doing, below {@code health}. */
    static ObjectNode writeWithHealth(Webhook webhook, WebhookHealth health) {
        ObjectNode json = write(webhook);
        json.putObject("health")
                .put("failing_since", text(health.failingSince()))
                .put("failed_attempts", health.failedAttempts())
                .put("disables_at", text(health.disablesAt()));
        return json;
    }

    private static @Nullable String text(@Nullable Instant time) {
        return time == null ? null : time.toString();
    }

    static boolean flag(ObjectNode json, String field) {
        JsonNode flag = json.path(field);
        if (!flag.isBoolean() && !isAbsent(flag)) {
            throw new IllegalArgumentException(field + " must be true or false");
        }
        return flag.booleanValue();
    }

    private static List<String> texts(ObjectNode json, String field) {
        JsonNode list = json.path(field);
        if (isAbsent(list)) {
            return List.of();
        }
        var texts = new ArrayList<String>();
        for (JsonNode text : list) {
            if (text.isTextual()) {
                texts.add(text.textValue());
            }
        }
        if (!list.isArray() || texts.size() < list.size()) {
            throw new IllegalArgumentException(field + " must be a list of strings");
        }
        return texts;
    }

    private static boolean isAbsent(JsonNode node) {
        return node.isMissingNode() || node.isNull();
    }
}
