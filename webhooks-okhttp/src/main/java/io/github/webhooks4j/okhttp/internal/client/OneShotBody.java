package io.github.webhooks4j.okhttp.internal.client;

import java.io.IOException;
import okhttp3.MediaType;
import okhttp3.RequestBody;
import okio.BufferedSink;
import org.jspecify.annotations.Nullable;

/**
 * A body that OkHttp sends once and never again: otherwise it repeats a POST by itself at 503 with {@code Retry-After:
 * 0} and when a pooled connection turns out to be stale. Its media type is the request's own header.
 */
final class OneShotBody extends RequestBody {
    // Written all at once, Okio would copy all before it sends the first byte.
    private static final int SLICE_BYTES = 8192;

    private final byte[] bytes;

    OneShotBody(byte[] bytes) {
        this.bytes = bytes;
    }

    @Override
    public @Nullable MediaType contentType() {
        return null;
    }

    @Override
    public long contentLength() {
        return bytes.length;
    }

    @Override
    public boolean isOneShot() {
        return true;
    }

    @Override
    public void writeTo(BufferedSink sink) throws IOException {
        for (int sent = 0; sent < bytes.length; sent += SLICE_BYTES) {
            sink.write(bytes, sent, Math.min(SLICE_BYTES, bytes.length - sent));
        }
    }
}
