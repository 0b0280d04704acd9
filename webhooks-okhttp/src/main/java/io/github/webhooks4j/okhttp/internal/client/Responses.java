package io.github.webhooks4j.okhttp.internal.client;

import io.github.webhooks4j.delivery.DeliveryResult;
import io.github.webhooks4j.okhttp.internal.connection.KeepAlive;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads what is stored of a response. */
final class Responses {
    private static final Logger LOG = LoggerFactory.getLogger(Responses.class);

    private static final int FIRST_FINAL_STATUS = 200;
    private static final int FIRST_STATUS_OF_FAILURE = 300;
    private static final int LAST_STATUS = 599;
    // The fields of a response may be 256 KiB, and two of them are stored.
    private static final int MAX_HEADER_CHARS = 2048;
    /** The status already shows that the destination has the payload: the rest is not worth a long wait. */
    private static final int MAX_SECONDS_FOR_BODY = 2;

    private Responses() {}

    /**
     * Returns whether a head is valid HTTP: with a final status, and no negative length, at which OkHttp fails later.
     */
    static boolean isValid(Response head) {
        String length = head.header("Content-Length");
        return head.code() >= FIRST_FINAL_STATUS
                && head.code() <= LAST_STATUS
                && (length == null || !length.startsWith("-"));
    }

    /**
     * Returns the first bytes of the body. The status is what counts: when the body breaks off, or does not end in time,
     * what was received of it is returned.
     *
     * @param head the head as it was received
     * @param response OkHttp's response, with the body
     */
    static String bodyPrefix(Response head, Response response) {
        if (KeepAlive.hasNoBody(head.code()) || response.body().contentLength() == 0) {
            return "";
        }
        if (head.code() < FIRST_STATUS_OF_FAILURE || KeepAlive.hasDoubtfulLength(head)) {
            response.body().source().timeout().deadline(MAX_SECONDS_FOR_BODY, TimeUnit.SECONDS);
        }
        byte[] bytes = new byte[DeliveryResult.Response.MAX_BODY_BYTES];
        int length = 0;
        try {
            InputStream body = response.body().byteStream();
            int read;
            while (length < bytes.length && (read = body.read(bytes, length, bytes.length - length)) >= 0) {
                length += read;
            }
        } catch (IOException e) {
            LOG.debug("response {} broke off after {} bytes of its body", head.code(), length);
        }
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }

    /** Returns the fields of these names that the response has. */
    static Map<String, String> headers(Response head, List<String> names) {
        if (names.isEmpty()) {
            return Map.of();
        }
        var headers = new HashMap<String, String>();
        for (String name : names) {
            String value = header(head, name);
            if (value != null) {
                headers.put(name, value);
            }
        }
        return headers;
    }

    /** Returns a field. All values of a repeated field are joined, so that it does not count as one of them. */
    static @Nullable String header(Response head, String name) {
        List<String> values = head.headers(name);
        String value = values.isEmpty() ? null : String.join(", ", values);
        return value == null || value.length() <= MAX_HEADER_CHARS ? value : value.substring(0, MAX_HEADER_CHARS);
    }
}
