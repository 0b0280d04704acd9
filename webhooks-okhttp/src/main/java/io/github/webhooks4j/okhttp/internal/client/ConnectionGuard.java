package io.github.webhooks4j.okhttp.internal.client;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.okhttp.internal.connection.ConnectionState;
import io.github.webhooks4j.okhttp.internal.connection.FramedSocket;
import io.github.webhooks4j.transport.internal.address.DestinationDeniedException;
import io.github.webhooks4j.transport.internal.egress.Egress;
import io.github.webhooks4j.transport.internal.exchange.KeepAlive;
import io.github.webhooks4j.transport.internal.exchange.ResponseFields;
import java.io.EOFException;
import java.io.IOException;
import java.net.ProtocolException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import okhttp3.Connection;
import okhttp3.Interceptor;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.Response;

/**
 * Checks a connection once more when a request is sent on it, and the response as soon as its head is complete.
 * Thread-safe.
 */
final class ConnectionGuard implements Interceptor {
    private final Egress egress;
    private final Duration greatestAge;

    /**
     * Creates a guard.
     *
     * @param egress checks the addresses of connections
     * @param greatestAge how old a connection may be when another request is sent on it
     */
    ConnectionGuard(Egress egress, Duration greatestAge) {
        this.egress = egress;
        this.greatestAge = greatestAge;
    }

    /**
     * {@inheritDoc}
     *
     * <p>Every response is passed to OkHttp with status 200: OkHttp reacts to some other statuses, or fails at their
     * fields, and this library decides how a status counts. The exchange's events have the head as it was received.
     */
    @Override
    public Response intercept(Chain chain) throws IOException {
        Connection connection = requireNonNull(chain.connection(), "connection");
        if (!egress.allows(connection.route().socketAddress())) {
            throw new DestinationDeniedException();
        }
        if (connection.protocol() == Protocol.HTTP_2 || connection.protocol() == Protocol.H2_PRIOR_KNOWLEDGE) {
            return checked(chain.proceed(withoutForeignAgent(chain)), connection.socket());
        }
        if (chain.getDns() instanceof CheckedDns names) {
            names.share();
        }
        ConnectionState state = ((FramedSocket) connection.socket()).state();
        requireNonNull(chain.call().request().tag(ExchangeEvents.class), "events")
                .carriedBy(state, state.begin(greatestAge));
        // OkHttp does so too. Repeated here, since the socket begins to count a new response with it.
        connection.socket().setSoTimeout(chain.readTimeoutMillis());
        Response response = proceed(chain, connection.socket());
        Response valid = checked(response, connection.socket());
        state.responseBegan(
                response.body().contentLength(),
                "chunked".equalsIgnoreCase(response.header("Transfer-Encoding")),
                KeepAlive.after(new OkHttpHead(response)));
        return valid;
    }

    private static Response checked(Response response, Socket socket) throws IOException {
        if (!ResponseFields.isValid(new OkHttpHead(response))) {
            // After a 101 OkHttp would use the connection again.
            socket.close();
            throw new ProtocolException("invalid status or length");
        }
        return response.newBuilder().code(200).build();
    }

    private static Response proceed(Chain chain, Socket socket) throws IOException {
        try {
            return chain.proceed(withoutForeignAgent(chain));
        } catch (IOException e) {
            // At its limit, 256 KiB of headers and interim responses, OkHttp reports the end of the response.
            if (e.getCause() instanceof EOFException && goesOn(socket)) {
                throw new ProtocolException("too many headers or interim responses");
            }
            throw e;
        }
    }

    /** Returns the request without the user agent of OkHttp. */
    private static Request withoutForeignAgent(Chain chain) {
        boolean hasOwn = chain.call().request().header("User-Agent") != null;
        Request request = chain.request();
        return hasOwn
                ? request
                : request.newBuilder().removeHeader("User-Agent").build();
    }

    private static boolean goesOn(Socket socket) {
        try {
            socket.setSoTimeout(1);
            return socket.getInputStream().read() >= 0;
        } catch (SocketTimeoutException e) {
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
