package io.github.webhooks4j.okhttp;

import io.github.webhooks4j.transport.GuardedTransportContract;
import io.github.webhooks4j.transport.TestedTransport;

class OkHttpGuardedTransportTest extends GuardedTransportContract {
    @Override
    protected TestedTransport.Builder builder() {
        return new TestedTransport.Builder(OkHttpTransport::new);
    }
}
