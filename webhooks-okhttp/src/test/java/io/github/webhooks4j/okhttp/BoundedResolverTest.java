package io.github.webhooks4j.okhttp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class BoundedResolverTest {
    private static final Duration LONG = Duration.ofSeconds(10);
    private static final List<InetAddress> ANSWER =
            List.of(AddressRange.literal("9.9.9.9").orElseThrow());

    @Test
    void many_who_wait_for_one_name_share_one_look_up() throws Exception {
        var lookups = new AtomicInteger();
        var asked = new CountDownLatch(1);
        var answer = new CountDownLatch(1);
        NameResolver slow = host -> {
            lookups.incrementAndGet();
            asked.countDown();
            awaitUninterrupted(answer);
            return ANSWER;
        };
        try (var resolver = new BoundedResolver(slow)) {
            var first = CompletableFuture.supplyAsync(() -> resolve(resolver, LONG));
            asked.await();
            for (int i = 0; i < 5; i++) {
                assertThatThrownBy(() -> resolver.resolve("slow.test", Duration.ofMillis(1)))
                        .isInstanceOf(UnknownHostException.class);
            }
            answer.countDown();

            assertThat(first.get()).isEqualTo(ANSWER);
            assertThat(lookups).hasValue(1);
        }
    }

    @Test
    void asks_again_once_a_look_up_has_ended() throws UnknownHostException {
        var lookups = new AtomicInteger();
        try (var resolver = new BoundedResolver(host -> {
            if (lookups.incrementAndGet() == 1) {
                throw new UnknownHostException(host);
            }
            return ANSWER;
        })) {
            assertThatThrownBy(() -> resolver.resolve("hooks.test", LONG))
                    .isInstanceOf(UnknownHostException.class)
                    .hasMessage("no such name");
            assertThat(resolver.resolve("hooks.test", LONG)).isEqualTo(ANSWER);
        }
    }

    @Test
    void other_names_do_not_wait_for_a_stuck_one() throws UnknownHostException {
        var never = new CountDownLatch(1);
        try (var resolver = new BoundedResolver(host -> {
            if (host.equals("stuck.test")) {
                awaitUninterrupted(never);
            }
            return ANSWER;
        })) {
            for (int i = 0; i < 50; i++) {
                assertThatThrownBy(() -> resolver.resolve("stuck.test", Duration.ofMillis(1)))
                        .isInstanceOf(UnknownHostException.class)
                        .hasMessage("no answer in time");
            }

            assertThat(resolver.resolve("hooks.test", LONG)).isEqualTo(ANSWER);
        }
    }

    @Test
    void answers_nothing_after_it_was_closed() {
        var resolver = new BoundedResolver(host -> ANSWER);
        resolver.close();

        assertThatThrownBy(() -> resolver.resolve("hooks.test", LONG)).isInstanceOf(UnknownHostException.class);
    }

    private static List<InetAddress> resolve(BoundedResolver resolver, Duration within) {
        try {
            return resolver.resolve("slow.test", within);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
