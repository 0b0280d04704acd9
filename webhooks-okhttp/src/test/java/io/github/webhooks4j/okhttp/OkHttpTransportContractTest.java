package io.github.webhooks4j.okhttp;

import io.github.webhooks4j.tck.TransportContract;
import io.github.webhooks4j.transport.Transport;

class OkHttpTransportContractTest extends TransportContract {
    @Override
    protected Transport open() {
        return OkHttpTransport.builder()
                .addressPolicy(AddressPolicy.allowLoopback())
                .build();
    }
}
