package io.github.webhooks4j.servlet;

import java.io.IOException;
import java.io.InputStream;

/** Reads a body up to its limit. */
final class LimitedBody {
    /** How much of a body that is too large is read and discarded: a sender that is cut off would not see the response. */
    private static final int MAX_DISCARDED = 1 << 20;

    private LimitedBody() {}

    /** Returns the body; {@code max} and one more of its bytes if it is too large. */
    static byte[] read(InputStream in, int max) throws IOException {
        byte[] body = in.readNBytes(max + 1);
        if (body.length > max) {
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
