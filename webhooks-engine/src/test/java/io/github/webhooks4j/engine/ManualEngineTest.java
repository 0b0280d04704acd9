package io.github.webhooks4j.engine;

import static io.github.webhooks4j.engine.EngineFixture.CI;
import static io.github.webhooks4j.engine.EngineFixture.DEPLOY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.webhooks4j.callback.Callback;
import io.github.webhooks4j.engine.callback.CallbackEndpoint;
import io.github.webhooks4j.event.Event;
import io.github.webhooks4j.event.EventBody;
import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.event.Topic;
import io.github.webhooks4j.spi.store.StoreException;
import io.github.webhooks4j.testkit.InMemoryStore;
import io.github.webhooks4j.testkit.ManualClock;
import io.github.webhooks4j.testkit.RecordedDelivery;
import io.github.webhooks4j.testkit.ScriptedTransport;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ManualEngineTest {
    private static final Duration DOWN = Duration.ofHours(3);

    private final ManualClock clock = new ManualClock();
    private final InMemoryStore store = new InMemoryStore();
    private final ScriptedTransport transport = new ScriptedTransport();

    @Test
    void delivers_when_the_test_lets_it() {
        try (ManualEngine manual = start()) {
            manual.engine().webhooks().create(EngineFixture.draft(CI).build());
            manual.engine().publish(event("e-1"));
            assertThat(transport.requests()).isEmpty();

            manual.runUntilIdle();

            assertThat(transport.requests(CI)).hasSize(1);
            assertThat(manual.engine().chainCounts().complete()).isEqualTo(1);
        }
    }

    @Test
    void delivers_everything_after_three_hours_in_which_the_destination_was_down() {
        transport.on(CI).failUntil(clock.instant().plus(DOWN), clock);
        try (ManualEngine manual = start()) {
            manual.engine().webhooks().create(EngineFixture.draft(CI).build());
            for (int number = 1; number <= 5; number++) {
                manual.engine().publish(event("e-" + number));
            }

            manual.advance(DOWN.minusSeconds(1));
            assertThat(manual.engine().chainCounts().complete()).isZero();
            manual.advance(Duration.ofHours(7));

            assertThat(manual.engine().chainCounts().complete()).isEqualTo(5);
        }
    }

    @Test
    void sends_the_same_requests_in_the_same_order_each_time() {
        List<String> requests = requestsOfARun();

        assertThat(requests).hasSizeGreaterThan(40);
        assertThat(requestsOfARun()).isEqualTo(requests);
    }

    /** Returns every request of three hours in which a destination was down, and of those after it. */
    private static List<String> requestsOfARun() {
        var clock = new ManualClock();
        var transport = new ScriptedTransport();
        transport.on(CI).failUntil(clock.instant().plus(DOWN), clock);
        var requests = new ArrayList<String>();
        var builder = WebhookEngine.builder(new InMemoryStore(), transport).clock(clock);
        try (ManualEngine manual = ManualEngine.start(builder, clock::set)) {
            manual.engine().webhooks().create(EngineFixture.draft(CI).build());
            manual.engine().webhooks().create(EngineFixture.draft(DEPLOY).build());
            for (int number = 1; number <= 10; number++) {
                manual.engine().publish(eventAt(clock.instant(), "e-" + number));
                manual.advance(Duration.ofMinutes(7));
            }
            manual.advance(Duration.ofHours(8));
            assertThat(manual.engine().chainCounts().complete()).isEqualTo(20);
        }
        for (RecordedDelivery request : transport.requests()) {
            requests.add(request.url() + " "
                    + request.headers().stream()
                            .map(header -> header.name() + ": " + header.value())
                            .toList() + " " + request.text());
        }
        return requests;
    }

    @Test
    void follows_a_chain_whose_receivers_call_back() {
        try (ManualEngine manual = start()) {
            manual.engine().webhooks().create(EngineFixture.draft(CI, DEPLOY).build());
            manual.engine().publish(event("e-1"));
            manual.runUntilIdle();
            assertThat(transport.requests(DEPLOY)).isEmpty();

            CallbackEndpoint callbacks = manual.engine().callbacks();
            String path = callbackPath(transport.requests(CI).get(0));
            assertThat(callbacks
                            .handle("POST", path, Callback.success().toJson())
                            .status())
                    .isEqualTo(200);
            manual.runUntilIdle();

            assertThat(transport.requests(DEPLOY)).hasSize(1);
        }
    }

    private static String callbackPath(RecordedDelivery delivery) {
        return java.net
                .URI
                .create(delivery.text().replaceAll("(?s).*\"callback_url\":\"([^\"]+)\".*", "$1"))
                .getPath();
    }

    @Test
    void fails_to_publish_when_the_store_fails() {
        try (ManualEngine manual = start()) {
            store.failNextCommits(1_000);

            assertThatThrownBy(() -> manual.engine().publish(event("e-1")))
                    .isInstanceOf(StoreException.class)
                    .hasMessage("the test made this commit fail");
            store.failNextCommits(0);
        }
    }

    @Test
    void records_an_attempt_when_the_store_works_again() {
        try (ManualEngine manual = start()) {
            manual.engine().webhooks().create(EngineFixture.draft(CI).build());
            manual.engine().publish(event("e-1"));
            store.failNextCommits(3);
            manual.runUntilIdle();
            assertThat(manual.engine().chainCounts().complete()).isZero();

            manual.advance(Duration.ofSeconds(10));

            assertThat(manual.engine().chainCounts().complete()).isEqualTo(1);
            assertThat(transport.requests(CI)).hasSize(1);
        }
    }

    @Test
    void interrupts_a_chain_at_its_deadline() {
        try (ManualEngine manual = start()) {
            manual.engine().webhooks().create(EngineFixture.draft(CI, DEPLOY).build());
            manual.engine().publish(event("e-1"));

            manual.advance(Duration.ofHours(25));

            assertThat(manual.engine().chainCounts().interrupted()).isEqualTo(1);
        }
    }

    @Test
    void refuses_a_clock_that_it_cannot_set() {
        var builder = WebhookEngine.builder(store, transport).clock(clock);
        try (ManualEngine manual = ManualEngine.start(builder, time -> {})) {
            assertThatThrownBy(() -> manual.advance(Duration.ofSeconds(1)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("the clock of the engine must be the one that is set, but it shows ");
        }
    }

    private ManualEngine start() {
        var builder = WebhookEngine.builder(store, transport).clock(clock).callbackBase(EngineFixture.BASE);
        return ManualEngine.start(builder, clock::set);
    }

    private Event event(String id) {
        return eventAt(clock.instant(), id);
    }

    private static Event eventAt(Instant time, String id) {
        return new Event(
                new EventId(id),
                new Topic("acme/app"),
                null,
                "order.created",
                time,
                EventBody.of("{\"order\":1}".getBytes(StandardCharsets.UTF_8)));
    }
}
