package io.github.webhooks4j.engine;

import static io.github.webhooks4j.engine.EngineFixture.CI;
import static io.github.webhooks4j.engine.EngineFixture.draft;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.engine.lifecycle.EngineClosedException;
import io.github.webhooks4j.engine.listener.EngineListener;
import io.github.webhooks4j.spi.store.LaneDueTime;
import io.github.webhooks4j.spi.store.Mutation;
import io.github.webhooks4j.webhook.Webhook;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ClosingTest {
    private final AtomicReference<Runnable> onChange = new AtomicReference<>(() -> {});
    private final EngineFixture hub = new EngineFixture(options ->
            options.addListener(EngineListener.of(change -> onChange.get().run())));

    @AfterEach
    void close() {
        hub.transport.release();
        hub.close();
    }

    @Test
    void lasts_for_every_caller_until_it_is_done() {
        hub.create(CI);
        hub.transport.on(CI).hang();
        ChainId chain = hub.publish("push-1");
        hub.request(CI, 1);

        List<Thread> callers =
                Stream.generate(() -> new Thread(hub.engine::close)).limit(2).toList();
        callers.forEach(Thread::start);
        EngineFixture.await(() -> callers.stream().allMatch(caller -> caller.getState() == Thread.State.WAITING));
        hub.transport.release();
        EngineFixture.await(() -> callers.stream().noneMatch(Thread::isAlive));

        assertThat(hub.state(chain).code()).isEqualTo("complete");
    }

    @Test
    void leaves_nothing_half_done_when_its_caller_is_interrupted() {
        hub.create(CI);
        hub.transport.on(CI).hang();
        ChainId chain = hub.publish("push-1");
        hub.request(CI, 1);
        hub.transport.release();

        Thread.currentThread().interrupt();
        hub.engine.close();

        assertThat(Thread.interrupted()).isTrue();
        assertThat(hub.state(chain).code()).isEqualTo("complete");
    }

    @Test
    void can_be_asked_for_by_the_listener() {
        var closed = new CountDownLatch(1);
        onChange.set(() -> {
            hub.engine.close();
            closed.countDown();
        });
        long start = System.nanoTime();

        // Before its first event, which may come at once: nothing is published that would meet a closed engine.
        hub.create(CI);
        EngineFixture.await(() -> closed.getCount() == 0);
        hub.engine.close();

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(4));
    }

    @Test
    void may_meet_a_listener_that_publishes_and_deletes() {
        Webhook webhook = hub.create(CI);
        var done = new CountDownLatch(1);
        onChange.set(() -> {
            onChange.set(() -> {});
            hub.publish("push-2");
            hub.engine.webhooks().delete(webhook.id());
            done.countDown();
        });

        // The listener may be notified of the webhook only now, and have deleted it before this is published.
        hub.engine.publish(hub.push("push-1"));

        EngineFixture.await(() -> done.getCount() == 0);
        assertThat(hub.engine.chainCounts().delivering()).isZero();
    }

    @Test
    void refuses_at_once_what_comes_too_late() {
        Webhook webhook = hub.create(CI);
        hub.engine.webhooks().disable(webhook.id());
        hub.engine.close();

        assertThatThrownBy(() -> hub.engine.webhooks().sendTest(webhook.id()))
                .isInstanceOf(EngineClosedException.class);
        assertThatThrownBy(() -> hub.engine.chains().cancel(new ChainId("chn_1")))
                .isInstanceOf(EngineClosedException.class);
    }

    @Test
    void refuses_changes_of_webhooks_once_it_is_closed() {
        Webhook webhook = hub.create(CI);
        Webhooks webhooks = hub.engine.webhooks();
        hub.engine.close();

        Stream.<Runnable>of(
                        () -> webhooks.create(draft(CI).build()),
                        () -> webhooks.update(webhook.id(), draft(CI).build()),
                        () -> webhooks.update(webhook.id(), present -> present.name("other")),
                        () -> webhooks.enable(webhook.id()),
                        () -> webhooks.disable(webhook.id()),
                        () -> webhooks.delete(webhook.id()),
                        () -> webhooks.rotateSecret(webhook.id()))
                .forEach(change -> assertThatThrownBy(change::run).isInstanceOf(EngineClosedException.class));
        assertThat(webhooks.get(webhook.id())).contains(webhook);
    }

    @Test
    void releases_what_was_accepted_at_the_last_moment() {
        var committing = new CountDownLatch(1);
        var commit = new CountDownLatch(1);
        hub.engine.close();
        var hooked = HookedStore.of(hub.store, (method, arguments) -> {
            if (method.equals("commit") && ((List<?>) arguments[0]).get(0) instanceof Mutation.Publish) {
                committing.countDown();
                awaitQuietly(commit);
            }
        });
        hub.engine =
                WebhookEngine.builder(hooked, hub.transport).clock(hub.clock).start();
        hub.create(CI);
        CompletableFuture<?> published = hub.engine.publishAsync(hub.push("push-1"));
        awaitQuietly(committing);

        var closing = new Thread(hub.engine::close);
        closing.start();
        // Nothing is in flight, so that closing soon waits for the group committer.
        EngineFixture.await(() -> Thread.getAllStackTraces().entrySet().stream()
                .anyMatch(thread -> thread.getKey().getName().equals("webhooks-close")
                        && Stream.of(thread.getValue())
                                .anyMatch(frame -> frame.getMethodName().equals("stopCommitters"))));
        commit.countDown();
        EngineFixture.await(() -> !closing.isAlive());
        published.join();

        assertThat(hub.transport.requests()).isEmpty();
        assertThat(hub.store.lanes())
                .as("the next start finds it unclaimed")
                .extracting(LaneDueTime::at)
                .containsExactly(hub.clock.instant());
    }

    private static void awaitQuietly(CountDownLatch latch) {
        EngineFixture.await(() -> latch.getCount() == 0);
    }
}
