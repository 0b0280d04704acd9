package io.github.webhooks4j.okhttp;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.delivery.DeliveryResult;

/** What became of a callback. */
public sealed interface CallbackResult {
    /** Returns how often it was sent, or was tried to be. */
    int attempts();

    /**
     * The sender took the callback.
     *
     * @param status the status of its answer, 2xx
     * @param attempts how often it was sent
     */
    record Accepted(int status, int attempts) implements CallbackResult {}

    /**
     * The sender answered that it does not want this callback: to send it again would change nothing. 400: the callback is
     * invalid; 404: the URL is not known; 409: another callback was there before; 410: the chain waits no more.
     *
     * @param status the status of its answer: anything but 2xx, 408, 429 and 5xx
     * @param body the beginning of its answer, at most 4 KiB of text; written by a stranger
     * @param attempts how often it was sent
     */
    record Refused(int status, String body, int attempts) implements CallbackResult {
        public Refused {
            requireNonNull(body, "body");
        }

        /** Leaves the body out: it was written by a stranger. */
        @Override
        public String toString() {
            return "Refused[status=" + status + ", attempts=" + attempts + "]";
        }
    }

    /**
     * The callback did not arrive as far as anybody can say.
     *
     * @param last the result of the last attempt: no answer, 408, 429 or 5xx
     * @param attempts how often it was tried
     */
    record NotDelivered(DeliveryResult last, int attempts) implements CallbackResult {
        public NotDelivered {
            requireNonNull(last, "last");
        }
    }

    /**
     * The callback URL is none that this client sends to, so nothing was sent, and no name server asked.
     *
     * @param rule what the URL breaks, as the rest of a sentence
     * @param actual what was found, escaped: never user info, path or query
     */
    record UrlNotAllowed(String rule, String actual) implements CallbackResult {
        public UrlNotAllowed {
            requireNonNull(rule, "rule");
            requireNonNull(actual, "actual");
        }

        @Override
        public int attempts() {
            return 0;
        }
    }

    /** The payload has no callback URL: nobody waits for a callback. */
    record NoCallbackUrl() implements CallbackResult {
        @Override
        public int attempts() {
            return 0;
        }
    }
}
