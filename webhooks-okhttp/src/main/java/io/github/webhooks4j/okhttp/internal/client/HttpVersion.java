package io.github.webhooks4j.okhttp.internal.client;

import java.util.List;
import java.util.concurrent.TimeUnit;
import okhttp3.ConnectionPool;
import okhttp3.HttpUrl;
import okhttp3.Protocol;

/** The versions of HTTP that a destination is offered. */
enum HttpVersion {
    /** HTTP/1.1 only. */
    ONE(List.of(Protocol.HTTP_1_1)),
    /** HTTP/2, negotiated in the TLS handshake, and HTTP/1.1 if the destination does not choose it. */
    TWO_OVER_TLS(List.of(Protocol.HTTP_2, Protocol.HTTP_1_1)),
    /** HTTP/2 without TLS, without asking for it first. */
    TWO_BY_PRIOR_KNOWLEDGE(List.of(Protocol.H2_PRIOR_KNOWLEDGE));

    @SuppressWarnings("ImmutableEnumChecker") // made by List.of
    private final List<Protocol> protocols;

    HttpVersion(List<Protocol> protocols) {
        this.protocols = protocols;
    }

    /** Returns what is offered for a URL of a destination that has HTTP/2 only. */
    static HttpVersion twoFor(HttpUrl url) {
        return url.isHttps() ? TWO_OVER_TLS : TWO_BY_PRIOR_KNOWLEDGE;
    }

    List<Protocol> protocols() {
        return protocols;
    }

    /**
     * Returns whether a connection carries one exchange only. With HTTP/2 it does: several at once could not be
     * distinguished by what guards connections, and would be lost together.
     */
    boolean isForOneExchange() {
        return this != ONE;
    }

    ConnectionPool newPool() {
        return isForOneExchange() ? new ConnectionPool(0, 1, TimeUnit.MILLISECONDS) : ConnectionPoolShard.newPool();
    }
}
