package io.github.webhooks4j.netty;

import io.github.webhooks4j.netty.internal.client.NettyClient;
import io.github.webhooks4j.netty.internal.connection.EventLoops;
import io.github.webhooks4j.transport.GuardedTransportContract;
import io.github.webhooks4j.transport.TestedTransport;

/** On the selectors of the JDK. */
class NettySelectorsTest extends GuardedTransportContract {
    @Override
    protected TestedTransport.Builder builder() {
        return new TestedTransport.Builder(
                settings -> new NettyTransport(new NettyClient(settings, EventLoops.ofSelectors())));
    }
}
