package io.github.webhooks4j.payload;

import io.github.webhooks4j.Violation;
import io.github.webhooks4j.internal.json.ObjectWriter;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What was pushed, by whom and when. Immutable.
 *
 * @param pushedAt when, to the second (finer parts are dropped: the wire has none); null if absent
 * @param pusher the user who pushed, or {@code trustedbuilder} for an automated build; null if absent
 * @param tag the tag that was pushed; null if absent, as in payloads before December 2015
 * @param otherFields the fields not named here, such as {@code images} and {@code media_type}
 */
public record PushData(
        @Nullable Instant pushedAt,
        @Nullable String pusher,
        @Nullable String tag,
        Map<String, @Nullable Object> otherFields) {
    private static final List<String> KEYS = List.of("pushed_at", "pusher", "tag");

    /**
     * Checks and copies.
     *
     * @throws IllegalArgumentException if {@code pushedAt} is not in the years 1 to 9999, or {@code otherFields} holds a field
     *     that has a component here
     */
    public PushData {
        pushedAt = WireTime.toSecond("pushedAt", pushedAt);
        otherFields = FieldWriter.unknownFields(otherFields, KEYS);
    }

    /** Returns push data without other fields. */
    public static PushData of(@Nullable Instant pushedAt, @Nullable String pusher, @Nullable String tag) {
        return new PushData(pushedAt, pusher, tag, Map.of());
    }

    static PushData read(FieldReader fields) {
        return new PushData(
                fields.time("pushed_at"), fields.text("pusher"), fields.text("tag"), fields.remaining(KEYS));
    }

    /** Shows the tag, quoted: it is untrusted text. */
    @Override
    public String toString() {
        return "PushData[" + (tag == null ? "no tag" : Violation.quote(tag)) + "]";
    }

    boolean isEmpty() {
        return pushedAt == null && pusher == null && tag == null && otherFields.isEmpty();
    }

    void writeTo(ObjectWriter out) {
        new FieldWriter(out, otherFields)
                .put("pushed_at", pushedAt == null ? null : pushedAt.getEpochSecond())
                .put("pusher", pusher)
                .put("tag", tag)
                .remaining(KEYS);
    }
}
