package io.github.webhooks4j.delivery;

import static java.util.Objects.requireNonNull;

import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The result of one request. Remote failure is data: a transport reports one of these and never throws. */
public sealed interface DeliveryResult {
    /** Returns how long it took. */
    Timing timing();

    /**
     * The destination responded.
     *
     * @param status the status, 100 to 599
     * @param retryAfter the {@code Retry-After} header as it was received; null if absent
     * @param location the {@code Location} header of a redirect, which is never followed; null if absent
     * @param body the first bytes of the body, at most 4 KiB, as UTF-8 with everything malformed replaced
     * @param timing how long it took
     * @param headers the response headers that the request asked for, by the names with which it did, several of one name joined by
     *     commas; never stored
     */
    record Response(
            int status,
            @Nullable String retryAfter,
            @Nullable String location,
            String body,
            Timing timing,
            Map<String, String> headers)
            implements DeliveryResult {
        /** The most bytes of a response's body that are stored. */
        public static final int MAX_BODY_BYTES = 4096;

        public Response {
            if (status < 100 || status > 599) {
                throw new IllegalArgumentException("a status must be 100 to 599, was " + status);
            }
            requireNonNull(body, "body");
            requireNonNull(timing, "timing");
            headers = Map.copyOf(headers);
        }

        /**
         * Creates the response to a request that asked for no header by name.
         *
         * @param status the status, 100 to 599
         * @param retryAfter the {@code Retry-After} header as it was received; null if absent
         * @param location the {@code Location} header of a redirect; null if absent
         * @param body the first bytes of the body
         * @param timing how long it took
         */
        public Response(
                int status, @Nullable String retryAfter, @Nullable String location, String body, Timing timing) {
            this(status, retryAfter, location, body, timing, Map.of());
        }

        /** Returns the value of a header that the request asked for by this name; empty if the response does not have it. */
        public Optional<String> header(String name) {
            return Optional.ofNullable(headers.get(name));
        }

        /** Shows nothing that the destination wrote. */
        @Override
        public String toString() {
            return "Response[" + status + ", body of " + body.length() + " characters, " + timing + "]";
        }

        /** Returns whether the destination has the payload: with 2xx, and with 3xx if redirects are accepted. */
        public boolean isAccepted(boolean acceptRedirects) {
            int family = status / 100;
            return family == 2 || (family == 3 && acceptRedirects);
        }
    }

    /**
     * There was no response.
     *
     * @param code why
     * @param timing how long it took
     */
    record NoResponse(FailureCode code, Timing timing) implements DeliveryResult {
        public NoResponse {
            requireNonNull(code, "code");
            requireNonNull(timing, "timing");
        }
    }
}
