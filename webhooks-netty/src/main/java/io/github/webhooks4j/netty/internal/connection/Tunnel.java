package io.github.webhooks4j.netty.internal.connection;

import io.github.webhooks4j.delivery.BasicCredentials;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.io.EOFException;
import java.io.IOException;
import java.net.ProtocolException;
import org.jspecify.annotations.Nullable;

/** Opens a tunnel through a proxy, by one CONNECT. What the proxy responds, but for its status, is dropped. */
final class Tunnel extends ChannelInboundHandlerAdapter {
    private static final int MAX_LINE_BYTES = 8192;
    private static final int MAX_HEAD_BYTES = 64 << 10;
    private static final int MAX_INTERIM_RESPONSES = 8;

    private final Promise<Channel> opened;
    private int interim;

    private Tunnel(Promise<Channel> opened) {
        this.opened = opened;
    }

    /** Returns the channel once it leads to {@code authority}; its pipeline is then as it was before. */
    static Future<Channel> open(Channel channel, String authority, @Nullable BasicCredentials credentials) {
        Promise<Channel> opened = channel.eventLoop().newPromise();
        channel.pipeline().addLast(new ConnectDecoder(), new Tunnel(opened));
        ByteBuf request = channel.alloc().buffer();
        ByteBufUtil.writeAscii(request, "CONNECT " + authority + " HTTP/1.1\r\nHost: " + authority + "\r\n");
        if (credentials != null) {
            ByteBufUtil.writeAscii(
                    request,
                    "Proxy-Authorization: " + credentials.authorization().value() + "\r\n");
        }
        ByteBufUtil.writeAscii(request, "Proxy-Connection: Keep-Alive\r\n\r\n");
        channel.writeAndFlush(request).addListener(written -> {
            if (!written.isSuccess()) {
                opened.tryFailure(written.cause());
            }
        });
        return opened;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ReferenceCountUtil.release(message);
        if (!(message instanceof HttpResponse response) || opened.isDone()) {
            return;
        }
        if (response.decoderResult().isFailure()) {
            opened.tryFailure(new ProtocolException("the proxy's response is not HTTP"));
        } else if (response.status().codeClass() == HttpStatusClass.SUCCESS) {
            context.pipeline().remove(ConnectDecoder.class);
            context.pipeline().remove(this);
            opened.trySuccess(context.channel());
        } else if (response.status().codeClass() != HttpStatusClass.INFORMATIONAL) {
            opened.tryFailure(new IOException("the proxy refused the tunnel"));
        } else if (++interim > MAX_INTERIM_RESPONSES) {
            opened.tryFailure(new ProtocolException("too many interim responses of the proxy"));
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        opened.tryFailure(new EOFException("the proxy closed the connection"));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        opened.tryFailure(cause);
    }

    /** A response of 2xx to a CONNECT has no body, whatever its fields state. */
    private static final class ConnectDecoder extends HttpResponseDecoder {
        ConnectDecoder() {
            super(MAX_LINE_BYTES, MAX_HEAD_BYTES, MAX_LINE_BYTES);
        }

        @Override
        protected boolean isContentAlwaysEmpty(HttpMessage message) {
            return true;
        }
    }
}
