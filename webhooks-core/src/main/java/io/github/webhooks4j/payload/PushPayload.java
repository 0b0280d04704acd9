package io.github.webhooks4j.payload;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.Violation;
import io.github.webhooks4j.internal.json.MalformedJsonException;
import io.github.webhooks4j.internal.json.ObjectWriter;
import io.github.webhooks4j.internal.json.StrictJson;
import io.github.webhooks4j.internal.json.WebUrl;
import java.net.URI;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Docker Hub's push payload. Immutable.
 *
 * <p>Reading accepts every variation ever recorded: times as integer, float, numeric string or ISO-8601 text, counts as
 * integer or string, missing and unknown fields anywhere. Writing gives what Docker Hub documents: integer unix seconds,
 * {@code callback_url} first, and every unknown field that was read. See Docker's "Webhooks" page, "Example webhook
 * payload".
 *
 * @param callbackUrl where the receiver validates the delivery; null if the payload has none (an empty text is none)
 * @param pushData what was pushed; without any field if the payload has none
 * @param repository what it was pushed to
 * @param otherFields the fields not named here, in the order of the text and unmodifiable; a named field that was null in
 *     the text is in here as null
 */
public record PushPayload(
        @Nullable URI callbackUrl,
        PushData pushData,
        Repository repository,
        Map<String, @Nullable Object> otherFields) {
    /** The most bytes that a payload may have. */
    public static final int MAX_BYTES = 1 << 20;

    private static final String CALLBACK_URL = "callback_url";
    private static final String PUSH_DATA = "push_data";
    private static final String REPOSITORY = "repository";
    private static final List<String> KEYS = List.of(CALLBACK_URL, PUSH_DATA, REPOSITORY);

    /**
     * Checks and copies.
     *
     * @throws IllegalArgumentException if {@code callbackUrl} is not an absolute http or https URL, or {@code otherFields}
     *     holds a field that has a component here
     */
    public PushPayload {
        if (callbackUrl != null && !WebUrl.isWebUrl(callbackUrl)) {
            throw new IllegalArgumentException(
                    "callbackUrl " + WebUrl.RULE + ", was " + Violation.quote(callbackUrl.toString()));
        }
        requireNonNull(pushData, "pushData");
        requireNonNull(repository, "repository");
        otherFields = FieldWriter.unknownFields(otherFields, KEYS);
    }

    /** Returns a payload without a callback URL, as an application publishes it. */
    public static PushPayload of(PushData pushData, Repository repository) {
        return new PushPayload(null, pushData, repository, Map.of());
    }

    /**
     * Reads a payload.
     *
     * @throws InvalidPayloadException if {@code json} is more than 1 MiB, is not one JSON object in UTF-8, has duplicate keys, text
     *     after its end or more than 64 levels, lacks {@code repository.repo_name}, or has a known field of a wrong type
     */
    public static PushPayload parse(byte[] json) {
        Map<String, @Nullable Object> object;
        try {
            object = StrictJson.parseObject(json, MAX_BYTES);
        } catch (MalformedJsonException e) {
            throw new InvalidPayloadException(e.violation("payload").toString());
        }
        FieldReader fields = FieldReader.ofRoot(object);
        URI callbackUrl = callbackUrl(fields);
        PushData pushData = PushData.read(fields.object(PUSH_DATA));
        Repository repository = Repository.read(fields.object(REPOSITORY));
        return new PushPayload(callbackUrl, pushData, repository, fields.remaining(KEYS));
    }

    /**
     * Reads what identifies a delivery of Docker Hub, which sends no id: the {@code callback_url}, which is the delivery's
     * own. Without one, which Docker calls a legacy field, it is the repository, the tag and the time of the push, in a form
     * of its own: then two pushes of one tag within a second are one.
     *
     * @throws InvalidPayloadException if {@code json} is no payload, as in {@link #parse}, or has neither a {@code
     *     callback_url} nor a {@code push_data.pushed_at}
     */
    public static String deliveryKey(byte[] json) {
        PushPayload payload = parse(json);
        if (payload.callbackUrl() != null) {
            return payload.callbackUrl().toString();
        }
        Instant pushedAt = payload.pushData().pushedAt();
        if (pushedAt == null) {
            throw new InvalidPayloadException(new Violation(
                            CALLBACK_URL, "or push_data.pushed_at must be there to recognise a repeat by", "absent")
                    .toString());
        }
        String tag = payload.pushData().tag();
        return "push " + payload.repository().repoName() + ' ' + (tag == null ? "" : tag) + ' '
                + pushedAt.getEpochSecond();
    }

    /**
     * Writes the payload as Docker Hub does: UTF-8 JSON with integer unix seconds.
     *
     * @throws IllegalArgumentException if a text in it holds half of a surrogate pair, which no parsed text does
     */
    public byte[] toJson() {
        return ObjectWriter.write(this::writeTo);
    }

    /** Returns this payload with another callback URL, or with none. */
    public PushPayload withCallbackUrl(@Nullable URI callbackUrl) {
        var others = new LinkedHashMap<String, @Nullable Object>(otherFields);
        others.remove(CALLBACK_URL);
        return new PushPayload(callbackUrl, pushData, repository, others);
    }

    /** Names the repository and tag; descriptions and Dockerfiles stay out of logs. */
    @Override
    public String toString() {
        String tag = pushData.tag();
        return "PushPayload[" + Violation.quote(repository.repoName() + (tag == null ? "" : ":" + tag)) + "]";
    }

    private void writeTo(ObjectWriter out) {
        var object = new FieldWriter(out, otherFields)
                .put(CALLBACK_URL, callbackUrl == null ? null : callbackUrl.toString());
        if (pushData.isEmpty() && otherFields.containsKey(PUSH_DATA)) {
            out.put(PUSH_DATA, null);
        } else {
            out.putObject(PUSH_DATA, pushData::writeTo);
        }
        out.putObject(REPOSITORY, repository::writeTo);
        object.remaining(KEYS);
    }

    private static @Nullable URI callbackUrl(FieldReader fields) {
        String text = fields.text(CALLBACK_URL);
        if (text == null || text.isEmpty()) {
            return null;
        }
        return WebUrl.parse(text).orElseThrow(() -> fields.wrong(CALLBACK_URL, WebUrl.RULE, Violation.quote(text)));
    }
}
