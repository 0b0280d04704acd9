package io.github.webhooks4j.okhttp;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import javax.net.SocketFactory;

/**
 * Makes sockets that judge the address they are told to connect to: the last place where that can be done, and the only one
 * that every connection passes, whatever parser or resolver came before. Thread-safe.
 */
final class GuardedSocketFactory extends SocketFactory {
    private final AddressPolicy policy;
    private final Dialling dialling;

    /**
     * Creates a factory.
     *
     * @param dialling told of every address that was allowed, just before it is dialled
     */
    GuardedSocketFactory(AddressPolicy policy, Dialling dialling) {
        this.policy = policy;
        this.dialling = dialling;
    }

    /** Told of a connection about to be made; may prevent it. */
    @FunctionalInterface
    interface Dialling {
        void to(InetSocketAddress address) throws IOException;
    }

    @Override
    public Socket createSocket() throws IOException {
        var socket = new GuardedSocket(policy, dialling);
        // A body that does not fit the first segment would wait for the peer's delayed acknowledgement.
        socket.setTcpNoDelay(true);
        return socket;
    }

    @Override
    public Socket createSocket(String host, int port) {
        throw unused();
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress localHost, int localPort) {
        throw unused();
    }

    @Override
    public Socket createSocket(InetAddress host, int port) {
        throw unused();
    }

    @Override
    public Socket createSocket(InetAddress address, int port, InetAddress localAddress, int localPort) {
        throw unused();
    }

    private static UnsupportedOperationException unused() {
        return new UnsupportedOperationException("OkHttp connects its sockets itself");
    }

    /** A socket that knows no proxy, not even that of the JVM's properties. */
    private static final class GuardedSocket extends Socket {
        private final AddressPolicy policy;
        private final Dialling dialling;

        GuardedSocket(AddressPolicy policy, Dialling dialling) {
            super(Proxy.NO_PROXY);
            this.policy = policy;
            this.dialling = dialling;
        }

        @Override
        public void connect(SocketAddress endpoint, int timeout) throws IOException {
            if (!(endpoint instanceof InetSocketAddress address)
                    || address.isUnresolved()
                    || !policy.allows(address.getAddress(), address.getPort())) {
                throw new DestinationDeniedException();
            }
            dialling.to(address);
            super.connect(endpoint, timeout);
        }

        @Override
        public InputStream getInputStream() throws IOException {
            return new InterruptibleInput(this, super.getInputStream());
        }
    }

    /**
     * Ends a read when its thread is interrupted. On a platform thread the JDK goes on waiting; so we wait in slices and look
     * in between. Data that is there already is read at once, as ever.
     */
    private static final class InterruptibleInput extends InputStream {
        private static final int SLICE_MILLIS = 100;

        private final Socket socket;
        private final InputStream input;

        InterruptibleInput(Socket socket, InputStream input) {
            this.socket = socket;
            this.input = input;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int timeoutMillis = socket.getSoTimeout();
            int waitedMillis = 0;
            try {
                while (true) {
                    int left = timeoutMillis == 0 ? SLICE_MILLIS : timeoutMillis - waitedMillis;
                    int slice = Math.min(SLICE_MILLIS, left);
                    socket.setSoTimeout(slice);
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
                if (!socket.isClosed()) {
                    socket.setSoTimeout(timeoutMillis);
                }
            }
        }

        @Override
        public int available() throws IOException {
            return input.available();
        }

        @Override
        public void close() throws IOException {
            input.close();
        }
    }
}
