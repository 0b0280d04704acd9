package io.github.webhooks4j.engine;

import static io.github.webhooks4j.engine.EngineFixture.CI;
import static io.github.webhooks4j.engine.EngineFixture.DEPLOY;
import static io.github.webhooks4j.engine.EngineFixture.draft;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.webhooks4j.callback.Callback;
import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.chain.ChainStateException;
import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.publish.PublishResult;
import io.github.webhooks4j.spi.store.Store;
import io.github.webhooks4j.spi.store.StoreException;
import io.github.webhooks4j.stats.ChainCounts;
import io.github.webhooks4j.testkit.RecordedDelivery;
import io.github.webhooks4j.webhook.Webhook;
import io.github.webhooks4j.webhook.WebhookDraft;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DurabilityTest {
    private final EngineFixture hub = new EngineFixture();

    @AfterEach
    void close() {
        hub.transport.release();
        hub.close();
    }

    @Test
    void delivers_after_a_crash_what_was_in_flight() {
        hub.create(CI);
        hub.transport.on(CI).hang();
        ChainId chain = hub.publish("push-1");
        hub.request(CI, 1);

        hub.transport.on(CI).respond(200);
        hub.store = hub.store.reopen();
        WebhookEngine dead = hub.engine;
        hub.engine = hub.start(options -> options);

        hub.awaitState(chain, "complete");
        assertThat(hub.request(CI, 2).header("webhook-id"))
                .isEqualTo(hub.request(CI, 1).header("webhook-id"));
        hub.transport.release();
        dead.close();
    }

    @Test
    void health_reports_what_the_store_holds_from_the_first_moment_on() {
        hub.create(CI);
        hub.awaitState(hub.publish("push-1"), "complete");

        Store unreadableLater = HookedStore.of(hub.store, (method, arguments) -> {
            if (Thread.currentThread().getName().endsWith("-dispatch")) {
                throw new StoreException(StoreException.Reason.FAILED, "the disk is gone");
            }
        });
        try (WebhookEngine engine = EngineFixture.startOn(unreadableLater, hub.transport, hub.clock)) {
            assertThat(engine.health().store().chainCounts()).isEqualTo(new ChainCounts(1, 1, 0, 0, 0, 0));
        }
    }

    @Test
    void goes_on_with_a_chain_after_a_crash_where_it_was() {
        hub.create(CI, DEPLOY);
        ChainId chain = hub.publish("push-1");
        hub.awaitState(chain, "awaiting_callback");
        RecordedDelivery request = hub.request(CI, 1);

        hub.restartAfterCrash();
        hub.callBack(request, Callback.success());

        hub.request(DEPLOY, 1);
        assertThat(hub.state(chain).step()).isEqualTo(1);
        assertThat(hub.transport.requests(CI)).hasSize(1);
    }

    @Test
    void keeps_the_times_of_retries_and_deadlines_over_a_crash() {
        hub.engine
                .webhooks()
                .create(draft(CI, DEPLOY).callbackDeadline(Duration.ofHours(1)).build());
        hub.transport.on(CI).respond(500).respond(200);
        ChainId chain = hub.publish("push-1");
        hub.awaitAttempts(chain, 0, 1);

        hub.restartAfterCrash();
        hub.clock.advance(Duration.ofSeconds(10));
        hub.awaitState(chain, "awaiting_callback");
        hub.restartAfterCrash();
        hub.clock.advance(Duration.ofHours(1));

        hub.awaitState(chain, "interrupted");
    }

    @Test
    void fails_the_publish_when_the_store_fails_and_accepts_the_event_later() {
        hub.create(CI);
        hub.store.failNextCommits(2);

        assertThatThrownBy(() -> hub.engine.publish(hub.push("push-1"))).isInstanceOf(StoreException.class);

        hub.awaitState(hub.publish("push-1"), "complete");
        assertThat(hub.engine.chainCounts().accepted()).isEqualTo(1);
    }

    @Test
    void delivers_an_event_whose_commit_was_kept_though_it_failed() {
        hub.create(CI);
        hub.store.failAfterNextCommit();

        // Tried once more on its own, it is recognised as accepted already.
        PublishResult publication = hub.engine.publish(hub.push("push-1"));

        assertThat(publication.event()).isEqualTo(new EventId("push-1"));
        hub.awaitState(publication.chains().get(0), "complete");
    }

    @Test
    void sends_nothing_for_a_chain_whose_cancel_was_kept_though_it_failed() {
        try (var slow = new EngineFixture(options -> options.maxInFlightPerDestination(1))) {
            slow.create(CI);
            slow.transport.on(CI).hang().respond(200);
            slow.publish("push-1");
            slow.request(CI, 1);
            ChainId cancelled = slow.publish("push-2");
            slow.store.failAfterNextCommit();

            // Tried once more on its own, it finds the chain cancelled.
            assertThatThrownBy(() -> slow.engine.chains().cancel(cancelled)).isInstanceOf(ChainStateException.class);

            ChainId last = slow.publish("push-3");
            slow.transport.release();
            slow.awaitState(last, "complete");
            assertThat(slow.transport.requests(CI)).hasSize(2);
        }
    }

    @Test
    void never_reuses_the_revision_of_a_change_that_was_stored_though_it_failed() {
        var lost = new AtomicBoolean();
        Store losing = HookedStore.of(hub.store, (method, arguments) -> {
            if (method.equals("save") && lost.getAndSet(false)) {
                hub.store.save((Webhook) arguments[0], (long) arguments[1]);
                throw new StoreException(StoreException.Reason.FAILED, "the response is lost");
            }
        });
        try (var engine = WebhookEngine.builder(losing, hub.transport)
                .callbackBase(EngineFixture.BASE)
                .start()) {
            Webhook webhook = engine.webhooks().create(EngineFixture.draft(CI).build());
            lost.set(true);
            WebhookDraft first = EngineFixture.draft(CI).acceptRedirects(true).build();
            assertThatThrownBy(() -> engine.webhooks().update(webhook.id(), first))
                    .isInstanceOf(StoreException.class);

            Webhook changed = engine.webhooks()
                    .update(webhook.id(), EngineFixture.draft(CI, CI).build());

            assertThat(hub.store.settings(changed.id(), changed.revision())).contains(changed.settings());
        }
    }

    @Test
    void records_an_attempt_however_often_the_store_fails() {
        hub.create(CI);
        hub.transport.on(CI).respond(request -> {
            hub.store.failNextCommits(7);
            return new io.github.webhooks4j.delivery.DeliveryResult.Response(
                    200, null, null, "", io.github.webhooks4j.delivery.Timing.ofTotal(Duration.ZERO));
        });

        ChainId chain = hub.publish("push-1");
        EngineFixture.await(() -> {
            hub.clock.advance(Duration.ofSeconds(1));
            return hub.state(chain).code().equals("complete");
        });

        assertThat(hub.transport.requests(CI)).hasSize(1);
    }

    @Test
    void waits_at_closing_for_what_is_in_flight_and_records_it() throws InterruptedException {
        hub.create(CI);
        hub.transport.on(CI).hang();
        ChainId chain = hub.publish("push-1");
        hub.request(CI, 1);

        var closing = new Thread(hub.engine::close);
        closing.start();
        EngineFixture.await(() -> closing.getState() == Thread.State.WAITING);
        hub.transport.release();
        closing.join();

        assertThat(hub.state(chain).code()).isEqualTo("complete");
    }

    @Test
    void leaves_at_closing_what_has_not_begun_for_the_next_start() {
        hub.create(CI);
        hub.transport.on(CI).hang();
        for (int event = 0; event < 20; event++) {
            hub.publish("push-" + event);
        }
        hub.request(CI, 1);
        var closing = new Thread(hub.engine::close);
        closing.start();
        EngineFixture.await(() -> isAnythingFree());
        hub.transport.on(CI).respond(200);
        hub.transport.release();
        EngineFixture.await(() -> !closing.isAlive());
        assertThat(hub.transport.requests()).hasSize(1);

        hub.engine = hub.start(options -> options);

        EngineFixture.await(() -> hub.engine.chainCounts().complete() == 20);
        assertThat(hub.transport.requests()).hasSize(20);
    }

    private boolean isAnythingFree() {
        return hub.store.lanes().stream().anyMatch(lane -> !lane.at().isAfter(hub.clock.instant()));
    }

    @Test
    void forgets_what_was_finished_long_ago_and_nothing_else() {
        hub.create(CI);
        hub.transport.on(CI).respond(200).respond(500);
        ChainId finished = hub.publish("push-1");
        hub.awaitState(finished, "complete");
        hub.engine.webhooks().disable(hub.engine.webhooks().list().get(0).id());
        hub.engine.webhooks().enable(hub.engine.webhooks().list().get(0).id());
        ChainId unfinished = hub.publish("push-2");
        hub.awaitAttempts(unfinished, 0, 1);
        hub.engine.webhooks().disable(hub.engine.webhooks().list().get(0).id());

        hub.clock.advance(Duration.ofDays(31));

        EngineFixture.await(() -> {
            // A clock that leaps is trusted only after the engine has run for an hour.
            hub.clock.advance(Duration.ofMinutes(1));
            return hub.engine.history().chain(finished).isEmpty();
        });
        assertThat(hub.engine.history().chain(unfinished)).isPresent();
        assertThat(hub.engine.chainCounts().isBalanced()).isTrue();
    }
}
