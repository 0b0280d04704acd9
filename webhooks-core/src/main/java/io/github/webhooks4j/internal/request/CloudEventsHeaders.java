package io.github.webhooks4j.internal.request;

import io.github.webhooks4j.delivery.Header;
import io.github.webhooks4j.spi.store.EventContent;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * The attributes of an event as headers: the binary content mode of CloudEvents 1.0 ("HTTP Protocol Binding", section 3.1). The
 * media type of the body is that of {@code Content-Type}.
 */
public final class CloudEventsHeaders {
    /** With what the names of these headers begin, in lower case. */
    public static final String PREFIX = "ce-";

    private static final Header VERSION = new Header(PREFIX + "specversion", "1.0");
    private static final int MAX_SUBJECT = 4_096;
    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private CloudEventsHeaders() {}

    /**
     * Returns the headers of an event. Its subject is its topic, and its tag behind a colon if it has one; none if that is too
     * long for a header.
     *
     * @param source the value of {@code source}, a URI reference
     */
    static List<Header> of(EventContent event, String source) {
        String subject = event.tag() == null ? event.topic() : event.topic() + ":" + event.tag();
        var headers = new ArrayList<Header>(
                List.of(VERSION, header("id", event.id()), header("source", source), header("type", event.type())));
        String encoded = encoded(subject);
        // The specification requires no subject, and other scripts are nine bytes a character.
        if (encoded.length() <= MAX_SUBJECT) {
            headers.add(new Header(PREFIX + "subject", encoded));
        }
        headers.add(header("time", event.occurredAt().toString()));
        return headers;
    }

    private static Header header(String attribute, String value) {
        return new Header(PREFIX + attribute, encoded(value));
    }

    /** Encodes blanks, double quotes, percent signs and what is not visible ASCII (section 3.1.3.2). */
    static String encoded(String value) {
        var encoded = new StringBuilder(value.length());
        for (byte b : value.getBytes(StandardCharsets.UTF_8)) {
            if (b > ' ' && b < 0x7f && b != '"' && b != '%') {
                encoded.append((char) b);
            } else {
                encoded.append('%').append(HEX.toHexDigits(b));
            }
        }
        return encoded.toString();
    }
}
