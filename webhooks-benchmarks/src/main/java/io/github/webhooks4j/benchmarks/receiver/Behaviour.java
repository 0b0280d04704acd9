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
 *   <li>{@code /refuse-N}: 503 to the first attempt of one delivery in N, by the hash of its id, which is not counted as
 *       received; otherwise as {@code /ok}
 * </ul>
 */
final class Behaviour {
    /** Responds at once. */
    static final Behaviour OK = new Behaviour(Duration.ZERO, 0);
    /** Never responds. */
    static final Behaviour HANG = new Behaviour(Duration.ofNanos(Long.MAX_VALUE), 0);

    private static final String HOLD = "/hold-";
    private static final String REFUSE = "/refuse-";

    private final Duration delay;
    private final int refusedOneIn; // 0: none is refused

    private Behaviour(Duration delay, int refusedOneIn) {
        this.delay = requireNonNull(delay, "delay");
        this.refusedOneIn = refusedOneIn;
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
            return new Behaviour(Duration.ofMillis(Long.parseLong(first.substring(HOLD.length()))), 0);
        }
        if (first.startsWith(REFUSE)) {
            return new Behaviour(Duration.ZERO, Integer.parseInt(first.substring(REFUSE.length())));
        }
        throw new IllegalArgumentException(
                "a path must begin with /ok, /hang, /hold-MILLISECONDS or /refuse-N, was " + path);
    }

    /** Returns whether the request that is there is refused. */
    boolean refuses(Connection connection) {
        return refusedOneIn > 0 && Math.floorMod(connection.idHash(), refusedOneIn) == 0 && connection.isFirstAttempt();
    }

    /** Returns how long the response takes. */
    Duration delay() {
        return delay;
    }
}
