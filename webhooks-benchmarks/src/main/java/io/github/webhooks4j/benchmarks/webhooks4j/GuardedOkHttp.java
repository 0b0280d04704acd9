package io.github.webhooks4j.benchmarks.webhooks4j;

import io.github.webhooks4j.benchmarks.Job;
import io.github.webhooks4j.benchmarks.Running;
import io.github.webhooks4j.benchmarks.Setup;
import io.github.webhooks4j.benchmarks.Subject;
import io.github.webhooks4j.delivery.DeliveryResult;
import io.github.webhooks4j.delivery.DeliveryResult.Response;
import io.github.webhooks4j.okhttp.OkHttpTransport;
import io.github.webhooks4j.transport.AddressPolicy;
import java.io.IOException;

/**
 * This library's transport without an engine and a store: a queue in memory, and threads that compose and sign each request
 * as the engine does, and send it through all guards. What it costs more than the bare client is the price of those; what an
 * engine costs more than it is the price of durability.
 */
public final class GuardedOkHttp implements Subject {
    @Override
    public String name() {
        return "raw-okhttp-guarded";
    }

    @Override
    public String tuning() {
        return "this library's OkHttp transport with its guards; a queue in memory and " + SendingLoop.THREADS
                + " threads; callback URL, signature and headers as the engine sends them; bodies are not"
                + " checked; nothing durable, repeated or remembered";
    }

    @Override
    public Running start(Setup setup) {
        return SendingLoop.start(name(), new Client(setup));
    }

    private static final class Client implements SendingLoop.Client {
        private final OkHttpTransport transport = OkHttpTransport.builder()
                .addressPolicy(AddressPolicy.allowLoopback())
                .build();
        private final Composer composer;

        Client(Setup setup) {
            this.composer = new Composer(setup);
        }

        @Override
        public String id(Job job) {
            return composer.id(job);
        }

        @Override
        public void send(String id, Job job) throws IOException {
            DeliveryResult result = transport.exchange(composer.request(id, job));
            if (!(result instanceof Response response) || response.status() != 200) {
                throw new IOException("the receiver must respond 200, was " + result);
            }
        }

        @Override
        public void close() {
            transport.close();
        }
    }
}
