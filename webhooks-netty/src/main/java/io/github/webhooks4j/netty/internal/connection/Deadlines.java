package io.github.webhooks4j.netty.internal.connection;

import io.netty.channel.EventLoop;
import io.netty.util.HashedWheelTimer;
import io.netty.util.Timeout;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * Deadlines on a wheel: one that is set and cancelled again costs the same however many there are, and none throws.
 * Thread-safe.
 */
public final class Deadlines {
    private static final long TICK_MILLIS = 10;
    private static final int TICKS = 1024;

    private final HashedWheelTimer wheel = new HashedWheelTimer(
            new DefaultThreadFactory("webhooks-netty-timer", true), TICK_MILLIS, TimeUnit.MILLISECONDS, TICKS, false);

    /** Runs {@code task} on a loop after a time, at most a few ticks late, unless what is returned is cancelled. */
    public Timeout after(Duration time, EventLoop loop, Runnable task) {
        return wheel.newTimeout(expired -> runOn(loop, task), Math.max(1, time.toNanos()), TimeUnit.NANOSECONDS);
    }

    /** Ends the thread of the wheel. Nothing runs afterwards. */
    public void close() {
        wheel.stop();
    }

    private static void runOn(EventLoop loop, Runnable task) {
        try {
            loop.execute(task);
        } catch (RejectedExecutionException e) {
            // The loop has ended, and with it what the deadline was for.
        }
    }
}
