package io.github.webhooks4j.engine;

import static io.github.webhooks4j.engine.EngineFixture.CI;
import static io.github.webhooks4j.engine.EngineFixture.DEPLOY;
import static io.github.webhooks4j.engine.EngineFixture.draft;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.chain.ChainState;
import io.github.webhooks4j.engine.lifecycle.EngineClosedException;
import io.github.webhooks4j.event.Event;
import io.github.webhooks4j.event.EventConflictException;
import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.event.EventNumber;
import io.github.webhooks4j.payload.PushPayload;
import io.github.webhooks4j.publish.PublishResult;
import io.github.webhooks4j.signature.WebhookVerifier;
import io.github.webhooks4j.spi.store.Mutation;
import io.github.webhooks4j.spi.store.NewEvent;
import io.github.webhooks4j.spi.store.StoreException;
import io.github.webhooks4j.stats.ChainCounts;
import io.github.webhooks4j.testkit.RecordedDelivery;
import io.github.webhooks4j.webhook.Webhook;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class PublishTest {
    private final EngineFixture hub = new EngineFixture();

    @AfterEach
    void close() {
        hub.close();
    }

    @Test
    void sends_the_payload_in_docker_hubs_format_with_a_callback_url_of_its_own() {
        hub.create(CI);

        ChainId chain = hub.publish("push-1");

        RecordedDelivery request = hub.request(CI, 1);
        String callbackUrl = hub.callbackUrl(request).toString();
        assertThat(callbackUrl).matches("https://hub\\.example/callbacks/" + chain + "\\.0\\.[A-Za-z0-9_-]{32}");
        assertThat(new String(request.body(), StandardCharsets.UTF_8))
                .isEqualTo("{\"callback_url\":\"" + callbackUrl + "\","
                        + "\"push_data\":{\"pushed_at\":1767225600,\"pusher\":\"ada\",\"tag\":\"latest\"},"
                        + "\"repository\":{\"comment_count\":0,\"is_official\":false,\"is_private\":false,"
                        + "\"is_trusted\":false,\"name\":\"app\",\"namespace\":\"acme\",\"owner\":\"acme\","
                        + "\"repo_name\":\"acme/app\",\"star_count\":0,\"status\":\"Active\"}}");
    }

    @Test
    void chooses_another_number_for_an_event_whose_number_is_taken() {
        hub.create(CI);
        long number = EventNumber.of(hub.clock.instant(), new EventId("push-1"));
        hub.store.commit(List.of(new Mutation.Publish(List.of(new NewEvent(number, hub.push("another"), List.of())))));

        ChainId chain = hub.publish("push-1");

        assertThat(chain.number()).isEqualTo(EventNumber.next(number));
        hub.awaitState(chain, "complete");
    }

    @Test
    void fails_to_publish_when_every_number_that_it_chooses_is_taken() {
        hub.create(CI);
        long number = EventNumber.of(hub.clock.instant(), new EventId("push-1"));
        for (int i = 0; i < 16; i++) {
            hub.store.commit(
                    List.of(new Mutation.Publish(List.of(new NewEvent(number, hub.push("another-" + i), List.of())))));
            number = EventNumber.next(number);
        }

        assertThatThrownBy(() -> hub.publish("push-1"))
                .isInstanceOf(StoreException.class)
                .hasMessage("the store had another event under each of the 16 numbers chosen for event push-1;"
                        + " nothing was accepted, so publish it again");
        assertThat(hub.engine.chainCounts().accepted()).isZero();
    }

    @Test
    void numbers_chains_as_their_webhook_and_event_and_reruns_on_their_own() {
        Webhook webhook = hub.create(CI);
        hub.transport.on(CI).respond(200);
        long number = EventNumber.of(hub.clock.instant(), new EventId("push-1"));

        ChainId chain = hub.publish("push-1");

        assertThat(chain).isEqualTo(ChainId.of(webhook.id().number(), number));
        hub.awaitState(chain, "complete");
        assertThat(hub.engine.chains().rerun(chain))
                .isEqualTo(ChainId.of(webhook.id().number(), EventNumber.ofRerun(hub.clock.instant(), number)));
    }

    @Test
    void signs_what_it_sends_and_names_delivery_and_attempt() {
        Webhook webhook = hub.create(CI);

        ChainId chain = hub.publish("push-1");

        RecordedDelivery request = hub.request(CI, 1);
        assertThat(request.headers().stream().map(header -> header.name()))
                .containsExactly(
                        "Content-Type",
                        "User-Agent",
                        "webhook-id",
                        "webhook-timestamp",
                        "webhook-signature",
                        "webhook-attempt",
                        "webhook-type");
        assertThat(request.header("Content-Type")).hasValue("application/json");
        assertThat(request.header("webhook-id")).hasValue(chain + "_0");
        assertThat(request.header("webhook-attempt")).hasValue("1");
        WebhookVerifier.builder(List.of(webhook.secret()))
                .clock(hub.clock)
                .tolerance(Duration.ZERO)
                .build()
                .verify(name -> request.header(name).orElse(null), request.body());
    }

    @Test
    void sends_user_info_of_a_destination_as_basic_authorization() {
        hub.create("https://$user:p%40ss@azure.example/deploy");

        hub.publish("push-1");

        assertThat(hub.request("https://azure.example/deploy", 1).header("Authorization"))
                .hasValue("Basic JHVzZXI6cEBzcw==");
    }

    @Test
    void sends_the_webhooks_own_headers() {
        hub.engine
                .webhooks()
                .create(draft(CI).headers(Map.of("X-Api-Key", "k-1")).build());

        hub.publish("push-1");

        assertThat(hub.request(CI, 1).header("X-Api-Key")).hasValue("k-1");
    }

    @Test
    void starts_a_chain_for_each_webhook_that_matches_topic_and_tag() {
        hub.engine.webhooks().create(draft(CI).tags(List.of("v*")).build());
        hub.create(DEPLOY);

        assertThat(hub.engine.publish(hub.push("push-1", "latest")).chains()).hasSize(1);
        assertThat(hub.engine.publish(hub.push("push-2", "v1.2")).chains()).hasSize(2);
    }

    @Test
    void accepts_an_event_that_no_webhook_watches() {
        PublishResult publication = hub.engine.publish(hub.push("push-1"));

        assertThat(publication).isEqualTo(new PublishResult(publication.event(), List.of(), false));
    }

    @Test
    void starts_nothing_when_the_same_event_is_published_again() {
        hub.create(CI);
        Event event = hub.push("push-1");
        PublishResult first = hub.engine.publish(event);

        PublishResult second = hub.engine.publish(event);

        assertThat(second).isEqualTo(new PublishResult(first.event(), first.chains(), true));
        assertThat(hub.engine.chainCounts().accepted()).isEqualTo(1);
    }

    @Test
    void refuses_another_event_under_a_known_id() {
        hub.engine.publish(hub.push("push-1", "latest"));

        assertThatThrownBy(() -> hub.engine.publish(hub.push("push-1", "v1")))
                .isInstanceOf(EventConflictException.class)
                .hasMessage(
                        "event push-1 must be the same as when it was first published, but topic, type or body differ; "
                                + "publish another event under another id");
    }

    @Test
    void publishes_several_events_together_or_none() {
        hub.create(CI);
        hub.engine.publish(hub.push("push-1", "latest"));

        assertThatThrownBy(() -> hub.engine.publish(List.of(hub.push("push-2"), hub.push("push-1", "v1"))))
                .isInstanceOf(EventConflictException.class);
        assertThat(hub.engine.chainCounts().accepted()).isEqualTo(1);
        assertThat(hub.engine.publish(List.of(hub.push("push-2"), hub.push("push-3"))))
                .hasSize(2);
        assertThat(hub.engine.chainCounts().accepted()).isEqualTo(3);
    }

    @Test
    void refuses_two_events_of_one_id_in_one_call() {
        assertThatThrownBy(() -> hub.engine.publish(List.of(hub.push("push-1"), hub.push("push-1"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the events of one call must have ids of their own, but push-1 occurs twice");
    }

    @Test
    void refuses_an_empty_call() {
        assertThatThrownBy(() -> hub.engine.publish(List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("one call must publish 1 to 1000 events, was 0");
    }

    @Test
    void publishes_without_waiting() {
        hub.create(CI);

        PublishResult publication = hub.engine.publishAsync(hub.push("push-1")).join();

        hub.awaitState(publication.chains().get(0), "complete");
    }

    @Test
    void refuses_to_publish_after_it_was_closed() {
        hub.engine.close();

        assertThatThrownBy(() -> hub.engine.publish(hub.push("push-1")))
                .isInstanceOf(EngineClosedException.class)
                .hasMessage("engine webhooks is closed: it accepts no more calls; start another one on the same store");
    }

    @Test
    void completes_a_webhook_of_one_url_when_it_is_delivered() {
        hub.create(CI);

        ChainId chain = hub.publish("push-1");

        hub.awaitState(chain, "complete");
        assertThat(hub.state(chain)).isEqualTo(new ChainState.Complete(0));
        assertThat(hub.engine.chainCounts()).isEqualTo(new ChainCounts(1, 1, 0, 0, 0, 0));
    }

    @Test
    @Tag("stress")
    void delivers_far_more_events_than_memory_holds() {
        hub.create(CI);
        for (int batch = 0; batch < 20; batch++) {
            int first = batch * 500;
            hub.engine.publish(java.util.stream.IntStream.range(first, first + 500)
                    .mapToObj(i -> hub.push("push-" + i))
                    .toList());
        }

        EngineFixture.await(() -> hub.engine.chainCounts().complete() == 10_000);

        assertThat(hub.transport.requests(CI).stream()
                        .map(request -> request.header("webhook-id"))
                        .distinct())
                .hasSize(10_000);
    }

    @Test
    void sends_no_callback_url_where_callbacks_cannot_be_received() {
        WebhookEngine deaf = WebhookEngine.builder(new io.github.webhooks4j.testkit.InMemoryStore(), hub.transport)
                .clock(hub.clock)
                .start();
        try (deaf) {
            deaf.webhooks().create(draft(CI).build());

            deaf.publish(hub.push("push-1"));

            assertThat(PushPayload.parse(hub.request(CI, 1).body()).callbackUrl())
                    .isNull();
        }
    }
}
