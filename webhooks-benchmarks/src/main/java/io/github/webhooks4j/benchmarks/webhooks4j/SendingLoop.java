package io.github.webhooks4j.benchmarks.webhooks4j;

import io.github.webhooks4j.benchmarks.Job;
import io.github.webhooks4j.benchmarks.Running;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** A queue in memory and threads that take from it: all that a client needs to be measured without a store. */
final class SendingLoop implements Running {
    static final int THREADS = 16;

    /** A client; thread-safe. */
    interface Client extends AutoCloseable {
        /** Returns the {@code webhook-id} that a job gets. */
        String id(Job job);

        /**
         * Sends a job.
         *
         * @throws IOException if the response is not 2xx, or there is none
         */
        void send(String id, Job job) throws IOException;

        @Override
        void close();
    }

    private record Queued(String id, Job job) {}

    private final BlockingQueue<Queued> queue = new LinkedBlockingQueue<>();
    private final AtomicInteger left = new AtomicInteger();
    private final List<Thread> threads = new ArrayList<>();
    private final Client client;

    private SendingLoop(Client client) {
        this.client = client;
    }

    static SendingLoop start(String name, Client client) {
        var loop = new SendingLoop(client);
        for (int i = 0; i < THREADS; i++) {
            var thread = new Thread(loop::work, name + "-" + i);
            thread.setDaemon(true);
            thread.start();
            loop.threads.add(thread);
        }
        return loop;
    }

    @Override
    public List<String> publish(List<Job> jobs) {
        left.addAndGet(jobs.size());
        var ids = new ArrayList<String>(jobs.size());
        for (Job job : jobs) {
            var queued = new Queued(client.id(job), job);
            ids.add(queued.id());
            queue.add(queued);
        }
        return ids;
    }

    @Override
    public boolean isDrained() {
        return left.get() == 0;
    }

    @Override
    public void close() {
        threads.forEach(Thread::interrupt);
        client.close();
    }

    private void work() {
        try {
            while (true) {
                Queued next = queue.take();
                client.send(next.id(), next.job());
                left.decrementAndGet();
            }
        } catch (InterruptedException | IOException e) {
            // Closed; or the rest is never sent, and the run is void.
        }
    }
}
