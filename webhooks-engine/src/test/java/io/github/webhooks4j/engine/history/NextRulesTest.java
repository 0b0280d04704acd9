package io.github.webhooks4j.engine.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.chain.Chain;
import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.chain.ChainPlan;
import io.github.webhooks4j.chain.ChainState;
import io.github.webhooks4j.chain.InterruptionCause;
import io.github.webhooks4j.delivery.Attempt;
import io.github.webhooks4j.delivery.DeliveryId;
import io.github.webhooks4j.delivery.DeliveryResult;
import io.github.webhooks4j.delivery.FailureCode;
import io.github.webhooks4j.delivery.Header;
import io.github.webhooks4j.delivery.NextAttempt;
import io.github.webhooks4j.delivery.RateLimit;
import io.github.webhooks4j.delivery.RetrySchedule;
import io.github.webhooks4j.delivery.Timing;
import io.github.webhooks4j.engine.health.CircuitState;
import io.github.webhooks4j.engine.health.DestinationState;
import io.github.webhooks4j.event.EventFilter;
import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.event.OrderingKey;
import io.github.webhooks4j.event.Topic;
import io.github.webhooks4j.history.StoredEvent;
import io.github.webhooks4j.signature.WebhookSecret;
import io.github.webhooks4j.spi.store.ChainDetails;
import io.github.webhooks4j.spi.store.ClaimToken;
import io.github.webhooks4j.spi.store.LaneKey;
import io.github.webhooks4j.spi.store.Lease;
import io.github.webhooks4j.spi.store.NodeId;
import io.github.webhooks4j.spi.store.OrderingTurn;
import io.github.webhooks4j.spi.store.PendingDelivery;
import io.github.webhooks4j.spi.store.StoreRules;
import io.github.webhooks4j.spi.store.StoredAttempt;
import io.github.webhooks4j.spi.store.StoredChain;
import io.github.webhooks4j.webhook.Destination;
import io.github.webhooks4j.webhook.SigningSecret;
import io.github.webhooks4j.webhook.Webhook;
import io.github.webhooks4j.webhook.WebhookId;
import io.github.webhooks4j.webhook.WebhookSettings;
import io.github.webhooks4j.webhook.WebhookStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class NextRulesTest {
    private static final Instant NOW = Instant.parse("2026-02-03T12:00:00Z");
    private static final WebhookId WEBHOOK = new WebhookId("wh_1");
    private static final ChainId CHAIN = ChainId.of(WEBHOOK.number(), 7);
    private static final OrderingKey KEY = new OrderingKey("customer-7");
    private static final WebhookSettings SETTINGS = new WebhookSettings(
            "CI",
            EventFilter.of("acme/app"),
            List.of(new Destination("https://ci.example/hook", null)),
            false,
            List.of(),
            RetrySchedule.of(Duration.ofSeconds(5), Duration.ofSeconds(30), Duration.ofMinutes(2)),
            Duration.ofHours(24),
            false);

    private final Node node = new Node();

    /** A node of which a test sets what it knows. */
    private static final class Node implements NodeKnowledge {
        private boolean delivers = true;
        private WebhookStatus status = WebhookStatus.ENABLED;
        private Place place = Place.ELSEWHERE;
        private @Nullable LaneView lane;

        @Override
        public Instant storeTime() {
            return NOW;
        }

        @Override
        public boolean delivers() {
            return delivers;
        }

        @Override
        public Optional<Webhook> webhook(WebhookId id) {
            var secret = new SigningSecret(WebhookSecret.generate(RandomGenerator.getDefault()), null);
            return Optional.of(new Webhook(id, 1, SETTINGS, List.of(secret), status, NOW.minusSeconds(60)));
        }

        @Override
        public Header userAgent() {
            return new Header("User-Agent", "test");
        }

        @Override
        public String cloudEventsSource() {
            return "/test";
        }

        @Override
        public boolean receivesCallbacks() {
            return false;
        }

        @Override
        public Collection<Webhook> webhooks() {
            return List.of();
        }

        @Override
        public Place place(ClaimToken claim, LaneKey lane) {
            return place;
        }

        @Override
        public Optional<LaneView> lane(LaneKey lane) {
            return Optional.ofNullable(this.lane);
        }
    }

    @Test
    void has_nothing_next_for_a_complete_chain() {
        assertNext(next(new ChainState.Complete(0), null), "finished", "It is complete.");
    }

    @Test
    void says_why_a_chain_was_interrupted() {
        assertNext(
                next(new ChainState.Interrupted(0, InterruptionCause.DESTINATION_GONE), null),
                "finished",
                "It is interrupted. The destination responded 410 Gone.");
    }

    @Test
    void waits_for_a_callback_until_its_deadline() {
        assertNext(
                next(new ChainState.AwaitingCallback(0, NOW.plusSeconds(3600)), null),
                "waits_for_callback",
                "The payload is delivered. The destination has until 2026-02-03T13:00:00Z to call back.");
    }

    @Test
    void waits_for_a_retry_after_a_bad_response() {
        assertNext(
                retry(response(503, null)),
                "waits_for_retry",
                "Attempt 2 is due at 2026-02-03T12:00:05Z, because the response to attempt 1 had the status 503. "
                        + "By the retry schedule 3 attempts are left.");
    }

    @Test
    void waits_for_a_retry_after_no_response() {
        assertNext(
                retry(new DeliveryResult.NoResponse(FailureCode.CERTIFICATE_EXPIRED, Timing.ofTotal(Duration.ZERO))),
                "waits_for_retry",
                "Attempt 2 is due at 2026-02-03T12:00:05Z, because attempt 1 failed. The destination's certificate"
                        + " has expired. By the retry schedule 3 attempts are left.");
    }

    @Test
    void waits_as_long_as_the_destination_requested() {
        assertNext(
                retry(response(429, "600")),
                "waits_for_retry",
                "Attempt 2 is due at 2026-02-03T12:00:05Z, because the destination requested to wait 600 s"
                        + " (Retry-After). By the retry schedule 3 attempts are left.");
    }

    @Test
    void does_not_wait_because_of_a_shorter_request_than_the_schedule_has() {
        assertThat(((Next.WaitsForRetry) retry(response(503, "4"))).requested()).isNull();
    }

    @Test
    void announces_the_last_attempt() {
        assertThat(next(new PendingDelivery(NOW.plusSeconds(5), 4, 3, null)).sentence())
                .isEqualTo("Attempt 4 is due at 2026-02-03T12:00:05Z. By the retry schedule it is the last one.");
    }

    @Test
    void is_parked_while_the_webhook_is_disabled() {
        node.status = WebhookStatus.DISABLED_GONE;

        assertNext(
                next(due()),
                "parked",
                "The webhook has been disabled since 2026-02-03T11:59:00Z because a destination responded 410 Gone."
                        + " Nothing is sent until it is enabled; then this continues.");
    }

    @Test
    void waits_for_its_turn_among_events_of_its_ordering_key() {
        var waiting = new PendingDelivery(NOW, NextAttempt.FIRST, 0, new Lease(StoreRules.WAITS_FOR_TURN, NOW));

        assertNext(
                next(waiting),
                "waits_for_turn",
                "It waits until the delivery of an earlier event with the ordering key customer-7 is over.");
    }

    @Test
    void is_set_aside_while_a_record_of_it_is() {
        assertNext(
                next(held(StoreRules.SET_ASIDE, NOW.plusSeconds(9))),
                "set_aside",
                "The store did not take the record of an attempt, which was set aside. "
                        + "An operator must retry or drop that record.");
    }

    @Test
    void is_in_flight_on_this_node() {
        node.place = NodeKnowledge.Place.IN_FLIGHT;

        assertNext(next(held(new NodeId("node_1"), NOW.plusSeconds(9))), "in_flight", "Attempt 1 is in flight.");
    }

    @Test
    void is_claimed_by_another_node() {
        assertNext(
                next(held(new NodeId("node_1"), NOW.plusSeconds(9))),
                "claimed",
                "Node node_1 has claimed attempt 1, which is in flight or will be soon.");
        assertNext(
                next(held(StoreRules.CLAIM_BATCH, NOW.plusSeconds(9))),
                "claimed",
                "A node has claimed attempt 1, which is in flight or will be soon.");
    }

    @Test
    void is_due_since_a_lease_of_another_node_has_ended() {
        assertNext(
                next(held(new NodeId("node_1"), NOW.minusSeconds(1))),
                "due",
                "It has been due since 2026-02-03T11:59:59Z; its attempt has yet to start.");
    }

    @Test
    void is_due_on_a_node_that_does_not_deliver() {
        node.delivers = false;

        assertNext(
                next(due()),
                "not_delivering",
                "It has been due since 2026-02-03T11:59:00Z. This node does not deliver; another node on the store"
                        + " may.");
    }

    @Test
    void waits_for_the_next_probe_of_an_open_circuit_breaker() {
        node.lane = lane(new CircuitState.Open(5, NOW.plusSeconds(10)), 0, List.of(), NOW.plusSeconds(10));

        assertNext(
                next(due()),
                "waits_for_probe",
                "The last 5 attempts of this node at the destination have failed. It makes one attempt at a time,"
                        + " the next one at 2026-02-03T12:00:10Z.");
    }

    @Test
    void waits_for_a_probe_in_flight() {
        node.lane = lane(new CircuitState.HalfOpen(5), 1, List.of(), null);

        assertNext(
                next(due()),
                "waits_for_probe",
                "The last 5 attempts of this node at the destination have failed. It makes one attempt at a time.");
    }

    @Test
    void waits_for_a_slot_of_the_destination() {
        node.place = NodeKnowledge.Place.WAITING;
        node.lane = lane(new CircuitState.Closed(0), 8, List.of(), null);

        assertNext(
                next(held(new NodeId("node_1"), NOW.plusSeconds(9))),
                "waits_for_slot",
                "All slots of the destination on this node are taken: 8 attempts are in flight.");
    }

    @Test
    void waits_for_a_rate_limit() {
        node.lane = lane(new CircuitState.Closed(0), 0, List.of(RateLimit.perMinute(10)), NOW.plusSeconds(6));

        assertNext(
                next(due()),
                "waits_for_rate",
                "The rate limit of 10 a minute lets this node start the next attempt at 2026-02-03T12:00:06Z.");
    }

    private static void assertNext(Next next, String code, String sentence) {
        assertThat(next.code()).isEqualTo(code);
        assertThat(next.sentence()).isEqualTo(sentence);
    }

    private static NodeKnowledge.LaneView lane(
            CircuitState circuit, int inFlight, List<RateLimit> limits, @Nullable Instant nextStartAt) {
        return new NodeKnowledge.LaneView(
                new DestinationState(WEBHOOK, 0, "ci.example:443", inFlight, 8, 0, false, circuit, limits, null),
                nextStartAt);
    }

    private static PendingDelivery due() {
        return new PendingDelivery(NOW.minusSeconds(60), NextAttempt.FIRST, 0, null);
    }

    private static PendingDelivery held(NodeId holder, Instant until) {
        return new PendingDelivery(NOW.minusSeconds(60), NextAttempt.FIRST, 1, new Lease(holder, until));
    }

    private static DeliveryResult response(int status, @Nullable String retryAfter) {
        return new DeliveryResult.Response(status, retryAfter, null, "", Timing.ofTotal(Duration.ofMillis(80)));
    }

    private Next retry(DeliveryResult result) {
        var key = new ClaimToken(new DeliveryId(CHAIN, 0), 0, 1);
        return next(
                new ChainState.Delivering(0),
                new PendingDelivery(NOW.plusSeconds(5), 2, 1, null),
                new StoredAttempt(key, new Attempt(1, NOW.minusSeconds(1), result)));
    }

    private Next next(PendingDelivery due) {
        return next(new ChainState.Delivering(0), due);
    }

    private Next next(ChainState state, @Nullable PendingDelivery due, StoredAttempt... attempts) {
        var chain = new StoredChain(
                Chain.start(CHAIN, new ChainPlan(1, true, Duration.ofHours(24))),
                WEBHOOK,
                1,
                new EventId("push-1"),
                NOW.minusSeconds(60),
                null,
                due == null ? due() : due,
                new OrderingTurn(KEY, 2));
        if (!state.equals(chain.chain().state())) {
            chain = new StoredChain(
                    new Chain(
                            CHAIN, chain.chain().plan(), state, 0, chain.chain().callbacks()),
                    WEBHOOK,
                    1,
                    chain.event(),
                    chain.startedAt(),
                    state.isUnfinished() ? null : NOW,
                    null,
                    chain.turn());
        }
        var event = new StoredEvent(chain.event(), new Topic("acme/app"), "push", null);
        return NextRules.of(new ChainDetails(chain, event, List.of(attempts), List.of(), List.of()), SETTINGS, node);
    }
}
