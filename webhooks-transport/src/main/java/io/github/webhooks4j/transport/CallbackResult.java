package io.github.webhooks4j.transport;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.delivery.DeliveryResult;

/** The result of a callback. */
public sealed interface CallbackResult {
    /** Returns how many attempts were made. */
    int attempts();

    /**
     * The sender accepted the callback.
     *
     * @param status the status of its response, 2xx
     * @param attempts how many attempts were made
     */
    record Accepted(int status, int attempts) implements CallbackResult {}

    /**
     * The sender refused the callback; sending it again would change nothing. 400: the callback is invalid; 404: the URL
     * is not known; 409: another callback was received before; 410: the chain does not wait any more.
     *
     * @param status the status of its response: anything but 2xx, 408, 429 and 5xx
     * @param body the first 4 KiB of its response as text, which is untrusted
     * @param attempts how many attempts were made
     */
    record Refused(int status, String body, int attempts) implements CallbackResult {
        public Refused {
            requireNonNull(body, "body");
        }

        /** Leaves out the body, which is untrusted. */
        @Override
        public String toString() {
            return "Refused[status=" + status + ", attempts=" + attempts + "]";
        }
    }

    /**
     * The callback was not delivered, as far as this client knows.
     *
     * @param last the result of the last attempt: no response, 408, 429 or 5xx
     * @param attempts how many attempts were made
     */
    record NotDelivered(DeliveryResult last, int attempts) implements CallbackResult {
        public NotDelivered {
            requireNonNull(last, "last");
        }
    }

    /**
     * This client does not send to the callback URL: its host is not allowed, or it is no valid URL. Nothing was sent,
     * and no name server was asked.
     *
     * @param rule the rule that the URL breaks, as the rest of a sentence
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

    /** The payload has no callback URL, so no callback is expected. */
    record NoCallbackUrl() implements CallbackResult {
        @Override
        public int attempts() {
            return 0;
        }
    }
}
