package io.github.webhooks4j.event;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.internal.json.MalformedJsonException;
import io.github.webhooks4j.internal.json.ObjectConversion;
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
     * Checks and copies {@code json}, without a byte order mark at its beginning.
     *
     * @throws IllegalArgumentException if it is more than {@link #MAX_BYTES}, is not one JSON object in UTF-8, has duplicate keys, text after
     *     its end or more than 64 levels, or has a {@code callback_url}, which is the sender's to set
     */
    public static EventBody of(byte[] json) {
        requireNonNull(json, "json");
        check(json);
        return new EventBody(StrictJson.withoutByteOrderMark(json).clone());
    }

    /**
     * Returns the body of a JSON text.
     *
     * @throws IllegalArgumentException if it is not Unicode text, or its bytes in UTF-8 are not as {@link #of(byte[])}
     *     requires
     */
    public static EventBody of(String json) {
        requireNonNull(json, "json");
        if (!StrictJson.isUnicode(json)) {
            throw new IllegalArgumentException(
                    "an event body must be Unicode text, was half of a surrogate pair somewhere");
        }
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        check(bytes);
        return new EventBody(StrictJson.withoutByteOrderMark(bytes));
    }

    /**
     * Returns the body that a value has as JSON. It is converted once, now, by jackson-databind alone: the names of
     * properties are as they stand, annotations of Jackson apply, {@code java.util.Date} becomes ISO 8601 text. The types
     * of {@code java.time}, {@code Optional} and others that need a module of Jackson are refused: make them text first,
     * or pass the JSON of a mapper of the application's.
     *
     * @param value a map, a record or another object with properties; a string or an array of bytes is taken as JSON, as
     *     {@link #of(String)} and {@link #of(byte[])} do. In a named module its package must be open to {@code
     *     com.fasterxml.jackson.databind}
     * @throws IllegalArgumentException if it cannot be converted, or its JSON is not as {@link #of(byte[])} requires; the
     *     message names types and quotes no value
     */
    public static EventBody of(Object value) {
        if (value instanceof EventBody body) {
            return body;
        } else if (value instanceof byte[] json) {
            return of(json);
        } else if (value instanceof String json) {
            return of(json);
        }
        byte[] json = ObjectConversion.toJson(requireNonNull(value, "value"), MAX_BYTES);
        check(json);
        return new EventBody(json);
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
        // No URI holds what JSON would escape: a quote, a backslash, a control character.
        return withCallbackUrl(callbackUrl.toString());
    }

    /**
     * Returns the bytes that one delivery sends, for a URL as text.
     *
     * @throws IllegalArgumentException if the URL holds half of a surrogate pair, or a character that no URL has: a quotation
     *     mark, a backslash, a control
     */
    public byte[] withCallbackUrl(String url) {
        if (!StrictJson.isUnicode(url)) {
            throw new IllegalArgumentException(
                    "a callback URL must be Unicode text, was half of a surrogate pair somewhere");
        }
        if (!isFreeOfEscapes(url)) {
            throw new IllegalArgumentException(
                    "a callback URL must have no blank, quotation mark, backslash or control,"
                            + " was one with such a character");
        }
        int rest = afterBrace();
        String end = json[rest] == '}' ? "\"" : "\",";
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

    /** A loop, since every delivery is checked by it. */
    private static boolean isFreeOfEscapes(String url) {
        for (int i = 0; i < url.length(); i++) {
            char c = url.charAt(i);
            if (c <= ' ' || c == '"' || c == '\\') {
                return false;
            }
        }
        return true;
    }

    private static void check(byte[] json) {
        try {
            if (StrictJson.checkObject(json, MAX_BYTES).contains(CALLBACK_URL)) {
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
