package io.github.webhooks4j.netty.internal.connection;

import io.github.webhooks4j.transport.internal.exchange.ConnectionLife;
import io.github.webhooks4j.transport.internal.exchange.KeepAlive;
import io.github.webhooks4j.transport.internal.exchange.ResponseFields;
import io.github.webhooks4j.transport.internal.exchange.ResponseHead;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.PrematureChannelClosureException;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import java.io.EOFException;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One connection, which carries one exchange at a time. Confined to its loop.
 *
 * <p>Whatever arrives while it carries none, or after a complete response, is unsolicited: the connection is closed.
 */
@SuppressWarnings("FutureReturnValueIgnored") // The channel is notified of what fails.
public final class Connection {
    /** A response is read up to this size, and its head up to half of it, whatever the peer sends. */
    private static final int MAX_RESPONSE_BYTES = 2 * ResponseDecoder.MAX_HEAD_BYTES;
    /** A body up to this size is sent with its head in one buffer, and a larger one in slices as the peer reads them. */
    private static final int SLICE_BYTES = 64 << 10;

    private static final int SWITCHING_PROTOCOLS = 101;
    private static final byte[] NO_BODY = {};

    private final Channel channel;
    private final PoolKey key;
    private final InetSocketAddress peer;
    private final ConnectionLife life;
    private final ResponseDecoder decoder = new ResponseDecoder();
    private @Nullable Listener carried;
    private byte[] unsent = NO_BODY;
    private int sent;
    private boolean unwritten;
    private long received;
    private boolean hasHead;

    /** What is notified of the exchange that the connection carries, on the loop. */
    public interface Listener {
        /** Called when bytes were read or written. */
        void active();

        /** Called when the request is written. */
        void sent();

        /** Called with the head of the final response, which is valid. */
        void head(ResponseHead head);

        /** Called with a part of the body, which is valid until this returns; the response is complete with the last one. */
        void body(ByteBuf part, boolean isLast);

        /** Called when the response is complete with its head. */
        void complete();

        /** Called when the connection can carry the exchange no further; it is closed. */
        void lost(Throwable failure);
    }

    private Connection(Channel channel, PoolKey key, InetSocketAddress peer, LongSupplier nanoTime) {
        this.channel = channel;
        this.key = key;
        this.peer = peer;
        this.life = new ConnectionLife(nanoTime);
    }

    /** Returns the connection on a channel that is connected, and secured if it is to be. */
    static Connection on(Channel channel, PoolKey key, InetSocketAddress peer, LongSupplier nanoTime) {
        var connection = new Connection(channel, key, peer, nanoTime);
        channel.pipeline().addLast(connection.new Meter(), connection.decoder, connection.new Reader());
        return connection;
    }

    PoolKey key() {
        return key;
    }

    /** Returns the address that was dialled. */
    public InetSocketAddress peer() {
        return peer;
    }

    /** Returns whether it carried other exchanges before, and no byte of the present response was received. */
    public boolean isReusedWithoutResponse() {
        return life.exchanges() > 1 && received == 0;
    }

    /** Returns whether it is open, and neither its last response nor its age forbids another request. */
    boolean mayCarryAnother(Duration greatestAge) {
        return channel.isActive() && carried == null && life.mayCarryAnother(greatestAge);
    }

    /** Returns whether it must be silent for a moment before another request is sent. */
    boolean needsProbe() {
        return life.needsProbe();
    }

    /**
     * Acknowledges received data at once. A peer that writes in small pieces delays the next one until then (Nagle's
     * algorithm); otherwise the next request would carry that acknowledgement, and the delayed data would be read as its
     * response.
     */
    void acknowledge(@Nullable ChannelOption<Boolean> quickAck) {
        if (quickAck != null && channel.isActive()) {
            channel.config().setOption(quickAck, true);
        }
    }

    /** Returns the option that acknowledges at once; null where the system has none. */
    @SuppressWarnings("unchecked") // The option is looked up by name, since its type depends on the channel.
    @Nullable ChannelOption<Boolean> quickAck() {
        for (ChannelOption<?> option : channel.config().getOptions().keySet()) {
            if (option.name().endsWith("TCP_QUICKACK")) {
                return (ChannelOption<Boolean>) option;
            }
        }
        return null;
    }

    /**
     * Sends a request, whose response is reported to {@code listener}.
     *
     * @param head the head of the request, which is released
     * @param body its body, which must not change
     */
    public void send(ByteBuf head, byte[] body, Listener listener) {
        life.begin();
        carried = listener;
        unwritten = true;
        received = 0;
        hasHead = false;
        if (body.length <= SLICE_BYTES) {
            flushed(channel.writeAndFlush(withBody(head, body)));
        } else {
            channel.write(head);
            unsent = body;
            sent = 0;
            sendMore();
        }
    }

    /** Returns a buffer for the head of a request whose body has this size. */
    public ByteBuf buffer(int headBytes, int bodyBytes) {
        return channel.alloc().directBuffer(headBytes + (bodyBytes <= SLICE_BYTES ? bodyBytes : 0));
    }

    /**
     * Ends the exchange that it carries.
     *
     * @return whether it may carry another one; not if the response came before the request was written to its end, since
     *     the peer would read the next request as the rest of it
     */
    boolean leave() {
        carried = null;
        unsent = NO_BODY;
        return !unwritten && !life.isSpent() && !decoder.hasUnsolicited() && channel.isActive();
    }

    /** Returns whether it may carry another exchange once the rest of the present response is read. */
    boolean mayBeDrained() {
        return !unwritten && !life.isSpent() && channel.isActive();
    }

    /** Reads the rest of the present response without a report, and then calls {@code ended}; not if it is lost before. */
    void drain(Runnable ended) {
        carried = new Drain(ended);
    }

    void close() {
        carried = null;
        unsent = NO_BODY;
        channel.close();
    }

    private static ByteBuf withBody(ByteBuf head, byte[] body) {
        try {
            return head.writeBytes(body);
        } catch (Throwable e) {
            head.release();
            throw e;
        }
    }

    private void sendMore() {
        ChannelFuture last = null;
        while (sent < unsent.length && channel.isWritable()) {
            int length = Math.min(SLICE_BYTES, unsent.length - sent);
            last = channel.write(Unpooled.wrappedBuffer(unsent, sent, length));
            sent += length;
        }
        channel.flush();
        if (last != null && sent == unsent.length) {
            unsent = NO_BODY;
            flushed(last);
        }
    }

    private void flushed(ChannelFuture written) {
        if (written.isDone()) {
            written(written);
        } else {
            written.addListener(ended -> written(written));
        }
    }

    private void written(ChannelFuture written) {
        if (carried == null) {
            return;
        }
        if (written.isSuccess()) {
            unwritten = false;
            carried.sent();
        } else {
            lose(written.cause());
        }
    }

    private void lose(Throwable failure) {
        Listener listener = carried;
        close();
        if (listener != null) {
            listener.lost(failure);
        }
    }

    private void head(HttpResponse response) {
        Throwable fault = response.decoderResult().cause();
        var head = new NettyHead(response);
        if (fault instanceof PrematureChannelClosureException) {
            lose(new EOFException("the connection ended within the head"));
            return;
        }
        // Netty takes a length that it cannot read, or two of them, for a fault; the status counts all the same.
        boolean counts =
                fault == null || (!(fault instanceof TooLongFrameException) && KeepAlive.hasDoubtfulLength(head));
        if (!counts
                || (!isInterim(response) && !ResponseFields.isValid(head))
                || head.status() == SWITCHING_PROTOCOLS) {
            lose(new ProtocolException("the response is not valid HTTP"));
            return;
        }
        if (carried == null || isInterim(response)) {
            return;
        }
        hasHead = true;
        Duration idle = fault == null ? KeepAlive.after(head) : Duration.ZERO;
        life.responded(idle);
        carried.head(head);
        if (carried != null && (fault != null || KeepAlive.hasNoBody(head.status()))) {
            carried.complete();
        }
    }

    private void content(HttpContent content) {
        if (carried == null || !hasHead) {
            return; // The end of an interim response.
        }
        if (content.decoderResult().isFailure()) {
            lose(new ProtocolException("the body is not valid HTTP"));
            return;
        }
        carried.body(content.content(), content instanceof LastHttpContent);
    }

    private static boolean isInterim(HttpResponse response) {
        return response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
    }

    /** Counts what is received, before it is decoded. */
    private final class Meter extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            Listener listener = carried;
            if (listener == null) {
                ReferenceCountUtil.release(message);
                close();
                return;
            }
            received += ((ByteBuf) message).readableBytes();
            listener.active();
            if (received > (hasHead ? MAX_RESPONSE_BYTES : MAX_RESPONSE_BYTES / 2) && carried != null) {
                ReferenceCountUtil.release(message);
                lose(new ProtocolException("the response is too long"));
                return;
            }
            context.fireChannelRead(message);
        }
    }

    /** Reads what was decoded. */
    private final class Reader extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            try {
                if (carried != null && message instanceof HttpObject) {
                    if (message instanceof HttpResponse response) {
                        head(response);
                    }
                    if (message instanceof HttpContent content) {
                        content(content);
                    }
                }
            } finally {
                ReferenceCountUtil.release(message);
            }
        }

        @Override
        public void channelWritabilityChanged(ChannelHandlerContext context) {
            if (context.channel().isWritable() && sent < unsent.length) {
                if (carried != null) {
                    carried.active();
                }
                sendMore();
            }
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            if (event instanceof SslCloseCompletionEvent) {
                context.close(); // No byte follows, and a body without a length ends here.
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            lose(new EOFException("the connection ended"));
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            lose(cause instanceof DecoderException && cause.getCause() != null ? cause.getCause() : cause);
        }
    }
}
