package io.github.webhooks4j.okhttp;

import io.github.webhooks4j.tck.TransportContract;
import io.github.webhooks4j.transport.Transport;
import java.time.Duration;

class OkHttpTransportContractTest extends TransportContract {
    @Override
    protected Transport open(Duration deadline) {
        return OkHttpTransport.builder()
                .addressPolicy(AddressPolicy.allowLoopback())
                .callTimeout(deadline)
                .build();
    }
}
