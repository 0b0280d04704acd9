package io.github.webhooks4j.okhttp.internal.client;

import io.github.webhooks4j.delivery.Timing;
import io.github.webhooks4j.okhttp.internal.connection.ConnectionState;
import io.github.webhooks4j.spi.transport.OutboundRequest;
import io.github.webhooks4j.transport.internal.exchange.ExchangeTimes;
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
    private final OutboundRequest request;
    private final ExchangeTimes times = new ExchangeTimes();
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
        times.again();
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
        return times.remaining(request.deadline());
    }

    Phase phase() {
        return times.phase();
    }

    /** Returns the timing of an exchange that ends now. */
    Timing timing() {
        return times.timing();
    }

    @Override
    public void dnsStart(Call call, String domainName) {
        times.connecting();
    }

    @Override
    public void connectStart(Call call, InetSocketAddress inetSocketAddress, Proxy proxy) {
        times.connecting();
    }

    @Override
    public void secureConnectStart(Call call) {
        times.securing();
    }

    @Override
    public void connectionAcquired(Call call, Connection connection) {
        times.connected();
    }

    @Override
    public void requestBodyEnd(Call call, long byteCount) {
        times.sent();
    }

    @Override
    public void responseHeadersEnd(Call call, Response response) {
        times.responded();
        head = response;
    }
}
