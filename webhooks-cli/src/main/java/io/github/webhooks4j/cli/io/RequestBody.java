package io.github.webhooks4j.cli.io;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.InputStream;

/** Reads the body of a request up to a bound. */
public final class RequestBody {
    /** This much of a body that is too large is read and discarded: a sender that is cut off would not read the response. */
    private static final int MAX_DISCARDED = 16 << 20;

    private RequestBody() {}

    /** Returns the body, or its first {@code max + 1} bytes if it is longer than {@code max}. */
    public static byte[] read(HttpExchange exchange, int max) throws IOException {
        InputStream in = exchange.getRequestBody();
        byte[] body = in.readNBytes(max + 1);
        if (body.length > max) {
            // Not with skip, which would continue into the data after the body.
            byte[] discarded = new byte[8192];
            for (int total = 0; total < MAX_DISCARDED; total += discarded.length) {
                if (in.readNBytes(discarded, 0, discarded.length) < discarded.length) {
                    break;
                }
            }
        }
        return body;
    }
}
