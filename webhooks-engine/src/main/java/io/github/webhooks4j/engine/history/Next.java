package io.github.webhooks4j.engine.history;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.chain.ChainState;
import io.github.webhooks4j.delivery.Attempt;
import io.github.webhooks4j.delivery.DeliveryResult.NoResponse;
import io.github.webhooks4j.delivery.DeliveryResult.Response;
import io.github.webhooks4j.delivery.RateLimit;
import io.github.webhooks4j.event.OrderingKey;
import io.github.webhooks4j.spi.store.NodeId;
import io.github.webhooks4j.webhook.WebhookStatus;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What happens to a chain next, or what it waits for and why, as one node knows it. What is in the store is known; of
 * circuit breakers, limits and attempts in flight only this node's own are, since each node has its own. Times are
 * those of the store's clock. Immutable.
 */
// Longer than 300 lines because each case has its sentence beside its components.
public sealed interface Next {
    /** Returns the code for JSON, for example {@code waits_for_retry}. */
    String code();

    /** Returns one or two sentences for people, in English, with times in UTC. */
    String sentence();

    /**
     * Nothing: the chain is complete, interrupted or cancelled.
     *
     * @param state the state in which it ended
     */
    record Finished(ChainState state) implements Next {
        /**
         * Checks the state.
         *
         * @throws IllegalArgumentException if the chain is unfinished
         */
        public Finished {
            if (state.isUnfinished()) {
                throw new IllegalArgumentException("a chain with nothing next must be finished, was " + state.code());
            }
        }

        @Override
        public String code() {
            return "finished";
        }

        @Override
        public String sentence() {
            if (state instanceof ChainState.Interrupted interrupted) {
                return "It is interrupted. " + interrupted.cause().sentence();
            }
            return "It is " + state.code() + ".";
        }
    }

    /**
     * The destination has the payload, and its callback is awaited.
     *
     * @param deadline from when on a callback is too late
     */
    record WaitsForCallback(Instant deadline) implements Next {
        public WaitsForCallback {
            requireNonNull(deadline, "deadline");
        }

        @Override
        public String code() {
            return "waits_for_callback";
        }

        @Override
        public String sentence() {
            return "The payload is delivered. The destination has until " + time(deadline) + " to call back.";
        }
    }

    /**
     * The delivery of an earlier event with the same ordering key is not over.
     *
     * @param key the ordering key
     */
    record WaitsForTurn(OrderingKey key) implements Next {
        public WaitsForTurn {
            requireNonNull(key, "key");
        }

        @Override
        public String code() {
            return "waits_for_turn";
        }

        @Override
        public String sentence() {
            return "It waits until the delivery of an earlier event with the ordering key " + key + " is over.";
        }
    }

    /**
     * Nothing is sent, because the webhook is disabled.
     *
     * @param status the status of the webhook
     * @param since since when it has that status
     */
    record Parked(WebhookStatus status, Instant since) implements Next {
        public Parked {
            requireNonNull(status, "status");
            requireNonNull(since, "since");
        }

        @Override
        public String code() {
            return "parked";
        }

        @Override
        public String sentence() {
            String why = switch (status) {
                case DISABLED_GONE -> " because a destination responded 410 Gone";
                case DISABLED_FAILING -> " because its attempts failed for days";
                default -> "";
            };
            return "The webhook has been disabled since " + time(since) + why
                    + ". Nothing is sent until it is enabled; then this continues.";
        }
    }

    /** No node owns the delivery, because the record of an attempt could not be written and was set aside. */
    record SetAside() implements Next {
        @Override
        public String code() {
            return "set_aside";
        }

        @Override
        public String sentence() {
            return "The store did not take the record of an attempt, which was set aside. "
                    + "An operator must retry or drop that record.";
        }
    }

    /**
     * This node has an attempt in flight, or has yet to write its result.
     *
     * @param attempt its number
     */
    record InFlight(int attempt) implements Next {
        @Override
        public String code() {
            return "in_flight";
        }

        @Override
        public String sentence() {
            return "Attempt " + attempt + " is in flight.";
        }
    }

    /**
     * Another node has claimed the delivery: its attempt is in flight, or will be soon.
     *
     * @param attempt the number of the next attempt
     * @param node the node; null if it has claimed the delivery together with others, so that the chain does not show which
     *     node it is
     */
    record Claimed(int attempt, @Nullable NodeId node) implements Next {
        @Override
        public String code() {
            return "claimed";
        }

        @Override
        public String sentence() {
            return (node == null ? "A node" : "Node " + node.value()) + " has claimed attempt " + attempt
                    + ", which is in flight or will be soon.";
        }
    }

    /**
     * A later attempt is due in the future.
     *
     * @param at when it is due
     * @param attempt its number
     * @param left how many attempts are left by the retry schedule, this one included
     * @param last the attempt before it; null if the store does not have it
     * @param requested how long the destination requested to wait, if that is why it is due so late; otherwise null
     */
    record WaitsForRetry(
            Instant at,
            int attempt,
            int left,
            @Nullable Attempt last,
            @Nullable Duration requested) implements Next {
        public WaitsForRetry {
            requireNonNull(at, "at");
        }

        @Override
        public String code() {
            return "waits_for_retry";
        }

        @Override
        public String sentence() {
            return "Attempt " + attempt + " is due at " + time(at) + because() + " By the retry schedule "
                    + (left == 1 ? "it is the last one." : left + " attempts are left.");
        }

        private String because() {
            if (last == null) {
                return ".";
            }
            if (requested != null) {
                return ", because the destination requested to wait " + requested.toSeconds() + " s (Retry-After).";
            }
            return last.result() instanceof Response response
                    ? ", because the response to attempt " + last.number() + " had the status " + response.status()
                            + "."
                    : ", because attempt " + last.number() + " failed. "
                            + ((NoResponse) last.result()).code().sentence();
        }
    }

    /**
     * The circuit breaker of the destination is not closed on this node.
     *
     * @param failures how many attempts of this node have failed in a row
     * @param at when the next attempt may start; null if one is in flight or may start now
     */
    record WaitsForProbe(int failures, @Nullable Instant at) implements Next {
        @Override
        public String code() {
            return "waits_for_probe";
        }

        @Override
        public String sentence() {
            return "The last " + failures + " attempts of this node at the destination have failed. "
                    + "It makes one attempt at a time"
                    + (at == null ? "." : ", the next one at " + time(at) + ".");
        }
    }

    /**
     * As many attempts as this node may make at the destination at a time are in flight.
     *
     * @param limit how many that are
     */
    record WaitsForSlot(int limit) implements Next {
        @Override
        public String code() {
            return "waits_for_slot";
        }

        @Override
        public String sentence() {
            return "All slots of the destination on this node are taken: " + limit
                    + (limit == 1 ? " attempt is in flight." : " attempts are in flight.");
        }
    }

    /**
     * A rate limit of the webhook or of its destination lets no attempt start.
     *
     * @param limits the rate limits, at least one
     * @param at when this node may start the next attempt
     */
    record WaitsForRate(List<RateLimit> limits, Instant at) implements Next {
        /**
         * Checks and copies.
         *
         * @throws IllegalArgumentException if there is no limit
         */
        public WaitsForRate {
            requireNonNull(at, "at");
            limits = List.copyOf(limits);
            if (limits.isEmpty()) {
                throw new IllegalArgumentException("a chain that waits for a rate limit must have one, was none");
            }
        }

        @Override
        public String code() {
            return "waits_for_rate";
        }

        @Override
        public String sentence() {
            return "The rate limit of "
                    + limits.stream().map(RateLimit::toString).collect(Collectors.joining(" and "))
                    + " lets this node start the next attempt at " + time(at) + ".";
        }
    }

    /**
     * The next attempt is due, and this node does not deliver. Others on the store may.
     *
     * @param since since when it is due
     */
    record NotDelivering(Instant since) implements Next {
        public NotDelivering {
            requireNonNull(since, "since");
        }

        @Override
        public String code() {
            return "not_delivering";
        }

        @Override
        public String sentence() {
            return "It has been due since " + time(since)
                    + ". This node does not deliver; another node on the store may.";
        }
    }

    /**
     * The next attempt is due, and nothing that this node knows of keeps it from starting.
     *
     * @param since since when it is due
     */
    record Due(Instant since) implements Next {
        public Due {
            requireNonNull(since, "since");
        }

        @Override
        public String code() {
            return "due";
        }

        @Override
        public String sentence() {
            return "It has been due since " + time(since) + "; its attempt has yet to start.";
        }
    }

    private static String time(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
