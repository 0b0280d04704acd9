package io.github.webhooks4j.engine;

import static io.github.webhooks4j.engine.EngineFixture.CI;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.engine.metrics.AttemptMinute;
import io.github.webhooks4j.event.Event;
import io.github.webhooks4j.testkit.InMemoryStore;
import io.github.webhooks4j.testkit.ManualClock;
import io.github.webhooks4j.testkit.ScriptedTransport;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AttemptsByMinuteTest {
    private final ManualClock clock = new ManualClock();
    private final ScriptedTransport transport = new ScriptedTransport();
    private final ManualEngine manual = ManualEngine.start(
            WebhookEngine.builder(new InMemoryStore(clock), transport).clock(clock), clock::set);
    private final WebhookEngine engine = manual.engine();
    private Instant minute = Instant.EPOCH;

    @BeforeEach
    void startAtTheBeginningOfAMinute() {
        minute = clock.instant().truncatedTo(ChronoUnit.MINUTES).plus(1, ChronoUnit.MINUTES);
        clock.set(minute);
        engine.webhooks().create(EngineFixture.draft(CI).build());
    }

    @AfterEach
    void close() {
        manual.close();
    }

    @Test
    void counts_attempts_in_the_minute_in_which_they_are_recorded() {
        transport.on(CI).respond(200).respond(503).respond(200);
        publish("e-1");
        publish("e-2");
        manual.advance(Duration.ofMinutes(1));

        assertThat(recorded()).containsExactly(new AttemptMinute(minute, 2, 1));
        publish("e-3");
        assertThat(recorded())
                .containsExactly(
                        new AttemptMinute(minute, 2, 1), new AttemptMinute(minute.plus(1, ChronoUnit.MINUTES), 1, 0));
    }

    @Test
    void lists_each_minute_of_the_last_hour_with_the_present_one_last() {
        List<AttemptMinute> hour = engine.attemptsByMinute();

        assertThat(hour)
                .hasSize(60)
                .startsWith(new AttemptMinute(minute.minus(59, ChronoUnit.MINUTES), 0, 0))
                .endsWith(new AttemptMinute(minute, 0, 0));
    }

    @Test
    void leaves_out_what_is_older_than_an_hour() {
        publish("e-1");
        manual.advance(Duration.ofMinutes(59));
        assertThat(recorded()).containsExactly(new AttemptMinute(minute, 1, 0));

        manual.advance(Duration.ofMinutes(1));

        assertThat(recorded()).isEmpty();
        publish("e-2");
        assertThat(recorded()).containsExactly(new AttemptMinute(minute.plus(60, ChronoUnit.MINUTES), 1, 0));
    }

    private void publish(String id) {
        engine.publish(Event.builder("push").id(id).topic("acme/app").body("{}").build());
        manual.runUntilIdle();
    }

    private List<AttemptMinute> recorded() {
        return engine.attemptsByMinute().stream()
                .filter(some -> some.delivered() + some.failed() > 0)
                .toList();
    }
}
