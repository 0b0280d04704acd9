package io.github.webhooks4j.engine;

import static io.github.webhooks4j.engine.EngineFixture.CI;
import static io.github.webhooks4j.engine.EngineFixture.DEPLOY;
import static io.github.webhooks4j.engine.EngineFixture.draft;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.webhooks4j.callback.Callback;
import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.delivery.Header;
import io.github.webhooks4j.engine.lifecycle.EngineClosedException;
import io.github.webhooks4j.event.Event;
import io.github.webhooks4j.event.TestScope;
import io.github.webhooks4j.spi.store.StoreException;
import io.github.webhooks4j.webhook.UnknownWebhookException;
import io.github.webhooks4j.webhook.Webhook;
import io.github.webhooks4j.webhook.WebhookId;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Tests of webhooks: whole chains and first steps, with events of the application. */
class SendTestTest {
    private static final String OTHER = "https://other.example/hook";

    private final AtomicInteger events = new AtomicInteger();
    private EngineFixture hub = new EngineFixture(options -> options.testEvent(webhook -> Event.builder("order.paid")
            .topic("shop/orders")
            .id("try-" + events.incrementAndGet())
            .body("{\"order\":0}")
            .build()));

    @AfterEach
    void close() {
        hub.close();
    }

    @Test
    void marks_a_test_whatever_the_type_of_its_event() {
        Webhook webhook = hub.create(CI);

        ChainId chain = hub.engine.webhooks().sendTest(webhook.id());

        hub.awaitState(chain, "complete");
        assertThat(hub.request(CI, 1).header("webhook-test")).contains("true");
        assertThat(hub.request(CI, 1).header("webhook-type")).contains("order.paid");
        assertThat(hub.history(chain).test()).isEqualTo(TestScope.WHOLE_CHAIN);
    }

    @Test
    void marks_a_test_that_is_attempted_again_from_the_store() {
        hub.transport.on(CI).respond(503).respond(200);
        Webhook webhook = hub.create(CI);

        ChainId chain = hub.engine.webhooks().sendTest(webhook.id());
        hub.awaitAttempts(chain, 0, 1);
        hub.clock.advance(Duration.ofHours(1));

        hub.awaitState(chain, "complete");
        assertThat(hub.request(CI, 2).header("webhook-test")).contains("true");
    }

    @Test
    void marks_no_event_that_is_published() {
        hub.create(CI);

        hub.awaitState(hub.publish("push-1"), "complete");

        assertThat(hub.request(CI, 1).headers()).extracting(Header::name).doesNotContain("webhook-test");
    }

    @Test
    void goes_through_the_whole_chain_unless_told_otherwise() {
        hub.close();
        hub = new EngineFixture();
        Webhook webhook = hub.create(CI, DEPLOY);

        ChainId chain = hub.engine.webhooks().sendTest(webhook.id());
        hub.callBack(hub.request(CI, 1), Callback.success());
        hub.callBack(hub.request(DEPLOY, 1), Callback.success());

        hub.awaitState(chain, "complete");
        assertThat(hub.history(chain).steps()).hasSize(2);
    }

    @Test
    void ends_after_the_first_step_without_waiting_for_a_callback() {
        Webhook webhook = hub.create(CI, DEPLOY);

        ChainId chain = hub.engine.webhooks().sendTest(webhook.id(), TestScope.FIRST_STEP);

        hub.awaitState(chain, "complete");
        assertThat(hub.history(chain).test()).isEqualTo(TestScope.FIRST_STEP);
        assertThat(hub.history(chain).steps()).hasSize(1);
        assertThat(hub.transport.requests(DEPLOY)).isEmpty();
    }

    @Test
    void is_again_of_the_first_step_when_it_is_run_again() {
        Webhook webhook = hub.create(CI, DEPLOY);
        ChainId chain = hub.engine.webhooks().sendTest(webhook.id(), TestScope.FIRST_STEP);
        hub.awaitState(chain, "complete");

        ChainId again = hub.engine.chains().rerun(chain);

        hub.awaitState(again, "complete");
        assertThat(hub.history(again).steps()).hasSize(1);
        assertThat(hub.request(CI, 2).header("webhook-test")).contains("true");
    }

    @Test
    void remains_of_the_first_step_when_the_webhook_moves_its_chains() {
        hub.transport.on(CI).respond(503).respond(200);
        Webhook webhook = hub.create(CI, DEPLOY);
        ChainId chain = hub.engine.webhooks().sendTest(webhook.id(), TestScope.FIRST_STEP);
        hub.awaitAttempts(chain, 0, 1);

        hub.engine
                .webhooks()
                .update(webhook.id(), draft(OTHER, DEPLOY).moveUnfinished(true).build());
        hub.clock.advance(Duration.ofHours(1));

        hub.awaitState(chain, "complete");
        assertThat(hub.transport.requests(OTHER)).hasSize(1);
        assertThat(hub.transport.requests(DEPLOY)).isEmpty();
        assertThat(hub.history(chain).steps()).hasSize(1);
    }

    @Test
    void stores_nothing_when_the_function_of_the_application_fails() {
        hub.close();
        hub = new EngineFixture(options -> options.testEvent(webhook -> {
            throw new IllegalStateException("no sample");
        }));
        Webhook webhook = hub.create(CI);

        assertThatThrownBy(() -> hub.engine.webhooks().sendTest(webhook.id()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("no sample");
        assertThat(hub.engine.chainCounts().accepted()).isZero();
    }

    @Test
    void refuses_an_event_that_was_published_before() {
        hub.engine.publish(Event.builder("order.paid")
                .topic("shop/orders")
                .id("try-1")
                .body("{\"order\":0}")
                .build());
        Webhook webhook = hub.create(CI);

        assertThatThrownBy(() -> hub.engine.webhooks().sendTest(webhook.id()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(
                        "testEvent must return an event with a new id each time, was try-1, which was published before");
        assertThat(hub.engine.chainCounts().accepted()).isZero();
    }

    @Test
    @SuppressWarnings("NullAway") // what a function without the annotations returns
    void refuses_no_event_of_the_function_of_the_application() {
        hub.close();
        hub = new EngineFixture(options -> options.testEvent(webhook -> null));
        Webhook webhook = hub.create(CI);

        assertThatThrownBy(() -> hub.engine.webhooks().sendTest(webhook.id()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("testEvent must return an event for webhook " + webhook.id() + ", was null");
    }

    @Test
    @SuppressWarnings("NullAway") // what callers without the annotations pass
    void refuses_nulls_by_name() {
        assertThatThrownBy(() -> hub.engine.webhooks().sendTest(null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("id");
        assertThatThrownBy(() -> hub.engine.webhooks().sendTest(new WebhookId("w"), null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("scope");
    }

    @Test
    void refuses_an_unknown_webhook() {
        assertThatThrownBy(() -> hub.engine.webhooks().sendTest(new WebhookId("none"), TestScope.FIRST_STEP))
                .isInstanceOf(UnknownWebhookException.class)
                .hasMessage("there is no webhook none");
    }

    @Test
    void refuses_a_test_on_a_closed_engine() {
        Webhook webhook = hub.create(CI);
        hub.engine.close();

        assertThatThrownBy(() -> hub.engine.webhooks().sendTest(webhook.id(), TestScope.FIRST_STEP))
                .isInstanceOf(EngineClosedException.class)
                .hasMessage("engine webhooks is closed: it accepts no more calls; start another one on the same store");
    }

    @Test
    void fails_when_the_store_is_closed() {
        Webhook webhook = hub.create(CI);
        hub.store.close();

        assertThatThrownBy(() -> hub.engine.webhooks().sendTest(webhook.id(), TestScope.FIRST_STEP))
                .isInstanceOf(StoreException.class)
                .hasMessage("the store is closed");
    }
}
