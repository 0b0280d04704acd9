package io.github.webhooks4j.okhttp.internal.connection;

import io.github.webhooks4j.transport.internal.exchange.ConnectionLife;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * The state of one connection: its age, whether it carried a request before, how long it may wait for the next one, and
 * where the present response ends. Belongs to one exchange at a time, whose thread alone reads and writes. OkHttp may
 * give it to the next exchange before the last one has left it, so beginning and leaving an exchange are synchronized.
 *
 * <p>A used connection carries another request only if it is clean and surely alive: the response before is complete
 * and no bytes followed it, no time limit of the destination or this library has passed, and at this moment there is
 * neither an end of the stream nor any byte. A proven connection that is used again at once is only checked for bytes.
 */
public final class ConnectionState {
    private final Wire wire;
    private final ConnectionLife life;
    private final ResponseInput input;
    private boolean unwritten;

    /** The socket of a connection, below what frames its responses. */
    interface Wire {
        InputStream input();

        /** Returns whether neither a byte nor an end nor a failure arrives within a millisecond. */
        boolean isQuiet();

        /** Returns whether unread bytes are available at this moment, without waiting for any. */
        boolean hasUnread() throws IOException;

        void hangUp() throws IOException;
    }

    ConnectionState(Wire wire, LongSupplier nanoTime) {
        this.wire = wire;
        this.life = new ConnectionLife(nanoTime);
        this.input = new ResponseInput(wire.input());
    }

    ResponseInput input() {
        return input;
    }

    /**
     * Returns {@code output}, which checks once more for unread bytes just before a request on a used connection is
     * written.
     */
    OutputStream guarded(OutputStream output) {
        return new RequestOutput(output);
    }

    /**
     * Begins an exchange.
     *
     * @return its number on this connection, from 1
     * @throws StaleConnectionException if it must take another connection
     */
    public synchronized int begin(Duration greatestAge) throws StaleConnectionException {
        if (life.exchanges() > 0 && !mayCarryAnother(greatestAge)) {
            input.refuse();
            throw new StaleConnectionException();
        }
        unwritten = true;
        input.begin();
        return life.begin();
    }

    /**
     * Records a final head.
     *
     * @param length of the body; negative if it is not known
     * @param idle how long the connection may wait for another request; zero if it must not carry one
     */
    public synchronized void responseBegan(long length, boolean chunked, Duration idle) {
        input.bodyFollows(length, chunked);
        life.responded(idle);
    }

    /** Closes the connection if no other request may follow the exchange of this number, and none has. */
    public synchronized void hangUpIfSpent(int exchange) {
        if (exchange == life.exchanges() && (life.isSpent() || input.hasUnsolicited())) {
            try {
                wire.hangUp();
            } catch (IOException e) {
                // It is closed already.
            }
        }
    }

    /** Returns whether any byte of the present response was received. */
    public boolean hasReceived() {
        return input.hasReceived();
    }

    private boolean mayCarryAnother(Duration greatestAge) {
        return life.mayCarryAnother(greatestAge) && input.isAtRest() && isQuiet();
    }

    /**
     * Checks for bytes and for the end of the stream. Without waiting, only bytes can be seen. An end then shows while
     * the request is sent: it is lost before any byte of a response, and is sent again on a new connection.
     */
    private boolean isQuiet() {
        if (life.needsProbe()) {
            return wire.isQuiet();
        }
        try {
            return !wire.hasUnread();
        } catch (IOException e) {
            return false;
        }
    }

    private final class RequestOutput extends OutputStream {
        private final OutputStream output;

        RequestOutput(OutputStream output) {
            this.output = output;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            if (unwritten) {
                unwritten = false;
                if (life.exchanges() > 1 && wire.hasUnread()) {
                    // Otherwise OkHttp would read them as the response to a request that was not sent.
                    input.refuse();
                    throw new StaleConnectionException();
                }
            }
            output.write(bytes, offset, length);
        }

        @Override
        public void flush() throws IOException {
            output.flush();
        }

        @Override
        public void close() throws IOException {
            output.close();
        }
    }
}
