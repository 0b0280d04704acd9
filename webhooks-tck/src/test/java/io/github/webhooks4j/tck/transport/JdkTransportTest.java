package io.github.webhooks4j.tck.transport;

import io.github.webhooks4j.spi.transport.Transport;

class JdkTransportTest extends TransportContract {

    @Override
    protected Transport open() {
        return new JdkTransport();
    }
}
