package io.github.webhooks4j.netty.internal.client;

import io.github.webhooks4j.delivery.DeliveryResult;
import io.github.webhooks4j.delivery.DeliveryResult.NoResponse;
import io.github.webhooks4j.delivery.DeliveryResult.Response;
import io.github.webhooks4j.delivery.FailureCode;
import io.github.webhooks4j.delivery.Header;
import io.github.webhooks4j.netty.internal.connection.Connection;
import io.github.webhooks4j.netty.internal.connection.Dial;
import io.github.webhooks4j.spi.transport.Exchange;
import io.github.webhooks4j.spi.transport.HttpMethod;
import io.github.webhooks4j.spi.transport.OutboundRequest;
import io.github.webhooks4j.transport.internal.address.DestinationDeniedException;
import io.github.webhooks4j.transport.internal.exchange.ExchangeTimes;
import io.github.webhooks4j.transport.internal.exchange.FailureCodes;
import io.github.webhooks4j.transport.internal.exchange.KeepAlive;
import io.github.webhooks4j.transport.internal.exchange.ResponseFields;
import io.github.webhooks4j.transport.internal.exchange.ResponseHead;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.util.Timeout;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One exchange: its connection, its request, its response and its deadline. Confined to its loop, but for {@link #abort}
 * and {@link #times}.
 */
final class HttpExchange implements Exchange, Runnable, Dial.Listener, Connection.Listener {
    private static final Logger LOG = LoggerFactory.getLogger(HttpExchange.class);
    private static final byte[] NO_BODY = {};
    /** What a field adds to the name and the value, and the fields that every request has. */
    private static final int FIELD_BYTES = 4;

    private static final int OWN_FIELDS_BYTES = 128;

    private final ClientLoop loop;
    private final OutboundRequest request;
    private final Target target;
    private final ExchangeTimes times;
    private final Consumer<? super DeliveryResult> done;
    private @Nullable Timeout deadline;
    private @Nullable Timeout silence;
    private @Nullable Timeout bodyWait;
    private @Nullable Dial dial;
    private @Nullable Connection connection;
    private @Nullable ResponseHead head;
    private byte[] body = NO_BODY;
    private int bodyBytes;
    private long activeAt;
    private volatile boolean over;

    HttpExchange(
            ClientLoop loop,
            OutboundRequest request,
            Target target,
            ExchangeTimes times,
            Consumer<? super DeliveryResult> done) {
        this.loop = loop;
        this.request = request;
        this.target = target;
        this.times = times;
        this.done = done;
    }

    /** Begins the exchange. */
    @Override
    public void run() {
        if (over) {
            return;
        }
        if (!loop.add(this)) {
            end(FailureCode.ABORTED);
            return;
        }
        deadline = loop.after(times.remaining(request.deadline()), this::timedOut);
        try {
            if (loop.isDeniedLiteral(target.url())) {
                end(FailureCode.ADDRESS_DENIED);
            } else if (request.needsNewConnection()) {
                dial();
            } else {
                loop.pool().take(target.key(), this::taken, this::failed);
            }
        } catch (Throwable e) {
            failed(e);
        }
    }

    @Override
    public void abort() {
        if (over) {
            return;
        }
        try {
            loop.execute(() -> end(FailureCode.ABORTED));
        } catch (RejectedExecutionException e) {
            // The loop has ended, and this exchange with it.
        }
    }

    private void taken(@Nullable Connection idle) {
        if (over) {
            if (idle != null) {
                loop.pool().release(idle);
            }
        } else if (idle == null) {
            dial();
        } else {
            use(idle);
        }
    }

    private void dial() {
        times.connecting();
        dial = loop.dial(target.key(), request.deadline(), this);
        dial.start();
    }

    @Override
    public void securing() {
        times.securing();
        watchSilence();
    }

    @Override
    public void connected(Connection made) {
        dial = null;
        use(made);
    }

    /** Sends the request. The policy may have changed since the address was dialled. */
    private void use(Connection usable) {
        connection = usable;
        try {
            if (!loop.allows(target.url().host(), usable.peer())) {
                throw new DestinationDeniedException();
            }
            times.connected();
            watchSilence();
            usable.send(head(usable), request.body(), this);
        } catch (Throwable e) {
            // The policy is the application's, and memory may be short. No caller could end the exchange.
            failed(e);
        }
    }

    private ByteBuf head(Connection usable) {
        int size = request.method().name().length() + target.afterMethod().length + OWN_FIELDS_BYTES;
        for (Header header : request.headers()) {
            size += header.name().length() + header.value().length() + FIELD_BYTES;
        }
        ByteBuf text = usable.buffer(size, request.body().length);
        try {
            writeHead(text);
            return text;
        } catch (Throwable e) {
            text.release();
            throw e;
        }
    }

    private void writeHead(ByteBuf text) {
        ByteBufUtil.writeAscii(text, request.method().name());
        text.writeBytes(target.afterMethod());
        for (Header header : request.headers()) {
            ByteBufUtil.writeAscii(text, header.name());
            text.writeByte(':').writeByte(' ');
            ByteBufUtil.writeAscii(text, header.value());
            text.writeByte('\r').writeByte('\n');
        }
        ByteBufUtil.writeAscii(text, "Accept-Encoding: identity\r\nContent-Length: ");
        ByteBufUtil.writeAscii(text, Integer.toString(request.body().length));
        ByteBufUtil.writeAscii(text, "\r\nConnection: Keep-Alive\r\n\r\n");
    }

    @Override
    public void active() {
        activeAt = loop.nanoTime();
    }

    @Override
    public void sent() {
        times.sent();
    }

    @Override
    public void head(ResponseHead complete) {
        times.responded();
        head = complete;
        if (request.method() == HttpMethod.OPTIONS && !isEmpty(complete)) {
            endWithRest();
        } else if (ResponseFields.hasShortWaitForBody(complete)) {
            bodyWait = loop.after(Duration.ofSeconds(ResponseFields.MAX_SECONDS_FOR_BODY), () -> end(false));
        }
    }

    @Override
    public void body(ByteBuf part, boolean isLast) {
        int length = Math.min(part.readableBytes(), Response.MAX_BODY_BYTES - bodyBytes);
        if (length > 0) {
            body = Arrays.copyOf(body, bodyBytes + length);
            part.getBytes(part.readerIndex(), body, bodyBytes, length);
            bodyBytes += length;
        }
        if (isLast) {
            end(true);
        } else if (bodyBytes == Response.MAX_BODY_BYTES) {
            endWithRest(); // It is not stored.
        }
    }

    @Override
    public void complete() {
        end(true);
    }

    @Override
    public void lost(Throwable failure) {
        failed(failure);
    }

    @Override
    public void failed(Throwable failure) {
        if (over) {
            return;
        }
        if (head != null) {
            end(false); // A later fault does not change the status.
            return;
        }
        FailureCode code = FailureCodes.of(failure, times.phase(), false);
        if (code.isSenderFault()) {
            loop.noteOwnFailure(code, failure);
        }
        Connection carrier = connection;
        end(
                code == FailureCode.CONNECTION_LOST && carrier != null && carrier.isReusedWithoutResponse()
                        ? FailureCode.REUSED_CONNECTION_LOST
                        : code);
    }

    /** Ends it with a code, or with the status if the head of the response is complete. */
    void end(FailureCode code) {
        if (head != null) {
            end(false);
        } else {
            end(new NoResponse(code, times.timing()), false);
        }
    }

    /** Ends it with the response. */
    private void end(boolean isClean) {
        ResponseHead complete = head;
        if (complete == null || over) {
            return;
        }
        var response = new Response(
                complete.status(),
                ResponseFields.reported(complete, "Retry-After"),
                ResponseFields.reported(complete, "Location"),
                new String(body, 0, bodyBytes, StandardCharsets.UTF_8),
                times.timing(),
                ResponseFields.reported(complete, request.reportedHeaders()));
        end(response, isClean);
    }

    private void end(DeliveryResult result, boolean isClean) {
        if (over) {
            return;
        }
        over = true;
        cancel(deadline);
        cancel(silence);
        cancel(bodyWait);
        if (dial != null) {
            dial.cancel();
        }
        if (connection != null && isClean) {
            loop.pool().release(connection);
        } else if (connection != null) {
            loop.pool().discard(connection);
        }
        loop.remove(this);
        try {
            done.accept(result);
        } catch (RuntimeException e) {
            LOG.error("the receiver of a result failed", e);
        }
    }

    private void timedOut() {
        if (dial == null || !dial.failIfUnresolved()) {
            end(FailureCode.TIMED_OUT);
        }
    }

    private void watchSilence() {
        activeAt = loop.nanoTime();
        if (!loop.readTimeout().isZero() && silence == null) {
            silence = loop.after(loop.readTimeout(), this::checkSilence);
        }
    }

    private void checkSilence() {
        Duration left = loop.readTimeout().minusNanos(loop.nanoTime() - activeAt);
        if (left.isNegative() || left.isZero()) {
            end(FailureCode.TIMED_OUT);
        } else if (!over) {
            silence = loop.after(left, this::checkSilence);
        }
    }

    /** Ends it with the response, the rest of which the connection may still read. */
    private void endWithRest() {
        Connection unread = connection;
        connection = null;
        if (unread != null) {
            loop.pool().drain(unread);
        }
        end(false);
    }

    private static boolean isEmpty(ResponseHead head) {
        return KeepAlive.hasNoBody(head.status())
                || head.values("Content-Length").equals(List.of("0"));
    }

    private static void cancel(@Nullable Timeout timeout) {
        if (timeout != null) {
            timeout.cancel();
        }
    }
}
