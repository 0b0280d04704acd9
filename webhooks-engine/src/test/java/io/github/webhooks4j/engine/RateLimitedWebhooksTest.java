package io.github.webhooks4j.engine;

import static io.github.webhooks4j.engine.EngineFixture.CI;
import static io.github.webhooks4j.engine.EngineFixture.DEPLOY;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.delivery.RateLimit;
import io.github.webhooks4j.event.Event;
import io.github.webhooks4j.event.EventBody;
import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.event.Topic;
import io.github.webhooks4j.handshake.AbuseProtection;
import io.github.webhooks4j.testkit.InMemoryStore;
import io.github.webhooks4j.testkit.ManualClock;
import io.github.webhooks4j.testkit.ScriptedTransport;
import io.github.webhooks4j.webhook.Webhook;
import io.github.webhooks4j.webhook.WebhookDraft;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Webhooks with a rate limit, attempt by attempt. */
class RateLimitedWebhooksTest {
    private static final Duration STEP = Duration.ofMillis(10);

    private final ManualClock clock = new ManualClock();
    private final InMemoryStore store = new InMemoryStore();
    private final ScriptedTransport transport = new ScriptedTransport();
    private int published;

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 10, 50})
    void starts_no_more_attempts_in_any_second_than_the_limit(int perSecond) {
        try (ManualEngine manual = start(builder -> builder)) {
            create(manual, RateLimit.perSecond(perSecond));
            publish(manual, perSecond * 4);

            List<Integer> counts = requestsAfterEachStep(manual, Duration.ofSeconds(5));

            assertThat(most(counts, Duration.ofSeconds(1))).isBetween((perSecond * 9 + 9) / 10, perSecond);
            assertThat(manual.engine().chainCounts().complete()).isEqualTo(perSecond * 4L);
        }
    }

    @Test
    void starts_no_more_attempts_in_any_minute_than_the_limit() {
        try (ManualEngine manual = start(builder -> builder)) {
            create(manual, RateLimit.perMinute(6));
            publish(manual, 20);

            List<Integer> counts = requestsAfterEachStep(manual, Duration.ofMinutes(4));

            assertThat(most(counts, Duration.ofMinutes(1))).isEqualTo(6);
            assertThat(manual.engine().chainCounts().complete()).isEqualTo(20);
        }
    }

    @Test
    void counts_failed_attempts_too() {
        transport.on(CI).failUntil(clock.instant().plusSeconds(60), clock);
        try (ManualEngine manual = start(builder -> builder)) {
            create(manual, RateLimit.perSecond(2));
            publish(manual, 10);

            List<Integer> counts = requestsAfterEachStep(manual, Duration.ofMinutes(3));

            assertThat(most(counts, Duration.ofSeconds(1))).isLessThanOrEqualTo(2);
        }
    }

    @Test
    void limits_each_destination_by_itself() {
        try (ManualEngine manual = start(builder -> builder)) {
            create(manual, RateLimit.perMinute(1));
            manual.engine()
                    .webhooks()
                    .create(EngineFixture.draft(DEPLOY)
                            .rateLimit(RateLimit.perMinute(1))
                            .build());
            publish(manual, 2);

            manual.runUntilIdle();

            assertThat(transport.requests(CI)).hasSize(1);
            assertThat(transport.requests(DEPLOY)).hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {30, 600})
    void keeps_the_limit_of_the_webhook_and_that_of_the_destination(int permitted) {
        transport.allowOrigin(CI, "hub.example", Integer.toString(permitted));
        try (ManualEngine manual =
                start(builder -> builder.abuseProtection(new AbuseProtection("hub.example", 1_000)))) {
            create(manual, RateLimit.perSecond(2));
            publish(manual, 60);

            List<Integer> counts = requestsAfterEachStep(manual, Duration.ofMinutes(2));

            assertThat(most(counts, Duration.ofSeconds(1))).isLessThanOrEqualTo(2);
            assertThat(most(counts, Duration.ofMinutes(1))).isLessThanOrEqualTo(Math.min(permitted, 120));
            assertThat(transport.requests(CI)).hasSizeGreaterThan(permitted == 30 ? 55 : 59);
        }
    }

    @Test
    void applies_a_changed_limit_to_what_waits_for_the_former_one() {
        try (ManualEngine manual = start(builder -> builder)) {
            Webhook webhook = create(manual, RateLimit.perMinute(1));
            publish(manual, 5);
            manual.runUntilIdle();
            assertThat(transport.requests(CI)).hasSize(1);

            manual.engine().webhooks().update(webhook.id(), draft -> draft.rateLimit(RateLimit.perSecond(2)));
            manual.advance(Duration.ofSeconds(4));

            assertThat(transport.requests(CI)).hasSize(5);
        }
    }

    @Test
    void has_no_limit_any_more_once_it_is_taken_away() {
        try (ManualEngine manual = start(builder -> builder)) {
            Webhook webhook = create(manual, RateLimit.perMinute(1));
            publish(manual, 5);
            manual.runUntilIdle();

            manual.engine().webhooks().update(webhook.id(), draft -> draft.rateLimit(null));
            manual.advance(Duration.ofSeconds(2));

            assertThat(transport.requests(CI)).hasSize(5);
        }
    }

    @Test
    void keeps_a_limit_that_is_set_later() {
        try (ManualEngine manual = start(builder -> builder)) {
            Webhook webhook =
                    manual.engine().webhooks().create(EngineFixture.draft(CI).build());
            publish(manual, 5);
            manual.runUntilIdle();
            assertThat(transport.requests(CI)).hasSize(5);

            manual.engine().webhooks().update(webhook.id(), draft -> draft.rateLimit(RateLimit.perMinute(2)));
            publish(manual, 5);
            manual.advance(Duration.ofSeconds(59));

            assertThat(transport.requests(CI)).hasSize(7);
        }
    }

    private ManualEngine start(UnaryOperator<WebhookEngineBuilder> options) {
        var builder = WebhookEngine.builder(store, transport).clock(clock).callbackBase(EngineFixture.BASE);
        return ManualEngine.start(options.apply(builder), clock::set);
    }

    private static Webhook create(ManualEngine manual, RateLimit limit) {
        WebhookDraft draft = EngineFixture.draft(CI).rateLimit(limit).build();
        return manual.engine().webhooks().create(draft);
    }

    private void publish(ManualEngine manual, int events) {
        for (int count = 0; count < events; count++) {
            manual.engine()
                    .publish(new Event(
                            new EventId("e-" + published++),
                            new Topic("acme/app"),
                            null,
                            "order.created",
                            clock.instant(),
                            EventBody.of("{}".getBytes(StandardCharsets.UTF_8))));
        }
    }

    /** Returns how many requests there are now, and after each step. */
    private List<Integer> requestsAfterEachStep(ManualEngine manual, Duration time) {
        var counts = new ArrayList<Integer>();
        counts.add(0);
        manual.runUntilIdle();
        counts.add(transport.requests(CI).size());
        for (long step = 0; step < time.dividedBy(STEP); step++) {
            manual.advance(STEP);
            counts.add(transport.requests(CI).size());
        }
        return counts;
    }

    /** Returns the most requests in any period of a length. */
    private static int most(List<Integer> counts, Duration period) {
        int steps = (int) period.dividedBy(STEP);
        int most = counts.get(Math.min(steps, counts.size() - 1));
        for (int from = 0; from + steps < counts.size(); from++) {
            most = Math.max(most, counts.get(from + steps) - counts.get(from));
        }
        return most;
    }
}
