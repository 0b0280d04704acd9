package io.github.webhooks4j.okhttp;

import io.github.webhooks4j.okhttp.GuardedSocketFactory.Dialling;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.net.Proxy;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/**
 * A socket that judges whom it connects to, that knows no proxy, not even that of the JVM's properties, and that reads only so
 * much of an answer.
 */
final class GuardedSocket extends Socket {
    /**
     * Of an answer OkHttp takes in 256 KiB of headers, and we 4 KiB of body. But it looks for the end of a chunk's length without
     * limit, and then again, in quadratic time: minutes of it for what a peer can send within the deadline.
     */
    private static final int MAX_ANSWER_BYTES = 512 << 10;

    private final Predicate<InetSocketAddress> allowed;
    private final Dialling dialling;
    /** How much more of an answer is read. */
    private final AtomicInteger left = new AtomicInteger(MAX_ANSWER_BYTES);

    GuardedSocket(Predicate<InetSocketAddress> allowed, Dialling dialling) {
        super(Proxy.NO_PROXY);
        this.allowed = allowed;
        this.dialling = dialling;
    }

    @Override
    public void connect(SocketAddress endpoint, int timeout) throws IOException {
        if (!(endpoint instanceof InetSocketAddress address) || address.isUnresolved() || !allowed.test(address)) {
            throw new DestinationDeniedException();
        }
        dialling.to(address);
        super.connect(endpoint, timeout);
    }

    /**
     * {@inheritDoc}
     *
     * <p>Begins a new answer: what OkHttp does for each request, also through the TLS socket around this one, and what nothing
     * that the peer sends can bring about.
     */
    @Override
    public synchronized void setSoTimeout(int timeout) throws SocketException {
        left.set(MAX_ANSWER_BYTES);
        super.setSoTimeout(timeout);
    }

    @Override
    public InputStream getInputStream() throws IOException {
        return new AnswerInput(super.getInputStream());
    }

    private void waitAtMost(int millis) throws SocketException {
        super.setSoTimeout(millis);
    }

    /**
     * Ends a read when its thread is interrupted, and when the answer is too long. On a virtual thread the JDK sees to the first;
     * on a platform thread it goes on waiting, so there we wait in slices and look in between. Data that is there already is read
     * at once, as ever.
     */
    private final class AnswerInput extends InputStream {
        private static final int SLICE_MILLIS = 100;

        private final InputStream input;

        AnswerInput(InputStream input) {
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
                throw new ProtocolException("the answer is too long");
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
