package io.github.webhooks4j.okhttp.internal.client;

import io.github.webhooks4j.delivery.DeliveryResult;
import io.github.webhooks4j.transport.internal.exchange.KeepAlive;
import io.github.webhooks4j.transport.internal.exchange.ResponseFields;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import okhttp3.Response;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads what is stored of a response. */
final class Responses {
    private static final Logger LOG = LoggerFactory.getLogger(Responses.class);

    private Responses() {}

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
        if (ResponseFields.hasShortWaitForBody(new OkHttpHead(head))) {
            response.body().source().timeout().deadline(ResponseFields.MAX_SECONDS_FOR_BODY, TimeUnit.SECONDS);
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
}
