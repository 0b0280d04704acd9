package io.github.webhooks4j.benchmarks.webhooks4j;

import io.github.webhooks4j.benchmarks.Job;
import io.github.webhooks4j.benchmarks.Running;
import io.github.webhooks4j.benchmarks.Setup;
import io.github.webhooks4j.benchmarks.Subject;
import io.github.webhooks4j.netty.NettyTransport;
import io.github.webhooks4j.okhttp.OkHttpTransport;
import io.github.webhooks4j.spi.transport.OutboundRequest;
import io.github.webhooks4j.transport.AddressPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;

/** One of this library's transports without an engine, for requests that may fail: all that are published are sent at once. */
public final class TransportAlone implements Subject {
    private final String name;
    private final boolean blocking;

    private TransportAlone(String name, boolean blocking) {
        this.name = name;
        this.blocking = blocking;
    }

    /** Returns the OkHttp transport, with a thread for each request in flight. */
    public static TransportAlone okHttp() {
        return new TransportAlone("raw-okhttp-guarded", true);
    }

    /** Returns the Netty transport. */
    public static TransportAlone netty() {
        return new TransportAlone("raw-netty", false);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String tuning() {
        return "this library's transport with its guards; composed and signed as the engine does; nothing durable";
    }

    @Override
    public Running start(Setup setup) {
        if (!blocking) {
            NettyTransport netty = NettyTransport.builder()
                    .addressPolicy(AddressPolicy.allowLoopback())
                    .build();
            return new Sending(setup, (request, ended) -> netty.send(request, result -> ended.run()), netty::close);
        }
        OkHttpTransport okHttp = OkHttpTransport.builder()
                .addressPolicy(AddressPolicy.allowLoopback())
                .build();
        ExecutorService threads = Executors.newFixedThreadPool(setup.inFlight());
        return new Sending(
                setup,
                (request, ended) -> threads.execute(() -> {
                    okHttp.exchange(request);
                    ended.run();
                }),
                () -> {
                    threads.shutdown();
                    okHttp.close();
                });
    }

    private static final class Sending implements Running {
        private final Composer composer;
        private final BiConsumer<OutboundRequest, Runnable> send;
        private final Runnable close;
        private final AtomicInteger left = new AtomicInteger();

        Sending(Setup setup, BiConsumer<OutboundRequest, Runnable> send, Runnable close) {
            this.composer = new Composer(setup);
            this.send = send;
            this.close = close;
        }

        @Override
        public List<String> publish(List<Job> jobs) {
            left.addAndGet(jobs.size());
            var ids = new ArrayList<String>(jobs.size());
            for (Job job : jobs) {
                String id = composer.id(job);
                ids.add(id);
                send.accept(composer.request(id, job), left::decrementAndGet);
            }
            return ids;
        }

        @Override
        public boolean isDrained() {
            return left.get() == 0;
        }

        @Override
        public void close() {
            close.run();
        }
    }
}
