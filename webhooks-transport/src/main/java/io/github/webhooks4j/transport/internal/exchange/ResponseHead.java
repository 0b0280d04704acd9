package io.github.webhooks4j.transport.internal.exchange;

import java.util.List;

/** Status and fields of a response, as they were received. Implementations are immutable. */
public interface ResponseHead {
    /** Returns the status. */
    int status();

    /** Returns whether it is a response of HTTP/1.0. */
    boolean isHttp10();

    /** Returns all values of a field, in their order; the name is compared without regard to case. */
    List<String> values(String name);
}
