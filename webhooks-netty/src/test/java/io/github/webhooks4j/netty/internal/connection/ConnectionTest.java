package io.github.webhooks4j.netty.internal.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.webhooks4j.transport.internal.exchange.ResponseHead;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;

class ConnectionTest {
    @Test
    void releases_a_head_that_cannot_be_sent_with_its_body() {
        var connection = Connection.on(
                new EmbeddedChannel(), new PoolKey(false, "hooks.test", 80, null), new InetSocketAddress(80), () -> 0);
        ByteBuf full = Unpooled.buffer(1, 1);

        assertThatThrownBy(() -> connection.send(full, new byte[2], new Ignoring()))
                .isInstanceOf(IndexOutOfBoundsException.class);

        assertThat(full.refCnt()).isZero();
    }

    private static final class Ignoring implements Connection.Listener {
        @Override
        public void active() {}

        @Override
        public void sent() {}

        @Override
        public void head(ResponseHead head) {}

        @Override
        public void body(ByteBuf part, boolean isLast) {}

        @Override
        public void complete() {}

        @Override
        public void lost(Throwable failure) {}
    }
}
