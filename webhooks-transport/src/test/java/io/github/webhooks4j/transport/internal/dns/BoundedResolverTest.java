package io.github.webhooks4j.transport.internal.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.webhooks4j.transport.NameResolver;
import io.github.webhooks4j.transport.internal.address.IpLiteral;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BoundedResolverTest {
    private static final Duration LONG = Duration.ofSeconds(10);
    private static final List<InetAddress> ANSWER =
            List.of(IpLiteral.parse("9.9.9.9").orElseThrow());

    private final AtomicLong nanos = new AtomicLong();

    @Test
    void callers_that_wait_for_one_name_share_one_lookup() throws Exception {
        var lookups = new AtomicInteger();
        var asked = new CountDownLatch(1);
        var answer = new CountDownLatch(1);
        NameResolver slow = host -> {
            lookups.incrementAndGet();
            asked.countDown();
            awaitUninterrupted(answer);
            return ANSWER;
        };
        try (var resolver = new BoundedResolver(slow, System::nanoTime)) {
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
    void asks_again_for_a_name_that_failed_after_five_seconds() throws UnknownHostException {
        var lookups = new AtomicInteger();
        try (var resolver = resolver(host -> {
            if (lookups.incrementAndGet() == 1) {
                throw new UnknownHostException(host);
            }
            return ANSWER;
        })) {
            assertThatThrownBy(() -> resolver.resolve("hooks.test", LONG)).hasMessage("no such name");
            nanos.addAndGet(4_999_999_999L);
            assertThatThrownBy(() -> resolver.resolve("hooks.test", LONG))
                    .isExactlyInstanceOf(UnknownHostException.class)
                    .hasMessage("no such name");
            assertThat(lookups).hasValue(1);

            nanos.incrementAndGet();
            assertThat(resolver.resolve("hooks.test", LONG)).isEqualTo(ANSWER);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hooks.test: Temporary failure in name resolution",
                "hooks.test: System error",
                "hooks.test: Try again",
                "hooks.test: Too many open files"
            })
    void reports_a_failure_of_the_resolver_when_no_name_server_could_be_asked(String message) {
        try (var resolver = resolver(host -> {
            throw new UnknownHostException(message);
        })) {
            for (int i = 0; i < 3; i++) {
                assertThatThrownBy(() -> resolver.resolve("hooks.test", LONG))
                        .isInstanceOf(ResolverFailedException.class)
                        .hasMessage("no name server could be asked");
                nanos.addAndGet(NameMemory.FAILURE_KEPT_NANOS);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hooks.test: Name or service not known",
                "hooks.test: No address associated with hostname",
                "hooks.test",
                "try again.test: Name does not resolve"
            })
    void a_name_that_does_not_exist_is_no_failure_of_the_resolver(String message) {
        try (var resolver = resolver(host -> {
            throw new UnknownHostException(message);
        })) {
            assertThatThrownBy(() -> resolver.resolve("hooks.test", LONG))
                    .isExactlyInstanceOf(UnknownHostException.class)
                    .hasMessage("no such name");
        }
    }

    @Test
    void a_failure_that_the_jdk_repeats_without_its_reason_keeps_the_reason() {
        var lookups = new AtomicInteger();
        try (var resolver = resolver(host -> {
            throw new UnknownHostException(
                    lookups.incrementAndGet() == 1 ? host + ": Temporary failure in name resolution" : host);
        })) {
            for (int i = 0; i < 2; i++) {
                assertThatThrownBy(() -> resolver.resolve("hooks.test", LONG))
                        .isInstanceOf(ResolverFailedException.class);
                nanos.addAndGet(NameMemory.FAILURE_KEPT_NANOS);
            }
            assertThat(lookups).hasValue(2);
        }
    }

    @Test
    void a_name_that_goes_on_failing_while_others_resolve_is_broken_itself() throws UnknownHostException {
        try (var resolver = resolver(host -> {
            if (host.equals("lame.test")) {
                throw new UnknownHostException(host + ": Temporary failure in name resolution");
            }
            return ANSWER;
        })) {
            for (int i = 0; i < 2; i++) {
                assertThatThrownBy(() -> resolver.resolve("lame.test", LONG))
                        .isInstanceOf(ResolverFailedException.class);
                resolver.resolve("hooks.test", LONG);
                nanos.addAndGet(NameMemory.FAILURE_KEPT_NANOS);
            }

            assertThatThrownBy(() -> resolver.resolve("lame.test", LONG))
                    .isExactlyInstanceOf(UnknownHostException.class)
                    .hasMessage("no such name");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"stuck-%d.test", "a.stuck-%d.test", "stuck-%d.customer.test"})
    void forty_names_that_hang_stop_no_other_name(String stuck) throws Exception {
        var never = new CountDownLatch(1);
        try (var resolver = new BoundedResolver(
                host -> {
                    if (host.contains("stuck")) {
                        awaitUninterrupted(never);
                    }
                    return ANSWER;
                },
                System::nanoTime)) {
            var waiting = new ArrayList<Thread>();
            for (int i = 0; i < 40; i++) {
                String host = stuck.formatted(i);
                var thread = new Thread(() -> assertThatThrownBy(() -> resolver.resolve(host, LONG))
                        .isInstanceOf(UnknownHostException.class));
                thread.start();
                waiting.add(thread);
            }

            for (int i = 0; i < 10; i++) {
                assertThat(resolver.resolve("hooks-" + i + ".example", Duration.ofSeconds(5)))
                        .isEqualTo(ANSWER);
            }
            waiting.forEach(Thread::interrupt);
        }
    }

    @Test
    void other_names_do_not_wait_for_a_stuck_one() throws UnknownHostException {
        var never = new CountDownLatch(1);
        try (var resolver = new BoundedResolver(
                host -> {
                    if (host.equals("stuck.test")) {
                        awaitUninterrupted(never);
                    }
                    return ANSWER;
                },
                System::nanoTime)) {
            for (int i = 0; i < 50; i++) {
                assertThatThrownBy(() -> resolver.resolve("stuck.test", Duration.ofMillis(1)))
                        .isInstanceOf(UnknownHostException.class)
                        .hasMessage("no response in time");
            }

            assertThat(resolver.resolve("hooks.test", LONG)).isEqualTo(ANSWER);
        }
    }

    @Test
    void resolves_nothing_after_it_was_closed() {
        var resolver = resolver(host -> ANSWER);
        resolver.close();

        assertThatThrownBy(() -> resolver.resolve("hooks.test", LONG)).isInstanceOf(UnknownHostException.class);
    }

    private BoundedResolver resolver(NameResolver resolver) {
        return new BoundedResolver(resolver, nanos::get);
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
