package io.github.webhooks4j.netty;

import io.github.webhooks4j.spi.transport.Transport;
import io.github.webhooks4j.tck.transport.TransportContract;
import io.github.webhooks4j.transport.AddressPolicy;
import org.junit.jupiter.api.Tag;

@Tag("hostile")
class NettyTransportContractTest extends TransportContract {
    @Override
    protected Transport open() {
        return NettyTransport.builder()
                .addressPolicy(AddressPolicy.allowLoopback())
                .build();
    }
}
