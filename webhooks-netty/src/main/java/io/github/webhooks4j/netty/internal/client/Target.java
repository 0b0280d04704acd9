package io.github.webhooks4j.netty.internal.client;

import io.github.webhooks4j.netty.internal.connection.PoolKey;
import io.github.webhooks4j.transport.internal.address.DestinationUrl;
import java.nio.charset.StandardCharsets;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/** A URL that may be dialled, and the beginning of each request to it. Immutable. */
final class Target {
    private final HttpUrl url;
    private final PoolKey key;
    private final byte[] beginning;

    Target(HttpUrl url, @Nullable String profile) {
        this.url = url;
        this.key = new PoolKey(url.isHttps(), url.host(), url.port(), url.isHttps() ? profile : null);
        String query = url.encodedQuery();
        String text = ' ' + url.encodedPath() + (query == null ? "" : '?' + query) + " HTTP/1.1\r\nHost: "
                + DestinationUrl.hostField(url) + "\r\n";
        this.beginning = text.getBytes(StandardCharsets.ISO_8859_1);
    }

    HttpUrl url() {
        return url;
    }

    PoolKey key() {
        return key;
    }

    /** Returns what follows the method, up to the end of the {@code Host} field. */
    byte[] afterMethod() {
        return beginning;
    }
}
