package io.github.webhooks4j.event;

import io.github.webhooks4j.internal.json.MalformedJsonException;
import io.github.webhooks4j.internal.json.StrictJson;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * The JSON object that an event delivers to every destination, as bytes: checked once, stored once, sent unchanged.
 * Only {@code callback_url} is inserted as the first field of each delivery. Immutable; two are equal if their bytes
 * are.
 */
public final class EventBody {
    /** The most bytes that a body may have: with a callback URL in front it is still at most 1 MiB. */
    public static final int MAX_BYTES = (1 << 20) - 4096;

    private static final String CALLBACK_URL = "callback_url";

    private final byte[] json;

    private EventBody(byte[] json) {
        this.json = json;
    }

    /**
     * Checks and copies {@code json}.
     *
     * @throws IllegalArgumentException if it is more than {@link #MAX_BYTES}, is not one JSON object in UTF-8, has duplicate keys, text after
     *     its end or more than 64 levels, or has a {@code callback_url}, which is the sender's to set
     */
    public static EventBody of(byte[] json) {
        check(json);
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

    /**
     * Returns the bytes that one delivery sends: this object with {@code callback_url} as its first field.
     *
     * @throws IllegalArgumentException if the URL holds half of a surrogate pair
     */
    public byte[] withCallbackUrl(URI callbackUrl) {
        String url = callbackUrl.toString();
        if (!StrictJson.isUnicode(url)) {
            throw new IllegalArgumentException(
                    "a callback URL must be Unicode text, was half of a surrogate pair somewhere");
        }
        int rest = afterBrace();
        String end = json[rest] == '}' ? "\"" : "\",";
        // No URI holds what JSON would escape: a quote, a backslash, a control character.
        byte[] field = ("{\"" + CALLBACK_URL + "\":\"" + url + end).getBytes(StandardCharsets.UTF_8);
        byte[] sent = Arrays.copyOf(field, field.length + json.length - rest);
        System.arraycopy(json, rest, sent, field.length, json.length - rest);
        return sent;
    }

    /** Returns the SHA-256 of the bytes, by which a store distinguishes a repeated event from another one. */
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

    private static void check(byte[] json) {
        try {
            if (StrictJson.parseObject(json, MAX_BYTES).containsKey(CALLBACK_URL)) {
                throw new IllegalArgumentException(
                        "an event body must have no callback_url: the sender sets it for each delivery");
            }
        } catch (MalformedJsonException e) {
            throw new IllegalArgumentException(e.violation("an event body").toString());
        }
    }

    /** Returns the index of the first byte inside the object that is not whitespace. */
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
