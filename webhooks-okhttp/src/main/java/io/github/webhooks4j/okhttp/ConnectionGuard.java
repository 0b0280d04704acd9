package io.github.webhooks4j.okhttp;

import static java.util.Objects.requireNonNull;

import java.io.EOFException;
import java.io.IOException;
import java.net.ProtocolException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import okhttp3.Connection;
import okhttp3.Interceptor;
import okhttp3.Request;
import okhttp3.Response;

/** Judges a connection once more when a request goes out on it, and what comes back as soon as it is there. Thread-safe. */
final class ConnectionGuard implements Interceptor {
    private static final int FIRST_FINAL_STATUS = 200;
    private static final int LAST_STATUS = 599;
    private final Egress egress;

    ConnectionGuard(Egress egress) {
        this.egress = egress;
    }

    @Override
    public Response intercept(Chain chain) throws IOException {
        Connection connection = requireNonNull(chain.connection(), "connection");
        if (!egress.allows(connection.route().socketAddress())) {
            throw new DestinationDeniedException();
        }
        // OkHttp does so too. Said here, since the socket counts anew from then on.
        connection.socket().setSoTimeout(chain.readTimeoutMillis());
        Response response = proceed(chain, connection.socket());
        String length = response.header("Content-Length");
        if (response.code() < FIRST_FINAL_STATUS
                || response.code() > LAST_STATUS
                || (length != null && length.startsWith("-"))) {
            // After a 101 OkHttp would use the connection again; a negative length it would choke on later.
            connection.socket().close();
            throw new ProtocolException("invalid status or length");
        }
        return response;
    }

    private static Response proceed(Chain chain, Socket socket) throws IOException {
        boolean ownUserAgent = chain.call().request().header("User-Agent") != null;
        Request request = chain.request();
        try {
            return chain.proceed(
                    ownUserAgent
                            ? request
                            : request.newBuilder().removeHeader("User-Agent").build());
        } catch (IOException e) {
            // At its limit, 256 KiB of headers and interim answers, OkHttp says that the answer has ended.
            if (e.getCause() instanceof EOFException && goesOn(socket)) {
                throw new ProtocolException("too many headers or interim answers");
            }
            throw e;
        }
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
