package io.github.webhooks4j.netty;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.UnixOperatingSystemMXBean;
import io.github.webhooks4j.delivery.DeliveryResult;
import io.github.webhooks4j.delivery.DeliveryResult.Response;
import io.github.webhooks4j.delivery.Header;
import io.github.webhooks4j.spi.transport.OutboundRequest;
import io.github.webhooks4j.transport.AddressPolicy;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Thousands of requests that wait for their responses at the same time. */
class ManyInFlightTest {
    private static final Duration DEADLINE = Duration.ofSeconds(50);
    private static final int MANY = 10_000;
    private static final long DESCRIPTORS_FOR_MANY = 12_000;
    private static final double MOST_KIB_EACH = 12;
    private static final int MOST_MORE_THREADS = 6;

    @Test
    void two_thousand_need_no_thread_each() throws Exception {
        try (var receiver = HoldingReceiver.start(2_000);
                var transport = transport()) {
            int threads = ManagementFactory.getThreadMXBean().getThreadCount();
            var sent = new Sent(transport, receiver.url(), 2_000);
            receiver.awaitHeld();

            int more = ManagementFactory.getThreadMXBean().getThreadCount() - threads;
            receiver.respond();

            assertThat(more).isLessThanOrEqualTo(MOST_MORE_THREADS);
            assertThat(sent.awaitResponses()).isEqualTo(2_000);
        }
    }

    @Test
    @Tag("stress")
    void ten_thousand_take_little_memory_each() throws Exception {
        Assumptions.assumeTrue(
                descriptors() >= DESCRIPTORS_FOR_MANY,
                "10,000 requests in flight need " + DESCRIPTORS_FOR_MANY + " file descriptors");
        try (var receiver = HoldingReceiver.start(MANY);
                var transport = transport()) {
            long before = usedBytes();
            var sent = new Sent(transport, receiver.url(), MANY);
            receiver.awaitHeld();

            double kibEach = (usedBytes() - before) / 1024.0 / MANY;
            receiver.respond();

            assertThat(kibEach).isLessThan(MOST_KIB_EACH);
            assertThat(sent.awaitResponses()).isEqualTo(MANY);
        }
    }

    @Test
    void close_aborts_two_thousand_and_returns() throws Exception {
        try (var receiver = HoldingReceiver.start(2_000)) {
            NettyTransport transport = transport();
            var sent = new Sent(transport, receiver.url(), 2_000);
            receiver.awaitHeld();

            transport.close();

            assertThat(sent.awaitResponses()).isZero();
        }
    }

    /** Requests in flight, and how many of them got a response. */
    private static final class Sent {
        private final CountDownLatch results;
        private final AtomicInteger responses = new AtomicInteger();

        Sent(NettyTransport transport, String url, int count) {
            this.results = new CountDownLatch(count);
            var request = OutboundRequest.post(
                    url, List.of(new Header("Content-Type", "application/json")), new byte[200], DEADLINE);
            for (int i = 0; i < count; i++) {
                transport.send(request, this::ended);
            }
        }

        int awaitResponses() throws InterruptedException {
            assertThat(results.await(DEADLINE.toSeconds(), TimeUnit.SECONDS)).isTrue();
            return responses.get();
        }

        private void ended(DeliveryResult result) {
            if (result instanceof Response response && response.status() == 200) {
                responses.incrementAndGet();
            }
            results.countDown();
        }
    }

    private static NettyTransport transport() {
        return NettyTransport.builder()
                .addressPolicy(AddressPolicy.allowLoopback())
                .connectTimeout(Duration.ofSeconds(30))
                .build();
    }

    private static long descriptors() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                ? unix.getMaxFileDescriptorCount()
                : 0;
    }

    /** Returns the heap that is in use after a collection, and what Netty has beside it. */
    private static long usedBytes() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed()
                + ((ByteBufAllocatorMetricProvider) ByteBufAllocator.DEFAULT)
                        .metric()
                        .usedDirectMemory();
    }
}
