package io.github.webhooks4j.okhttp.internal.connection;

/** A socket that carries HTTP itself, with nothing above it, and knows where each response ends. */
public interface FramedSocket {
    ConnectionState state();
}
