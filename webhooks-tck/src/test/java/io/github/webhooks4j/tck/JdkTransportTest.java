package io.github.webhooks4j.tck;

import io.github.webhooks4j.transport.Transport;
import java.time.Duration;

class JdkTransportTest extends TransportContract {

    @Override
    protected Transport open(Duration deadline) {
        return new JdkTransport(deadline);
    }
}
