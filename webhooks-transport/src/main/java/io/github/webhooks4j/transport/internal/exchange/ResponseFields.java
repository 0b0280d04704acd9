package io.github.webhooks4j.transport.internal.exchange;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Decides which responses are valid, and what is stored of their fields. Pure. */
public final class ResponseFields {
    /** The status already shows that the destination has the payload: the rest is not worth a long wait. */
    public static final int MAX_SECONDS_FOR_BODY = 2;

    private static final int FIRST_FINAL_STATUS = 200;
    private static final int FIRST_STATUS_OF_FAILURE = 300;
    private static final int LAST_STATUS = 599;
    // The fields of a response may be 256 KiB, and two of them are stored.
    private static final int MAX_HEADER_CHARS = 2048;

    private ResponseFields() {}

    /** Returns whether a head is valid HTTP: with a final status, and no negative length. */
    public static boolean isValid(ResponseHead head) {
        return head.status() >= FIRST_FINAL_STATUS
                && head.status() <= LAST_STATUS
                && head.values("Content-Length").stream().noneMatch(length -> length.startsWith("-"));
    }

    /** Returns whether the body is waited for {@link #MAX_SECONDS_FOR_BODY} only, and not until the deadline. */
    public static boolean hasShortWaitForBody(ResponseHead head) {
        return head.status() < FIRST_STATUS_OF_FAILURE || KeepAlive.hasDoubtfulLength(head);
    }

    /** Returns the fields of these names that the response has. */
    public static Map<String, String> reported(ResponseHead head, List<String> names) {
        if (names.isEmpty()) {
            return Map.of();
        }
        var headers = new HashMap<String, String>();
        for (String name : names) {
            String value = reported(head, name);
            if (value != null) {
                headers.put(name, value);
            }
        }
        return headers;
    }

    /** Returns a field. All values of a repeated field are joined, so that it does not count as one of them. */
    public static @Nullable String reported(ResponseHead head, String name) {
        List<String> values = head.values(name);
        String value = values.isEmpty() ? null : String.join(", ", values);
        return value == null || value.length() <= MAX_HEADER_CHARS ? value : value.substring(0, MAX_HEADER_CHARS);
    }
}
