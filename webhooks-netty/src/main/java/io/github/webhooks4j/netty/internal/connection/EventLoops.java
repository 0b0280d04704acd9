package io.github.webhooks4j.netty.internal.connection;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The event loops of a client, on which all its connections are. Thread-safe. */
@SuppressWarnings("FutureReturnValueIgnored") // close() waits for the end of the group itself.
public final class EventLoops {
    private static final int MAX_LOOPS = 2;

    private final MultiThreadIoEventLoopGroup group;
    private final Class<? extends Channel> channels;

    private EventLoops(IoHandlerFactory handlers, Class<? extends Channel> channels) {
        int loops = Math.min(MAX_LOOPS, Runtime.getRuntime().availableProcessors());
        this.group = new MultiThreadIoEventLoopGroup(loops, new DefaultThreadFactory("webhooks-netty", true), handlers);
        this.channels = channels;
    }

    /** Returns loops on epoll where it is available, otherwise on the JDK's selectors. */
    public static EventLoops fastest() {
        return isEpollOnPath() && NativeEpoll.isAvailable()
                ? new EventLoops(NativeEpoll.handlers(), NativeEpoll.channels())
                : ofSelectors();
    }

    /** Returns loops on the JDK's selectors. */
    public static EventLoops ofSelectors() {
        return new EventLoops(NioIoHandler.newFactory(), NioSocketChannel.class);
    }

    /** Returns the loops, each of which is one thread. */
    public List<EventLoop> loops() {
        var loops = new ArrayList<EventLoop>();
        group.forEach(executor -> loops.add((EventLoop) executor));
        return loops;
    }

    /** Returns what makes the connections of a loop, without any timeout. */
    public Bootstrap bootstrap(EventLoop loop) {
        return new Bootstrap()
                .group(loop)
                .channel(channels)
                // A body that does not fit the first segment would wait for the peer's delayed acknowledgement.
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 0)
                .handler(new ChannelInboundHandlerAdapter() {
                    @Override
                    public boolean isSharable() {
                        return true;
                    }
                });
    }

    /**
     * Ends the loops, which run what was submitted before.
     *
     * @param within how long the calling thread waits for it, unless it is one of the loops
     */
    public void close(Duration within) {
        group.shutdownGracefully(0, within.toMillis(), TimeUnit.MILLISECONDS);
        for (EventLoop loop : loops()) {
            if (loop.inEventLoop()) {
                return;
            }
        }
        group.terminationFuture().awaitUninterruptibly(within.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static boolean isEpollOnPath() {
        try {
            Class.forName("io.netty.channel.epoll.Epoll", false, EventLoops.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }
}
