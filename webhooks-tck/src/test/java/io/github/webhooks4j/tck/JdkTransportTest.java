package io.github.webhooks4j.tck;

import io.github.webhooks4j.transport.Transport;

class JdkTransportTest extends TransportContract {

    @Override
    protected Transport open() {
        return new JdkTransport();
    }
}
