package io.github.webhooks4j.delivery;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/** What became of one request on the wire. Remote failure is data: a transport returns one of these and never throws. */
public sealed interface DeliveryResult {
    /** Returns how long it took. */
    Timing timing();

    /**
     * The destination answered.
     *
     * @param status the status, 100 to 599
     * @param retryAfter the {@code Retry-After} header as it stands; null if absent
     * @param location the {@code Location} header of a redirect, which is never followed; null if absent
     * @param body the first bytes of the body, at most 4 KiB, as UTF-8 with everything malformed replaced
     * @param timing how long it took
     */
    record Answered(
            int status,
            @Nullable String retryAfter,
            @Nullable String location,
            String body,
            Timing timing) implements DeliveryResult {
        /** The most bytes of an answer's body that are kept. */
        public static final int MAX_BODY_BYTES = 4096;

        public Answered {
            if (status < 100 || status > 599) {
                throw new IllegalArgumentException("a status must be 100 to 599, was " + status);
            }
            requireNonNull(body, "body");
            requireNonNull(timing, "timing");
        }

        /** Shows nothing that the destination wrote. */
        @Override
        public String toString() {
            return "Answered[" + status + ", body of " + body.length() + " characters, " + timing + "]";
        }

        /** Says whether the destination has the payload: with 2xx, and with 3xx if redirects are accepted. */
        public boolean isAccepted(boolean acceptRedirects) {
            int family = status / 100;
            return family == 2 || (family == 3 && acceptRedirects);
        }
    }

    /**
     * The destination gave no answer.
     *
     * @param code why
     * @param timing how long it took
     */
    record NotAnswered(FailureCode code, Timing timing) implements DeliveryResult {
        public NotAnswered {
            requireNonNull(code, "code");
            requireNonNull(timing, "timing");
        }
    }
}
