package io.github.webhooks4j.okhttp.internal.client;

import io.github.webhooks4j.delivery.Timing;
import io.github.webhooks4j.okhttp.internal.connection.ConnectionState;
import io.github.webhooks4j.spi.transport.OutboundRequest;
import io.github.webhooks4j.transport.internal.exchange.Phase;
import io.github.webhooks4j.transport.internal.exchange.ResponseFields;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.time.Duration;
import okhttp3.Call;
import okhttp3.Connection;
import okhttp3.EventListener;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * Records the progress and the times of one exchange. OkHttp connects on threads of its own, so the fields are volatile;
 * each is written by one event after another.
 */
final class ExchangeEvents extends EventListener {
    private static final long NEVER = Long.MIN_VALUE;

    private final OutboundRequest request;
    private final long began = System.nanoTime();
    private volatile Phase phase = Phase.CONNECTING;
    private volatile long connecting = NEVER;
    private volatile long connected = NEVER;
    private volatile long sent = NEVER;
    private volatile long answered = NEVER;
    private volatile boolean needsNewConnection;
    private volatile @Nullable ConnectionState state;
    private volatile int number;
    private volatile @Nullable Response head;

    ExchangeEvents(OutboundRequest request) {
        this.request = request;
        this.needsNewConnection = request.needsNewConnection();
    }

    OutboundRequest request() {
        return request;
    }

    /** Begins again on another connection: nothing was sent on the last one. */
    void takeAnotherConnection(boolean isNew) {
        phase = Phase.CONNECTING;
        needsNewConnection |= isNew;
        state = null;
    }

    boolean needsNewConnection() {
        return needsNewConnection;
    }

    /** Sets the connection that carries the exchange, and its number on that connection. */
    void carriedBy(ConnectionState state, int number) {
        this.number = number;
        this.state = state;
    }

    /** Ends the use of the connection, which is closed if it may carry no other request. */
    void leaveConnection() {
        ConnectionState carrier = state;
        if (carrier != null) {
            carrier.hangUpIfSpent(number);
        }
    }

    /** Returns whether the connection carried other requests before, and no byte of a response was received. */
    boolean isReusedWithoutResponse() {
        ConnectionState carrier = state;
        return carrier != null && number > 1 && !carrier.hasReceived();
    }

    /**
     * Returns the head of the final response as it was received, without its body; null if it is not complete, or not
     * valid.
     */
    @Nullable Response head() {
        Response complete = head;
        return complete != null && ResponseFields.isValid(new OkHttpHead(complete)) ? complete : null;
    }

    /** Returns how much is left until the deadline; negative after it. */
    Duration remaining() {
        return request.deadline().minusNanos(System.nanoTime() - began);
    }

    Phase phase() {
        return phase;
    }

    /** Returns the timing of an exchange that ends now. */
    Timing timing() {
        long now = System.nanoTime();
        return new Timing(
                Duration.ofNanos(now - began),
                between(connecting, connected, now),
                between(sent, answered, now),
                between(answered, now, now));
    }

    @Override
    public void dnsStart(Call call, String domainName) {
        startConnecting();
    }

    @Override
    public void connectStart(Call call, InetSocketAddress inetSocketAddress, Proxy proxy) {
        startConnecting();
    }

    @Override
    public void secureConnectStart(Call call) {
        phase = Phase.SECURING;
    }

    @Override
    public void connectionAcquired(Call call, Connection connection) {
        connected = System.nanoTime();
        phase = Phase.SENDING;
    }

    @Override
    public void requestBodyEnd(Call call, long byteCount) {
        sent = System.nanoTime();
        phase = Phase.RESPONDING;
    }

    @Override
    public void responseHeadersEnd(Call call, Response response) {
        answered = System.nanoTime();
        head = response;
    }

    private void startConnecting() {
        if (connecting == NEVER) {
            connecting = System.nanoTime();
        }
    }

    private static Duration between(long from, long to, long now) {
        return from == NEVER ? Duration.ZERO : Duration.ofNanos((to == NEVER ? now : to) - from);
    }
}
