package io.github.webhooks4j.okhttp.internal.connection;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketOption;
import java.net.SocketTimeoutException;

/** Looks whether an idle connection is alive and silent. */
final class SocketProbe {
    private static final int PROBE_MILLIS = 1;

    private SocketProbe() {}

    /**
     * Acknowledges at once what has come. A peer that writes in small pieces holds the next one back until then (Nagle's algorithm),
     * and our request would bring it that acknowledgement: what it had to say before would come as the response.
     */
    static void acknowledge(Socket socket) {
        for (SocketOption<?> option : socket.supportedOptions()) {
            if (option.name().equals("TCP_QUICKACK")) {
                acknowledge(socket, option);
            }
        }
    }

    @SuppressWarnings("unchecked") // The option is looked up by name, since the module that has it may be absent.
    private static void acknowledge(Socket socket, SocketOption<?> option) {
        try {
            socket.setOption((SocketOption<Boolean>) option, true);
        } catch (IOException e) {
            // The probe that follows meets the same.
        }
    }

    /**
     * Returns whether neither a byte nor the end nor a failure comes from {@code input} within a millisecond, the least that a socket
     * can be told to wait. The end alone cannot be seen otherwise. A byte that comes is lost: the connection is not used again.
     */
    static boolean isQuiet(Socket socket, InputStream input) {
        try {
            int timeoutMillis = socket.getSoTimeout();
            socket.setSoTimeout(PROBE_MILLIS);
            try {
                input.read();
                return false;
            } catch (SocketTimeoutException e) {
                return true;
            } finally {
                socket.setSoTimeout(timeoutMillis);
            }
        } catch (IOException e) {
            return false;
        }
    }
}
