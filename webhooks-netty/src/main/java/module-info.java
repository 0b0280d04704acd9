import org.jspecify.annotations.NullMarked;

/** The transport port on the event loops of Netty: thousands of requests in flight without a thread each. */
@NullMarked
module io.github.webhooks4j.netty {
    requires static transitive org.jspecify;
    requires transitive io.github.webhooks4j.core;
    requires transitive io.github.webhooks4j.transport;
    requires io.netty.buffer;
    requires io.netty.codec;
    requires io.netty.codec.http;
    requires io.netty.common;
    requires io.netty.handler;
    requires io.netty.transport;
    requires static io.netty.transport.classes.epoll;
    requires okhttp3;
    requires org.slf4j;

    exports io.github.webhooks4j.netty;
}
