package io.github.webhooks4j.tck.internal.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.callback.Callback;
import io.github.webhooks4j.chain.ChainEvent;
import io.github.webhooks4j.chain.ChainState;
import io.github.webhooks4j.delivery.Attempt;
import io.github.webhooks4j.delivery.AttemptOutcome;
import io.github.webhooks4j.delivery.DeliveryResult;
import io.github.webhooks4j.delivery.FailureCode;
import io.github.webhooks4j.delivery.Timing;
import io.github.webhooks4j.spi.store.ChainDetails;
import io.github.webhooks4j.spi.store.ClaimToken;
import io.github.webhooks4j.spi.store.ClaimedDelivery;
import io.github.webhooks4j.spi.store.Mutation.RecordAttempt;
import io.github.webhooks4j.spi.store.StoredAttempt;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Part of the {@code StoreContract}: the first attempt of a chain that a claim batch holds, and those after it. */
public abstract class FirstAttemptContract extends ClaimBatchFixture {
    private static final Timing TIMING =
            new Timing(Duration.ofMillis(1234), Duration.ofMillis(30), Duration.ofMillis(1200), Duration.ofMillis(4));
    private static final AttemptOutcome DELIVERED = new AttemptOutcome.Delivered();

    protected FirstAttemptContract(Opening opening) {
        super(opening);
    }

    @Test
    void keeps_every_kind_of_first_attempt_whatever_its_outcome() {
        var results = new ArrayList<DeliveryResult>();
        for (Timing timing : List.of(
                TIMING,
                Timing.ofTotal(Duration.ZERO),
                Timing.ofTotal(Duration.ofNanos(1_000)),
                Timing.ofTotal(Duration.ofHours(1)))) {
            results.add(new DeliveryResult.Response(204, null, null, "", timing));
        }
        results.add(new DeliveryResult.Response(100, null, null, "", TIMING));
        results.add(new DeliveryResult.Response(599, null, null, "", TIMING));
        results.add(new DeliveryResult.Response(200, null, null, "später \0 構築", TIMING));
        results.add(new DeliveryResult.Response(200, null, null, " ", TIMING));
        results.add(new DeliveryResult.Response(503, "120", null, "", TIMING));
        results.add(new DeliveryResult.Response(200, "", null, "", TIMING));
        results.add(new DeliveryResult.Response(302, null, "https://other.example/?a=b", "", TIMING));
        results.add(new DeliveryResult.Response(200, null, "", "", TIMING));
        results.add(new DeliveryResult.NoResponse(FailureCode.TIMED_OUT, TIMING));
        List<AttemptOutcome> outcomes = List.of(DELIVERED, retryIn(Duration.ofMinutes(1)), giveUp());
        var chains = new ArrayList<String>();
        var expected = new ArrayList<StoredAttempt>();
        for (int result = 0; result < results.size(); result++) {
            for (int outcome = 0; outcome < outcomes.size(); outcome++) {
                String chain = "c" + result + "_" + outcome;
                hold(chain);
                chains.add(chain);
                expected.add(record(token(chain), 1, clock.instant(), results.get(result), outcomes.get(outcome)));
            }
        }
        assertThat(chains)
                .map(this::attempts)
                .containsExactlyElementsOf(expected.stream().map(List::of).toList());

        restart();

        assertThat(chains)
                .map(this::attempts)
                .containsExactlyElementsOf(expected.stream().map(List::of).toList());
    }

    @Test
    void keeps_when_a_first_attempt_began_and_when_it_was_recorded() {
        hold("c");
        clock.advance(Duration.ofSeconds(1));
        Instant began = clock.instant();
        clock.advance(Duration.ofSeconds(2));

        record(token("c"), 1, began, answered(200), DELIVERED);

        assertThat(attempts("c")).extracting(kept -> kept.attempt().at()).containsExactly(began);
        assertThat(state("c"))
                .isEqualTo(new ChainState.AwaitingCallback(0, clock.instant().plus(CALLBACK_DEADLINE)));
    }

    @Test
    void returns_the_first_attempts_of_a_list_of_chains() {
        hold("c1", "c2", "c3");
        StoredAttempt first = record(token("c1"), 1, clock.instant(), plain(200), DELIVERED);
        StoredAttempt second = record(token("c2"), 1, clock.instant(), plain(503), retryIn(Duration.ZERO));

        assertThat(store.listChains(webhook.id(), null, 9))
                .extracting(ChainDetails::attempts)
                .containsExactly(List.of(), List.of(second), List.of(first));
    }

    @Test
    void keeps_the_first_attempt_beside_the_one_after_a_retry() {
        hold("c");
        StoredAttempt first = record(token("c"), 1, clock.instant(), plain(503), retryIn(Duration.ofSeconds(1)));
        clock.advance(Duration.ofSeconds(1));
        ClaimedDelivery retry = claimOne(webhook, 0);

        StoredAttempt second = record(retry.key(), retry.attempt(), clock.instant(), plain(200), DELIVERED);

        restart();
        assertThat(attempts("c")).containsExactly(first, second);
    }

    @Test
    void keeps_a_first_attempt_that_settled_the_chain_beside_that_of_a_later_step() {
        hold("c");
        StoredAttempt first = record(token("c"), 1, clock.instant(), plain(200), DELIVERED);
        clock.advance(Duration.ofSeconds(1));
        callBack("c", 0, Callback.success());
        ClaimedDelivery next = claimOne(webhook, 1);

        StoredAttempt second = record(next.key(), 1, clock.instant(), plain(200), DELIVERED);

        restart();
        assertThat(attempts("c")).containsExactly(first, second);
    }

    @Test
    void keeps_a_first_attempt_that_settled_the_chain_beside_late_ones() {
        hold("c");
        StoredAttempt first = record(token("c"), 1, clock.instant(), plain(200), DELIVERED);
        clock.advance(Duration.ofSeconds(1));

        StoredAttempt again = record(token("c"), 2, clock.instant(), plain(200), DELIVERED);
        ClaimToken later = new ClaimToken(token("c").delivery(), 0, 2);
        clock.advance(Duration.ofSeconds(1));
        StoredAttempt others = record(later, 1, clock.instant(), plain(500), giveUp());

        assertThat(attempts("c")).containsExactly(first, again, others);
    }

    @Test
    void keeps_the_attempts_of_both_holders_of_a_chain_that_was_taken_over() {
        hold("c");
        clock.advance(TERM);
        store.lanes();
        ClaimToken present =
                claim(OTHER_NODE, webhook, 0, 9).deliveries().get(0).key();

        StoredAttempt first = record(token("c"), 1, clock.instant(), plain(200), DELIVERED);
        clock.advance(Duration.ofSeconds(1));
        StoredAttempt second = record(present, 1, clock.instant(), plain(200), DELIVERED);

        assertThat(attempts("c")).containsExactly(first, second);
    }

    @Test
    void keeps_a_first_attempt_once_that_is_recorded_twice() {
        int count = 0;
        var withBody = new DeliveryResult.Response(200, null, null, "ok", TIMING);
        for (DeliveryResult result : List.of(plain(200), withBody, notAnswered())) {
            for (AttemptOutcome outcome : List.of(DELIVERED, retryIn(Duration.ofMinutes(1)), giveUp())) {
                String chain = "c" + count++;
                hold(chain);
                var change = new RecordAttempt(token(chain), new Attempt(1, clock.instant(), result), outcome);

                commit(change, change);
                commit(change);

                assertThat(attempts(chain)).as("%s, %s", result, outcome).hasSize(1);
            }
        }
    }

    @Test
    void counts_a_first_attempt_that_is_recorded_again_once_in_the_failure_streak() {
        hold("c", "beside");
        record(token("beside"), 1, retryIn(Duration.ofMinutes(1)));
        record(token("c"), 1, clock.instant(), plain(200), DELIVERED);
        hold("third");
        record(token("third"), 1, retryIn(Duration.ofMinutes(1)));
        var failing = store.failures(webhook.id());

        record(token("c"), 1, clock.instant(), plain(200), DELIVERED);

        assertThat(store.failures(webhook.id())).isEqualTo(failing);
        assertThat(attempts("c")).hasSize(1);
    }

    @Test
    void keeps_the_first_attempts_of_both_runs_of_a_resumed_chain() {
        hold("c");
        StoredAttempt first = record(token("c"), 1, clock.instant(), plain(503), giveUp());
        clock.advance(Duration.ofSeconds(1));
        apply("c", new ChainEvent.Resume());
        ClaimToken resumed = claimOne(webhook, 0).key();

        StoredAttempt second = record(resumed, 1, clock.instant(), plain(200), DELIVERED);

        assertThat(attempts("c")).containsExactly(first, second);
    }

    @Test
    void keeps_the_only_attempt_of_a_chain_that_was_released_before() {
        hold("c");
        release(token("c"));

        StoredAttempt late = record(token("c"), 1, clock.instant(), plain(200), DELIVERED);

        assertThat(attempts("c")).containsExactly(late);
        assertThat(state("c")).isInstanceOf(ChainState.AwaitingCallback.class);
    }

    @Test
    void deletes_a_first_attempt_with_its_chain() {
        hold("c");
        record(token("c"), 1, clock.instant(), plain(200), DELIVERED);
        cancel("c");
        clock.advance(Duration.ofDays(1));

        assertThat(store.prune(Duration.ofHours(1), 9)).isEqualTo(2);

        assertThat(store.findChain(id("c"))).isEmpty();
        assertThat(store.listChains(webhook.id(), null, 9)).isEmpty();
    }

    private StoredAttempt record(
            ClaimToken key, int number, Instant at, DeliveryResult result, AttemptOutcome outcome) {
        var attempt = new Attempt(number, at, result);
        commit(new RecordAttempt(key, attempt, outcome));
        return new StoredAttempt(key, attempt);
    }

    private List<StoredAttempt> attempts(String chain) {
        return story(chain).attempts();
    }

    private static DeliveryResult plain(int status) {
        return new DeliveryResult.Response(status, null, null, "", TIMING);
    }
}
