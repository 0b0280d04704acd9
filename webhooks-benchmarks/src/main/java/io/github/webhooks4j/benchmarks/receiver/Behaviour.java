package io.github.webhooks4j.benchmarks.receiver;

import static java.util.Objects.requireNonNull;

import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * How a request is handled, by the beginning of its path. The rest of the path, after a slash, distinguishes destinations.
 *
 * <ul>
 *   <li>{@code /ok}: 200 with no body, at once
 *   <li>{@code /hang}: nothing, until the client disconnects; not counted as received
 *   <li>{@code /hold-N}: 200 after N milliseconds
 * </ul>
 */
final class Behaviour {
    /** Responds at once. */
    static final Behaviour OK = new Behaviour(Duration.ZERO);
    /** Never responds. */
    static final Behaviour HANG = new Behaviour(Duration.ofNanos(Long.MAX_VALUE));

    private static final String HOLD = "/hold-";

    private final Duration delay;

    private Behaviour(Duration delay) {
        this.delay = requireNonNull(delay, "delay");
    }

    /** Reads the path that begins at {@code from}. */
    static Behaviour of(byte[] request, int from, int to) {
        // The behaviour that must cost nothing.
        if (to - from >= 3 && request[from + 1] == 'o' && request[from + 2] == 'k') {
            return OK;
        }
        String path = new String(request, from, to - from, StandardCharsets.US_ASCII);
        int slash = path.indexOf('/', 1);
        String first = slash < 0 ? path : path.substring(0, slash);
        if (first.equals("/hang")) {
            return HANG;
        }
        if (first.startsWith(HOLD)) {
            return new Behaviour(Duration.ofMillis(Long.parseLong(first.substring(HOLD.length()))));
        }
        throw new IllegalArgumentException("a path must begin with /ok, /hang or /hold-MILLISECONDS, was " + path);
    }

    /** Returns how long the response takes. */
    Duration delay() {
        return delay;
    }
}
