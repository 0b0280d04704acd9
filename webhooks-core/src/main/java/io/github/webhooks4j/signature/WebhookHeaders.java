package io.github.webhooks4j.signature;

/**
 * Names of the headers of a delivery (Standard Webhooks, "Webhook headers"; the attempt's number, the type and
 * the test are this project's). The signature covers id, timestamp and body, and none of the others: what they say is a
 * hint, also after the signature was verified.
 */
public final class WebhookHeaders {
    /** The delivery's id, the same for every attempt. */
    public static final String ID = "webhook-id";
    /** When the attempt was signed, in unix seconds. */
    public static final String TIMESTAMP = "webhook-timestamp";
    /** Space-separated signatures, each with its version, one for each active secret. */
    public static final String SIGNATURE = "webhook-signature";
    /** The attempt's number, from 1. */
    public static final String ATTEMPT = "webhook-attempt";
    /** The event's type, for example {@code order.paid}. */
    public static final String TYPE = "webhook-type";
    /** {@code true} for a test; absent otherwise. */
    public static final String TEST = "webhook-test";

    /** The most characters that an id may have. */
    public static final int MAX_ID = 256;

    private WebhookHeaders() {}

    /** With a full stop in the id, another split of id, timestamp and body would have the same signature. */
    static boolean isId(String id) {
        return isLenientId(id) && id.indexOf('.') < 0;
    }

    static boolean isLenientId(String id) {
        if (id.isEmpty() || id.length() > MAX_ID) {
            return false;
        }
        // A loop, since every delivery is judged by it on both sides.
        for (int i = 0; i < id.length(); i++) {
            char c = id.charAt(i);
            if (c <= ' ' || c >= 0x7f) {
                return false;
            }
        }
        return true;
    }
}
