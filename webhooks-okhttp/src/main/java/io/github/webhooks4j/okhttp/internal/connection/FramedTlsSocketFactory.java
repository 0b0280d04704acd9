package io.github.webhooks4j.okhttp.internal.connection;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.LongSupplier;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.StandardConstants;

/** Makes the TLS sockets of a client: those of another factory, with framed responses. Thread-safe. */
public final class FramedTlsSocketFactory extends SSLSocketFactory {
    private final SSLSocketFactory sockets;
    private final LongSupplier nanoTime;

    public FramedTlsSocketFactory(SSLSocketFactory sockets, LongSupplier nanoTime) {
        this.sockets = sockets;
        this.nanoTime = nanoTime;
    }

    @Override
    public Socket createSocket(Socket socket, String host, int port, boolean autoClose) throws IOException {
        if (!(socket instanceof GuardedSocket raw)) {
            throw new IllegalArgumentException("TLS goes over guarded sockets only");
        }
        var tls = (SSLSocket) sockets.createSocket(socket, host, port, autoClose);
        nameHost(tls, host);
        return new FramedTlsSocket(tls, raw, nanoTime);
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

    /**
     * The JDK sends no server name that contains an underscore, because it is no host name by RFC 952; many hosts in use
     * have one.
     */
    private static void nameHost(SSLSocket tls, String host) {
        if (host.indexOf('_') >= 0 && host.indexOf('.') >= 0) {
            String name = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
            SSLParameters parameters = tls.getSSLParameters();
            parameters.setServerNames(List.of(new HostName(name)));
            tls.setSSLParameters(parameters);
        }
    }

    /** The JDK's own type refuses names that are no host names by RFC 952. */
    private static final class HostName extends SNIServerName {
        HostName(String name) {
            super(StandardConstants.SNI_HOST_NAME, name.getBytes(StandardCharsets.US_ASCII));
        }
    }

    private static UnsupportedOperationException unused() {
        return new UnsupportedOperationException("OkHttp connects its sockets itself");
    }
}
