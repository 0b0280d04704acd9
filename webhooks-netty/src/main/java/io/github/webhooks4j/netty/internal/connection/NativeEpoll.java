package io.github.webhooks4j.netty.internal.connection;

import io.netty.channel.Channel;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;

/** Linux's epoll, whose classes may be absent: loaded only where they are not. */
final class NativeEpoll {
    private NativeEpoll() {}

    /** Returns whether its native part is there too, and runs on this system. */
    static boolean isAvailable() {
        return Epoll.isAvailable();
    }

    static IoHandlerFactory handlers() {
        return EpollIoHandler.newFactory();
    }

    static Class<? extends Channel> channels() {
        return EpollSocketChannel.class;
    }
}
