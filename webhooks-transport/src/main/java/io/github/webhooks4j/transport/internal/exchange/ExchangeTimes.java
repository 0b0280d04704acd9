package io.github.webhooks4j.transport.internal.exchange;

import io.github.webhooks4j.delivery.Timing;
import java.time.Duration;

/**
 * How far one exchange has come, and when. Clients may connect on threads of their own, so the fields are volatile; each
 * is written by one thread after another.
 */
public final class ExchangeTimes {
    private static final long NEVER = Long.MIN_VALUE;

    private final long began = System.nanoTime();
    private volatile Phase phase = Phase.CONNECTING;
    private volatile long connecting = NEVER;
    private volatile long connected = NEVER;
    private volatile long sent = NEVER;
    private volatile long responded = NEVER;

    /** Records that a name is resolved or an address dialled; the first one counts. */
    public void connecting() {
        if (connecting == NEVER) {
            connecting = System.nanoTime();
        }
    }

    /** Records that the TLS handshake begins. */
    public void securing() {
        phase = Phase.SECURING;
    }

    /** Records that there is a connection. */
    public void connected() {
        connected = System.nanoTime();
        phase = Phase.SENDING;
    }

    /** Records that the last byte of the request is written. */
    public void sent() {
        sent = System.nanoTime();
        phase = Phase.RESPONDING;
    }

    /** Records that the head of the response is complete. */
    public void responded() {
        responded = System.nanoTime();
    }

    /** Begins again on another connection: nothing was sent on the last one. */
    public void again() {
        phase = Phase.CONNECTING;
    }

    /** Returns how much of {@code deadline} is left; negative after it. */
    public Duration remaining(Duration deadline) {
        return deadline.minusNanos(System.nanoTime() - began);
    }

    /** Returns the phase. */
    public Phase phase() {
        return phase;
    }

    /** Returns the timing of an exchange that ends now. */
    public Timing timing() {
        long now = System.nanoTime();
        return new Timing(
                Duration.ofNanos(now - began),
                between(connecting, connected, now),
                between(sent, responded, now),
                between(responded, now, now));
    }

    private static Duration between(long from, long to, long now) {
        return from == NEVER ? Duration.ZERO : Duration.ofNanos((to == NEVER ? now : to) - from);
    }
}
