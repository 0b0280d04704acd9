package io.github.webhooks4j.benchmarks.webhooks4j;

import io.github.webhooks4j.benchmarks.Job;
import io.github.webhooks4j.benchmarks.Running;
import io.github.webhooks4j.benchmarks.Setup;
import io.github.webhooks4j.benchmarks.Subject;
import io.github.webhooks4j.delivery.DeliveryResult;
import io.github.webhooks4j.delivery.DeliveryResult.Response;
import io.github.webhooks4j.netty.NettyTransport;
import io.github.webhooks4j.transport.AddressPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** This library's Netty transport without an engine and a store, as {@link GuardedOkHttp} has the other one. */
public final class GuardedNetty implements Subject {
    @Override
    public String name() {
        return "raw-netty";
    }

    @Override
    public String tuning() {
        return "this library's Netty transport with its guards; a queue in memory and " + SendingLoop.THREADS
                + " requests in flight without threads; callback URL, signature and headers as the engine sends them;"
                + " bodies are not checked; nothing durable, repeated or remembered";
    }

    @Override
    public Running start(Setup setup) {
        return new Window(setup);
    }

    /** Sends the next job when one of those in flight has ended. */
    private static final class Window implements Running {
        private final NettyTransport transport = NettyTransport.builder()
                .addressPolicy(AddressPolicy.allowLoopback())
                .build();
        private final Composer composer;
        private final Queue<Queued> queue = new ConcurrentLinkedQueue<>();
        private final AtomicInteger inFlight = new AtomicInteger();
        private final AtomicInteger left = new AtomicInteger();

        private record Queued(String id, Job job) {}

        Window(Setup setup) {
            this.composer = new Composer(setup);
        }

        @Override
        public List<String> publish(List<Job> jobs) {
            left.addAndGet(jobs.size());
            var ids = new ArrayList<String>(jobs.size());
            for (Job job : jobs) {
                var queued = new Queued(composer.id(job), job);
                ids.add(queued.id());
                queue.add(queued);
                sendMore();
            }
            return ids;
        }

        @Override
        public boolean isDrained() {
            return left.get() == 0;
        }

        @Override
        public void close() {
            transport.close();
        }

        private void sendMore() {
            while (!queue.isEmpty()) {
                if (inFlight.incrementAndGet() > SendingLoop.THREADS) {
                    inFlight.decrementAndGet();
                    return;
                }
                Queued next = queue.poll();
                if (next == null) {
                    inFlight.decrementAndGet();
                } else {
                    transport.send(composer.request(next.id(), next.job()), this::ended);
                }
            }
        }

        private void ended(DeliveryResult result) {
            inFlight.decrementAndGet();
            if (result instanceof Response response && response.status() == 200) {
                left.decrementAndGet();
                sendMore();
            }
            // Otherwise the rest is never sent, and the run is void.
        }
    }
}
