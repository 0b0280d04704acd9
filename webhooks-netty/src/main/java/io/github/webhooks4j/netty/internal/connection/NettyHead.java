package io.github.webhooks4j.netty.internal.connection;

import io.github.webhooks4j.transport.internal.exchange.ResponseHead;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpVersion;
import java.util.List;

/**
 * The head of a response of Netty.
 *
 * @param response as it was decoded, and not changed since
 */
record NettyHead(HttpResponse response) implements ResponseHead {
    @Override
    public int status() {
        return response.status().code();
    }

    @Override
    public boolean isHttp10() {
        return response.protocolVersion().equals(HttpVersion.HTTP_1_0);
    }

    @Override
    public List<String> values(String name) {
        return response.headers().getAll(name);
    }
}
