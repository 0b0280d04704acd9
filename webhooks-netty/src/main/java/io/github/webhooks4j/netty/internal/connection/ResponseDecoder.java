package io.github.webhooks4j.netty.internal.connection;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.List;

/**
 * Decodes one response after another, and notices bytes that no request asked for: Netty's decoder would skip them, or
 * take them for the response to the next request. Not thread-safe: belongs to one connection.
 */
final class ResponseDecoder extends HttpResponseDecoder {
    /** The most bytes of a head, and of each line in a chunked body. */
    static final int MAX_HEAD_BYTES = 256 << 10;

    private static final int CHUNK_BYTES = 8192;

    private boolean interim;
    private boolean unsolicited;

    ResponseDecoder() {
        super(new HttpDecoderConfig()
                .setMaxInitialLineLength(MAX_HEAD_BYTES)
                .setMaxHeaderSize(MAX_HEAD_BYTES)
                .setMaxChunkSize(CHUNK_BYTES)
                .setStrictLineParsing(false)
                .setValidateHeaders(false));
    }

    /** Returns whether bytes followed a complete response. */
    boolean hasUnsolicited() {
        return unsolicited;
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) throws Exception {
        int before = out.size();
        super.decode(context, in, out);
        for (int i = before; i < out.size(); i++) {
            Object part = out.get(i);
            if (part instanceof HttpResponse head) {
                interim = head.status().codeClass() == HttpStatusClass.INFORMATIONAL;
            }
            if (part instanceof LastHttpContent && !interim && in.isReadable()) {
                unsolicited = true;
                in.skipBytes(in.readableBytes());
            }
        }
    }

    /** {@inheritDoc} Both stay, so that such a response is recognised as one of doubtful length. */
    @Override
    protected void handleTransferEncodingChunkedWithContentLength(HttpMessage message) {
        // Nothing is removed.
    }

    /** {@inheritDoc} Netty would remove what a status without a body states of one. */
    @Override
    protected boolean isContentAlwaysEmpty(HttpMessage message) {
        return super.isContentAlwaysEmpty(message) && !message.headers().contains(HttpHeaderNames.TRANSFER_ENCODING);
    }
}
