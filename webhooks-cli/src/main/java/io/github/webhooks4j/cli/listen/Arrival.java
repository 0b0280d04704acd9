package io.github.webhooks4j.cli.listen;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A request that has come. Immutable, provided that no caller changes the body.
 *
 * @param number counts them, from 1
 * @param at when it came
 * @param method its method
 * @param path its path and query, not decoded
 * @param headers its headers
 * @param body the first {@link #MAX_BODY_BYTES} of its body; not a copy
 * @param bodyBytes how long the body was
 * @param type its {@code webhook-type}; null if it has none
 * @param id its {@code webhook-id}; null if it has none
 * @param times how often its id has come, this time included
 * @param signature whether it is signed by a key of the receiver, as a sentence
 * @param response what it is responded
 * @param callback what became of the last callback for it; null before one
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Arrival(
        int number,
        Instant at,
        String method,
        String path,
        Map<String, List<String>> headers,
        byte[] body,
        int bodyBytes,
        @Nullable String type,
        @Nullable String id,
        int times,
        String signature,
        String response,
        @Nullable String callback) {
    /** How much of a body is remembered. */
    static final int MAX_BODY_BYTES = 1 << 20;

    Arrival {
        requireNonNull(at, "at");
        headers = Collections.unmodifiableMap(new TreeMap<>(headers));
        requireNonNull(body, "body");
        requireNonNull(signature, "signature");
        requireNonNull(response, "response");
    }

    Arrival withCallback(String result) {
        return new Arrival(
                number, at, method, path, headers, body, bodyBytes, type, id, times, signature, response, result);
    }
}
