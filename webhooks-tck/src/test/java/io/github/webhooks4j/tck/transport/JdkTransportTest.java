package io.github.webhooks4j.tck.transport;

import io.github.webhooks4j.spi.transport.Transport;
import org.junit.jupiter.api.Tag;

@Tag("hostile")
class JdkTransportTest extends TransportContract {

    @Override
    protected Transport open() {
        return new JdkTransport();
    }
}
