package io.github.webhooks4j.examples.serve;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/** A response as it is sent. Immutable as long as the body is not changed, which is not copied. */
final class HttpResponse {
    private static final int NO_CONTENT = 204;

    private final int status;
    private final Map<String, String> headers;
    private final byte[] body;
    private final boolean sendsBody;

    private HttpResponse(int status, Map<String, String> headers, byte[] body, boolean sendsBody) {
        this.status = status;
        this.headers = headers;
        this.body = body;
        this.sendsBody = sendsBody;
    }

    static HttpResponse of(int status, Map<String, String> headers, byte[] body) {
        return new HttpResponse(status, headers, body, true);
    }

    /** Returns the response to HEAD: with the length of the body, and without the body. */
    HttpResponse withoutBody() {
        return new HttpResponse(status, headers, body, false);
    }

    byte[] toBytes() {
        var all = new TreeMap<>(headers);
        all.put("Connection", "close");
        if (status != NO_CONTENT) {
            all.put("Content-Length", Integer.toString(body.length));
        }
        var text = new StringBuilder("HTTP/1.1 ").append(status).append(" \r\n");
        all.forEach(
                (name, value) -> text.append(name).append(": ").append(value).append("\r\n"));
        byte[] head = text.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
        if (!sendsBody) {
            return head;
        }
        byte[] bytes = Arrays.copyOf(head, head.length + body.length);
        System.arraycopy(body, 0, bytes, head.length, body.length);
        return bytes;
    }
}
