package io.github.webhooks4j.delivery;

import java.time.Duration;

/**
 * How long an attempt took, whole and by phase. A phase that was not reached, or not needed, is zero.
 *
 * @param total from the call to its end
 * @param connect name resolution, TCP and TLS; zero on a connection that was open already
 * @param timeToFirstByte from the request's last byte to the response's first
 * @param download from the response's first byte to the last that was read
 */
public record Timing(Duration total, Duration connect, Duration timeToFirstByte, Duration download) {
    /** Returns the timing of an attempt of which only the total is known. */
    public static Timing ofTotal(Duration total) {
        return new Timing(total, Duration.ZERO, Duration.ZERO, Duration.ZERO);
    }
}
