package io.github.webhooks4j.engine;

import static io.github.webhooks4j.engine.EngineFixture.CI;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.delivery.DeliveryResult;
import io.github.webhooks4j.delivery.Timing;
import io.github.webhooks4j.engine.health.SetAsideHealth;
import io.github.webhooks4j.event.Event;
import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.payload.PushData;
import io.github.webhooks4j.payload.PushEvents;
import io.github.webhooks4j.payload.PushPayload;
import io.github.webhooks4j.payload.Repository;
import io.github.webhooks4j.spi.store.Mutation;
import io.github.webhooks4j.spi.store.SetAsideRecord;
import io.github.webhooks4j.spi.store.StoreException;
import io.github.webhooks4j.testkit.InMemoryStore;
import io.github.webhooks4j.testkit.ManualClock;
import io.github.webhooks4j.testkit.ScriptedTransport;
import io.github.webhooks4j.webhook.DisablePolicy;
import io.github.webhooks4j.webhook.Webhook;
import io.github.webhooks4j.webhook.WebhookStatus;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Records that the store never takes although it takes others. */
class SetAsideTest {

    private final ManualClock clock = new ManualClock();
    private final ScriptedTransport transport = new ScriptedTransport();
    private InMemoryStore disk = new InMemoryStore().forNode(clock);
    private volatile Predicate<Mutation> refused = change -> false;
    private volatile boolean refusesProbes;
    private DisablePolicy disabling = DisablePolicy.DEFAULT;
    private WebhookEngine engine = start(1);

    @AfterEach
    void close() {
        transport.release();
        engine.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void sets_a_record_aside_that_failed_ten_times_and_goes_on_with_others(int commits) {
        engine.close();
        engine = start(commits);
        ChainId bad = publishWith(SetAsideTest::isAttempt);

        awaitSetAside(true);

        SetAsideHealth.Entry entry = engine.health().setAside().earliest().get(0);
        assertThat(entry)
                .isEqualTo(new SetAsideHealth.Entry(
                        bad + ".attempt.0.0.1.1", SetAsideRecord.Kind.ATTEMPT, bad, entry.since(), "on purpose", true));
        assertThat(engine.health().isHealthy()).isFalse();
        assertThat(engine.publish(event("push-2")).chains()).hasSize(1);
    }

    @Test
    @Tag("stress")
    void attempts_nothing_again_whose_record_is_set_aside_on_whatever_node() {
        publishWith(SetAsideTest::isAttempt);
        awaitSetAside(true);
        restart();

        advance(Duration.ofMinutes(5));

        assertThat(transport.requests()).hasSize(1);
        assertThat(engine.health().setAside().count()).isEqualTo(1);
    }

    @Test
    void writes_on_request_what_is_set_aside_in_the_store() {
        ChainId bad = publishWith(SetAsideTest::isAttempt);
        awaitSetAside(true);
        restart();
        refused = change -> false;

        assertThat(engine.setAside().retry(id())).isTrue();

        assertThat(state(bad)).isEqualTo("complete");
        assertThat(transport.requests()).hasSize(1);
        assertThat(engine.health().setAside()).isEqualTo(SetAsideHealth.NONE);
    }

    @Test
    void disables_by_the_options_of_the_node_that_writes_what_was_set_aside() {
        ChainId bad = publishWith(SetAsideTest::isAttempt, 410);
        awaitSetAside(true);
        disabling = DisablePolicy.NEVER;
        restart();
        refused = change -> false;

        assertThat(engine.setAside().retry(id())).isTrue();

        assertThat(state(bad)).isEqualTo("interrupted");
        assertThat(engine.webhooks().list()).extracting(Webhook::status).containsExactly(WebhookStatus.ENABLED);
    }

    @Test
    void goes_on_listing_what_cannot_be_written_on_request_either() {
        publishWith(SetAsideTest::isAttempt);
        awaitSetAside(true);
        refused = change -> true;

        assertThatThrownBy(() -> engine.setAside().retry(id()))
                .isInstanceOf(StoreException.class)
                .hasMessage("on purpose");

        assertThat(engine.setAside().list().count()).isEqualTo(1);
    }

    @Test
    void delivers_again_when_the_record_of_an_attempt_is_dropped() {
        ChainId bad = publishWith(SetAsideTest::isAttempt);
        awaitSetAside(true);
        refused = change -> false;

        assertThat(engine.setAside().drop(id())).isTrue();

        EngineFixture.await(() -> state(bad).equals("complete"));
        assertThat(transport.requests()).hasSize(2);
        assertThat(transport.requests(CI).get(1).header("webhook-id"))
                .isEqualTo(transport.requests(CI).get(0).header("webhook-id"));
        assertThat(engine.setAside().list()).isEqualTo(SetAsideHealth.NONE);
    }

    @Test
    void keeps_in_memory_what_the_store_does_not_take_there_either() {
        publishWith(SetAsideTest::isAttemptOrSetAside);

        awaitSetAside(false);
        advance(Duration.ofMinutes(2));

        assertThat(transport.requests()).as("held as long as it is in memory").hasSize(1);
        assertThat(engine.health().setAside().earliest().get(0).durable()).isFalse();
    }

    @Test
    void writes_on_request_what_is_set_aside_in_memory() {
        ChainId bad = publishWith(SetAsideTest::isAttemptOrSetAside);
        awaitSetAside(false);
        refused = change -> false;

        assertThat(engine.setAside().retry(id())).isTrue();

        assertThat(state(bad)).isEqualTo("complete");
        assertThat(engine.setAside().list()).isEqualTo(SetAsideHealth.NONE);
    }

    @Test
    void delivers_again_what_is_dropped_from_memory_when_the_lease_ends() {
        ChainId bad = publishWith(SetAsideTest::isAttemptOrSetAside);
        awaitSetAside(false);
        refused = change -> false;

        assertThat(engine.setAside().drop(id())).isTrue();
        advance(Duration.ofMinutes(1));

        EngineFixture.await(() -> state(bad).equals("complete"));
        assertThat(transport.requests()).hasSize(2);
    }

    @Test
    void delivers_again_after_a_restart_what_was_set_aside_in_memory() {
        ChainId bad = publishWith(SetAsideTest::isAttemptOrSetAside);
        awaitSetAside(false);
        refused = change -> false;

        restart();

        EngineFixture.await(() -> state(bad).equals("complete"));
        assertThat(transport.requests()).hasSize(2);
    }

    @Test
    @Tag("stress")
    void sets_nothing_aside_because_of_an_outage() {
        refusesProbes = true;
        ChainId chain = publishWith(change -> true);
        advance(Duration.ofMinutes(30));

        assertThat(engine.health().setAside()).isEqualTo(SetAsideHealth.NONE);
        assertThat(engine.health().problems().toString()).contains("records of what happened could not be written yet");
        refusesProbes = false;
        refused = change -> false;
        advance(Duration.ofSeconds(30));

        EngineFixture.await(() -> state(chain).equals("complete"));
        assertThat(transport.requests()).hasSize(1);
    }

    @Test
    void knows_no_record_of_another_id() {
        assertThat(engine.setAside().retry("chn_1.cancel")).isFalse();
        assertThat(engine.setAside().drop("chn_1.cancel")).isFalse();
    }

    /** Publishes an event whose attempt gets a response, and lets the store refuse changes from then on. */
    private ChainId publishWith(Predicate<Mutation> refused) {
        return publishWith(refused, 200);
    }

    private ChainId publishWith(Predicate<Mutation> refused, int status) {
        engine.webhooks().create(EngineFixture.draft(CI).build());
        transport
                .on(CI)
                .respond(request -> {
                    this.refused = refused;
                    return new DeliveryResult.Response(status, null, null, "", Timing.ofTotal(Duration.ZERO));
                })
                .respond(200);
        ChainId chain = engine.publish(event("push-1")).chains().get(0);
        EngineFixture.await(() -> transport.requests().size() == 1);
        return chain;
    }

    private void awaitSetAside(boolean durable) {
        EngineFixture.await(() -> {
            clock.advance(Duration.ofSeconds(1));
            return engine.health().setAside().count() > 0;
        });
        assertThat(engine.health().setAside().earliest().get(0).durable()).isEqualTo(durable);
    }

    /** Advances the clock in steps that the background tasks can follow. */
    private void advance(Duration time) {
        for (long second = 0; second < time.toSeconds(); second += 2) {
            clock.advance(Duration.ofSeconds(2));
            for (int look = 0; look < 4; look++) {
                LockSupport.parkNanos(1_000_000);
            }
        }
    }

    private String id() {
        return engine.setAside().list().earliest().get(0).id();
    }

    private String state(ChainId chain) {
        return engine.history().chain(chain).orElseThrow().state().code();
    }

    private void restart() {
        engine.close();
        disk = disk.reopen();
        engine = start(1);
    }

    private WebhookEngine start(int commits) {
        return WebhookEngine.builder(
                        HookedStore.of(disk, commits, (method, arguments) -> {
                            if (method.equals("commit")) {
                                refuse((List<?>) arguments[0]);
                            }
                        }),
                        transport)
                .clock(clock)
                .pollInterval(Duration.ofMillis(2))
                .disabling(disabling)
                .start();
    }

    private void refuse(List<?> changes) {
        if (changes.isEmpty() ? refusesProbes : changes.stream().anyMatch(change -> refused.test((Mutation) change))) {
            throw new StoreException(StoreException.Reason.FAILED, "on purpose");
        }
    }

    private Event event(String id) {
        return PushEvents.of(
                new EventId(id),
                clock.instant(),
                PushPayload.of(
                        PushData.of(clock.instant(), "ada", "latest"),
                        Repository.builder("acme/app").build()));
    }

    private static boolean isAttempt(Mutation change) {
        return change instanceof Mutation.RecordAttempt;
    }

    private static boolean isAttemptOrSetAside(Mutation change) {
        return isAttempt(change) || change instanceof Mutation.SetAside;
    }
}
