package io.github.webhooks4j.netty.internal.connection;

import io.github.webhooks4j.transport.internal.exchange.ResponseHead;
import io.netty.buffer.ByteBuf;

/** Reads the rest of a response that no exchange waits for any more, so that its connection can carry another one. */
record Drain(Runnable ended) implements Connection.Listener {
    @Override
    public void active() {}

    @Override
    public void sent() {}

    @Override
    public void head(ResponseHead head) {}

    @Override
    public void body(ByteBuf part, boolean isLast) {
        if (isLast) {
            ended.run();
        }
    }

    @Override
    public void complete() {
        ended.run();
    }

    @Override
    public void lost(Throwable failure) {
        // It is closed.
    }
}
