package io.github.webhooks4j.transport.internal.settings;

import java.nio.charset.StandardCharsets;
import java.util.List;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.StandardConstants;

/**
 * The name of a host with an underscore, as the TLS handshake sends it: the JDK's own type refuses it, because it is no
 * host name by RFC 952; many hosts in use have one.
 */
public final class ServerName extends SNIServerName {
    private ServerName(String name) {
        super(StandardConstants.SNI_HOST_NAME, name.getBytes(StandardCharsets.US_ASCII));
    }

    /** Returns whether the JDK does not send the name of {@code host} by itself. */
    public static boolean isNeededFor(String host) {
        return host.indexOf('_') >= 0 && host.indexOf('.') >= 0;
    }

    /** Sets the name of {@code host} in {@code parameters}. */
    public static void set(SSLParameters parameters, String host) {
        parameters.setServerNames(List.of(new ServerName(withoutTrailingDot(host))));
    }

    /** Returns a host without the dot that ends a name in the DNS, but in no certificate. */
    public static String withoutTrailingDot(String host) {
        return host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
    }
}
