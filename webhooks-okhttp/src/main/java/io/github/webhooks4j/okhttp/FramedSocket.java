package io.github.webhooks4j.okhttp;

/** A socket that carries HTTP itself, with nothing above it, and knows where each response ends. */
interface FramedSocket {
    ConnectionState state();
}
