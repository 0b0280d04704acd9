package io.github.webhooks4j.event;

import io.github.webhooks4j.json.MalformedJsonException;
import io.github.webhooks4j.json.StrictJson;
import io.github.webhooks4j.payload.PushPayload;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Map;

/**
 * The JSON object that an event brings to every destination, as bytes: checked once, stored once, sent as it stands. Only
 * {@code callback_url} is put in front for each delivery. Immutable; two are equal if their bytes are.
 */
public final class EventBody {
    /** The most bytes that a body may have: with a callback URL in front it is still a payload of at most 1 MiB. */
    public static final int MAX_BYTES = PushPayload.MAX_BYTES - 4096;

    private static final String CALLBACK_URL = "callback_url";

    private final byte[] json;

    private EventBody(byte[] json) {
        this.json = json;
    }

    /**
     * Checks and copies {@code json}.
     *
     * @throws IllegalArgumentException if it is more than {@link #MAX_BYTES}, is not one JSON object in UTF-8, has twin keys, text after
     *     its end or more than 64 levels, or has a {@code callback_url}, which is the sender's to set
     */
    public static EventBody of(byte[] json) {
        try {
            if (StrictJson.parseObject(json, MAX_BYTES).containsKey(CALLBACK_URL)) {
                throw new IllegalArgumentException(
                        "an event body must have no callback_url: the sender sets it for each delivery");
            }
        } catch (MalformedJsonException e) {
            throw new IllegalArgumentException(e.violation("an event body").toString());
        }
        return new EventBody(json.clone());
    }

    /** Takes bytes that {@link #of} accepted before, as a store reads them back; neither checks nor copies. */
    public static EventBody ofStored(byte[] json) {
        return new EventBody(json);
    }

    /** Returns a copy of the bytes. */
    public byte[] toJson() {
        return json.clone();
    }

    /** Returns the number of bytes. */
    public int length() {
        return json.length;
    }

    /** Returns the bytes that one delivery sends: this object with {@code callback_url} as its first field. */
    public byte[] withCallbackUrl(URI callbackUrl) {
        byte[] field = StrictJson.write(Map.of(CALLBACK_URL, callbackUrl.toString()));
        var bytes = new ByteArrayOutputStream(field.length + json.length);
        bytes.write(field, 0, field.length - 1);
        int rest = afterBrace();
        if (json[rest] != '}') {
            bytes.write(',');
        }
        bytes.write(json, rest, json.length - rest);
        return bytes.toByteArray();
    }

    /** Returns the SHA-256 of the bytes, by which a store tells a repeated event from another one. */
    public byte[] digest() {
        try {
            return MessageDigest.getInstance("SHA-256").digest(json);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof EventBody that && Arrays.equals(json, that.json);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(json);
    }

    /** Shows the length only. */
    @Override
    public String toString() {
        return "EventBody[" + json.length + " bytes]";
    }

    /** Returns the place of the first byte inside the object that is not a blank. */
    private int afterBrace() {
        int place = 0;
        while (json[place] != '{') {
            place++;
        }
        do {
            place++;
        } while (json[place] == ' ' || json[place] == '\t' || json[place] == '\n' || json[place] == '\r');
        return place;
    }
}
