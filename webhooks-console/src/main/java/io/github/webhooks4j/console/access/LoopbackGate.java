package io.github.webhooks4j.console.access;

import io.github.webhooks4j.console.exchange.ConsoleRequest;
import java.util.Set;

/** Admits this machine. */
final class LoopbackGate implements ConsoleGate {
    private static final Set<String> NAMES = Set.of("localhost", "127.0.0.1", "[::1]");
    /** How the names of headers begin that proxies add. */
    private static final Set<String> PROXY_HEADERS =
            Set.of("x-forwarded-", "forwarded", "via", "x-real-ip", "cf-connecting-ip");

    private static final Actor LOOPBACK = new Actor("loopback");

    @Override
    public Admission admit(ConsoleRequest request) {
        boolean direct = PROXY_HEADERS.stream().noneMatch(request::hasHeaderLike);
        boolean named = request.headers("host").size() == 1
                && request.header("host")
                        .map(LoopbackGate::name)
                        .filter(NAMES::contains)
                        .isPresent();
        return request.isFromLoopback() && direct && named ? Admission.all(LOOPBACK) : Admission.forbidden();
    }

    /** Returns a {@code Host} without its port. */
    private static String name(String host) {
        int colon = host.lastIndexOf(':');
        return colon > host.lastIndexOf(']') ? host.substring(0, colon) : host;
    }
}
