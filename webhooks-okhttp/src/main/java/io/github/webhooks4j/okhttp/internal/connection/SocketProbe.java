package io.github.webhooks4j.okhttp.internal.connection;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketOption;
import java.net.SocketTimeoutException;

/** Checks whether an idle connection is alive and silent. */
final class SocketProbe {
    private static final int PROBE_MILLIS = 1;

    private SocketProbe() {}

    /**
     * Acknowledges received data at once. A peer that writes in small pieces delays the next one until then (Nagle's
     * algorithm). Otherwise our request would carry that acknowledgement, and the delayed data would be read as the
     * response.
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
            // The probe that follows fails too.
        }
    }

    /**
     * Returns whether neither a byte nor the end nor a failure comes from {@code input} within a millisecond, the
     * shortest timeout of a socket. The end cannot be detected in another way. A byte that arrives is lost: the
     * connection is not used again.
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
