package io.github.webhooks4j.okhttp.internal.address;

import java.net.InetAddress;

/** Decides which addresses may be dialled. Implementations are thread-safe and quick. */
@FunctionalInterface
public interface AddressFilter {
    /** Returns whether {@code address} may be dialled on {@code port}. */
    boolean allows(InetAddress address, int port);
}
