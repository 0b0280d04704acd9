package io.github.webhooks4j.okhttp.internal.client;

import io.github.webhooks4j.transport.internal.exchange.ResponseHead;
import java.util.List;
import okhttp3.Protocol;
import okhttp3.Response;

/**
 * The head of a response of OkHttp.
 *
 * @param response as it was received
 */
record OkHttpHead(Response response) implements ResponseHead {
    @Override
    public int status() {
        return response.code();
    }

    @Override
    public boolean isHttp10() {
        return response.protocol() == Protocol.HTTP_1_0;
    }

    @Override
    public List<String> values(String name) {
        return response.headers(name);
    }
}
