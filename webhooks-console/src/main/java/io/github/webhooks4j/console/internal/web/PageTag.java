package io.github.webhooks4j.console.internal.web;

import io.github.webhooks4j.console.exchange.ConsoleRequest;
import io.github.webhooks4j.console.exchange.ConsoleResponse;
import java.util.zip.CRC32C;

/** The tag by which a page that is read again is seen to be unchanged. */
public final class PageTag {
    private PageTag() {}

    /** Returns a page with its tag; 304 if the browser has it. */
    public static ConsoleResponse on(ConsoleResponse response, ConsoleRequest request) {
        if (response.status() != 200) {
            return response;
        }
        var crc = new CRC32C();
        crc.update(response.body());
        String tag = "\"" + Long.toHexString(crc.getValue()) + "-" + response.body().length + "\"";
        return (request.headers("if-none-match").contains(tag) ? ConsoleResponse.empty(304) : response)
                .withHeader("ETag", tag);
    }
}
