package io.github.webhooks4j.okhttp.internal.connection;

import io.github.webhooks4j.transport.internal.address.DestinationDeniedException;
import io.github.webhooks4j.transport.internal.egress.Egress;
import io.github.webhooks4j.transport.internal.settings.ConnectListener;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.net.Proxy;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A socket that checks the address it connects to, that uses no proxy, not even that of the JVM's properties, and that
 * reads a bounded amount of a response.
 */
final class GuardedSocket extends Socket implements FramedSocket {
    /**
     * OkHttp reads 256 KiB of headers of a response, and this library 4 KiB of body. But OkHttp searches the end of a
     * chunk's length without a limit, and then once more, in quadratic time: minutes for what a peer can send within the
     * deadline.
     */
    private static final int MAX_RESPONSE_BYTES = 512 << 10;

    private final Egress egress;
    private final ConnectListener connectListener;
    private final LongSupplier nanoTime;
    private @Nullable ConnectionState state;
    /** How many more bytes of the response are read. */
    private final AtomicInteger left = new AtomicInteger(MAX_RESPONSE_BYTES);

    GuardedSocket(Egress egress, ConnectListener connectListener, LongSupplier nanoTime) {
        super(Proxy.NO_PROXY);
        this.egress = egress;
        this.connectListener = connectListener;
        this.nanoTime = nanoTime;
    }

    @Override
    public void connect(SocketAddress endpoint, int timeout) throws IOException {
        if (!(endpoint instanceof InetSocketAddress address) || address.isUnresolved() || !egress.allows(address)) {
            throw new DestinationDeniedException();
        }
        connectListener.connectStart(address);
        try {
            super.connect(endpoint, timeout);
        } catch (IOException e) {
            throw egress.notConnected(e);
        }
    }

    /**
     * {@inheritDoc}
     *
     * <p>Begins a new response. OkHttp calls this for each request, also through the TLS socket around this one, and
     * nothing that the peer sends can cause a call.
     */
    @Override
    public synchronized void setSoTimeout(int timeout) throws SocketException {
        left.set(MAX_RESPONSE_BYTES);
        super.setSoTimeout(timeout);
    }

    @Override
    public InputStream getInputStream() throws IOException {
        connectedState();
        return state().input();
    }

    @Override
    public OutputStream getOutputStream() throws IOException {
        connectedState();
        return state().guarded(super.getOutputStream());
    }

    /** {@inheritDoc} With TLS above this socket, no exchange ever begins in it, and all bytes pass through. */
    @Override
    public synchronized ConnectionState state() {
        if (state == null) {
            throw new IllegalStateException("the socket is not connected");
        }
        return state;
    }

    private synchronized void connectedState() throws IOException {
        if (state == null) {
            state = new ConnectionState(new RawWire(super.getInputStream()), nanoTime);
        }
    }

    /** Returns whether unread bytes are available, possibly a session ticket of TLS. */
    boolean hasUnread() throws IOException {
        return super.getInputStream().available() > 0;
    }

    private final class RawWire implements ConnectionState.Wire {
        private final InputStream raw;

        RawWire(InputStream raw) {
            this.raw = raw;
        }

        @Override
        public InputStream input() {
            return new BoundedInput(raw);
        }

        @Override
        public boolean isQuiet() {
            SocketProbe.acknowledge(GuardedSocket.this);
            return SocketProbe.isQuiet(GuardedSocket.this, raw);
        }

        @Override
        public boolean hasUnread() throws IOException {
            return raw.available() > 0;
        }

        @Override
        public void hangUp() throws IOException {
            close();
        }
    }

    private void waitAtMost(int millis) throws SocketException {
        super.setSoTimeout(millis);
    }

    /**
     * Ends a read when its thread is interrupted, and when the response is too long. On a virtual thread the JDK ends it
     * on an interrupt; a platform thread would continue to wait, so it waits in slices and checks in between. Available
     * data is read at once.
     */
    private final class BoundedInput extends InputStream {
        private static final int SLICE_MILLIS = 100;

        private final InputStream input;

        BoundedInput(InputStream input) {
            this.input = input;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            if (left.get() <= 0) {
                throw new ProtocolException("the response is too long");
            }
            int read = VirtualThreads.isCurrent()
                    ? input.read(bytes, offset, length)
                    : readInSlices(bytes, offset, length);
            left.addAndGet(-Math.max(read, 0));
            return read;
        }

        @Override
        public int available() throws IOException {
            return input.available();
        }

        @Override
        public void close() throws IOException {
            input.close();
        }

        private int readInSlices(byte[] bytes, int offset, int length) throws IOException {
            int timeoutMillis = getSoTimeout();
            int waitedMillis = 0;
            try {
                while (true) {
                    int waitMillis = timeoutMillis == 0 ? SLICE_MILLIS : timeoutMillis - waitedMillis;
                    int slice = Math.min(SLICE_MILLIS, waitMillis);
                    waitAtMost(slice);
                    try {
                        return input.read(bytes, offset, length);
                    } catch (SocketTimeoutException e) {
                        waitedMillis += slice;
                        if (Thread.currentThread().isInterrupted()) {
                            throw new InterruptedIOException("interrupted");
                        }
                        if (waitedMillis == timeoutMillis) {
                            throw e;
                        }
                    }
                }
            } finally {
                if (!isClosed()) {
                    waitAtMost(timeoutMillis);
                }
            }
        }
    }
}
