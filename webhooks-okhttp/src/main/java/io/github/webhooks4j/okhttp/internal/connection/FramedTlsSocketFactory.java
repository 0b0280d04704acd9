package io.github.webhooks4j.okhttp.internal.connection;

import io.github.webhooks4j.transport.internal.settings.ServerName;
import io.github.webhooks4j.transport.internal.profile.ClientKeys;
import io.github.webhooks4j.transport.internal.profile.TlsContext;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.function.LongSupplier;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/** Makes the TLS sockets of a client: those of the JDK, with framed responses. Thread-safe. */
public final class FramedTlsSocketFactory extends SSLSocketFactory {
    private final SSLSocketFactory sockets;
    private final ClientKeys keys;
    private final LongSupplier nanoTime;

    public FramedTlsSocketFactory(TlsContext context, LongSupplier nanoTime) {
        this.sockets = context.sockets();
        this.keys = context.keys();
        this.nanoTime = nanoTime;
    }

    @Override
    public Socket createSocket(Socket socket, String host, int port, boolean autoClose) throws IOException {
        if (!(socket instanceof GuardedSocket raw)) {
            throw new IllegalArgumentException("TLS goes over guarded sockets only");
        }
        var tls = (SSLSocket) sockets.createSocket(socket, host, port, autoClose);
        nameHost(tls, host);
        return new FramedTlsSocket(tls, raw, keys, nanoTime);
    }

    @Override
    public String[] getDefaultCipherSuites() {
        return sockets.getDefaultCipherSuites();
    }

    @Override
    public String[] getSupportedCipherSuites() {
        return sockets.getSupportedCipherSuites();
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

    private static void nameHost(SSLSocket tls, String host) {
        if (ServerName.isNeededFor(host)) {
            SSLParameters parameters = tls.getSSLParameters();
            ServerName.set(parameters, host);
            tls.setSSLParameters(parameters);
        }
    }

    private static UnsupportedOperationException unused() {
        return new UnsupportedOperationException("OkHttp connects its sockets itself");
    }
}
