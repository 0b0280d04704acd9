package io.github.webhooks4j.testkit;

import io.github.webhooks4j.transport.Transport;
import java.time.Duration;

class JdkTransportTest extends TransportContract {

    @Override
    protected Transport open(Duration deadline) {
        return new JdkTransport(deadline);
    }
}
