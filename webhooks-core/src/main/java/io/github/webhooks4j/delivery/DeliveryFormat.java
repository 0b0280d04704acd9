package io.github.webhooks4j.delivery;

import java.util.Arrays;
import java.util.Optional;

/** What the deliveries of a webhook have beside the body of the event, which is the same in every format. */
public enum DeliveryFormat {
    /** The headers of Standard Webhooks. */
    PLAIN("plain"),
    /**
     * Also the attributes of the event as headers, such as {@code ce-id} and {@code ce-type}: the binary content mode of
     * CloudEvents 1.0 over HTTP.
     */
    CLOUDEVENTS("cloudevents");

    /** The value of {@code ce-source} in a deployment that sets none. */
    public static final String DEFAULT_SOURCE = "/";

    private final String code;

    DeliveryFormat(String code) {
        this.code = code;
    }

    /** Returns its name in stores and JSON. */
    public String code() {
        return code;
    }

    /** Returns the format of a code; empty if there is none. */
    public static Optional<DeliveryFormat> fromCode(String code) {
        return Arrays.stream(values())
                .filter(format -> format.code.equals(code))
                .findFirst();
    }
}
