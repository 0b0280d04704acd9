package io.github.webhooks4j.engine;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.chain.ChainEvent;
import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.chain.ChainState;
import io.github.webhooks4j.chain.ChainStateException;
import io.github.webhooks4j.chain.Transition.Effect;
import io.github.webhooks4j.chain.UnknownChainException;
import io.github.webhooks4j.delivery.DeliveryId;
import io.github.webhooks4j.delivery.RetryAfterException;
import io.github.webhooks4j.engine.internal.backend.CommandGateway;
import io.github.webhooks4j.engine.internal.context.EventNumbers;
import io.github.webhooks4j.engine.internal.registry.OutdatedWebhooksException;
import io.github.webhooks4j.engine.internal.registry.WebhookRegistry;
import io.github.webhooks4j.engine.webhook.EventNotMatchingException;
import io.github.webhooks4j.event.Event;
import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.event.Matching;
import io.github.webhooks4j.event.UnknownEventException;
import io.github.webhooks4j.spi.store.ChainDetails;
import io.github.webhooks4j.spi.store.ClaimToken;
import io.github.webhooks4j.spi.store.EventDetails;
import io.github.webhooks4j.spi.store.HistoryStore;
import io.github.webhooks4j.spi.store.Mutation;
import io.github.webhooks4j.spi.store.MutationResult;
import io.github.webhooks4j.spi.store.NewChain;
import io.github.webhooks4j.spi.store.PendingDelivery;
import io.github.webhooks4j.spi.store.StoreException;
import io.github.webhooks4j.spi.store.StoredChain;
import io.github.webhooks4j.webhook.Webhook;
import io.github.webhooks4j.webhook.WebhookId;
import java.time.Clock;
import java.time.Instant;
import java.util.List;

/** Commands of an operator on chains. Thread-safe. Every method returns when its effect is durable. */
public final class Chains {
    private final HistoryStore history;
    private final WebhookRegistry registry;
    private final EventNumbers numbers;
    private final CommandGateway commits;
    private final Clock clock;

    Chains(HistoryStore history, WebhookRegistry registry, EventNumbers numbers, CommandGateway commits, Clock clock) {
        this.clock = clock;
        this.history = history;
        this.registry = registry;
        this.numbers = numbers;
        this.commits = commits;
    }

    /**
     * Resumes an interrupted chain at its step: the payload is delivered again, under the same {@code webhook-id} and
     * with a new retry schedule, and a new callback is awaited.
     *
     * @return the state it is in now
     * @throws UnknownChainException if there is no such chain
     * @throws ChainStateException if the chain is not interrupted
     */
    public ChainState resume(ChainId chain) {
        return apply(chain, new ChainEvent.Resume(), "can be resumed only while interrupted");
    }

    /**
     * Cancels a chain: nothing more is sent. An attempt in flight is not aborted.
     *
     * @return the state it is in now
     * @throws UnknownChainException if there is no such chain
     * @throws ChainStateException if the chain is complete or cancelled
     */
    public ChainState cancel(ChainId chain) {
        return apply(chain, new ChainEvent.Cancel(), "can be cancelled only before it is complete");
    }

    /**
     * Runs a finished chain again as a new one, for the same event and with the webhook's present settings. A test of the
     * first step is one again.
     *
     * @return the new chain
     * @throws UnknownChainException if there is no such chain
     * @throws ChainStateException if the chain is not finished
     * @throws io.github.webhooks4j.webhook.UnknownWebhookException if its webhook was deleted
     * @throws io.github.webhooks4j.webhook.WebhookDisabledException if its webhook is disabled
     */
    public ChainId rerun(ChainId chain) {
        ChainDetails original = history.findChain(chain).orElseThrow(() -> new UnknownChainException(chain));
        WebhookId id = original.chain().webhook();
        for (int left = WebhookRegistry.MAX_CHOICES; ; left--) {
            List<Long> basis = registry.basis();
            Webhook webhook = registry.requireEnabled(id);
            var again = new NewChain(
                    numbers.allocateRerun(registry.number(id), chain.number()),
                    webhook.id(),
                    webhook.revision(),
                    webhook.settings().plan(original.event().test()),
                    null);
            MutationResult outcome = commits.commit(new Mutation.Rerun(chain, again, basis));
            if (outcome instanceof MutationResult.Started) {
                return again.id();
            }
            if (outcome instanceof MutationResult.Unfinished unfinished) {
                throw new ChainStateException(
                        chain,
                        "can be run again only when it is finished",
                        unfinished.original().chain().state());
            }
            if (!choosesAnew(outcome, basis, left - 1)) {
                throw new UnknownChainException(chain);
            }
        }
    }

    /**
     * Sends an event that was accepted before to a webhook that it started no chain for, for example because the webhook
     * was disabled or did not exist then: starts a chain with the webhook's present settings. An event with an ordering key
     * is in no order then. If the event has a chain for the webhook, nothing is started: so calling it again changes nothing.
     * A chain that the event started when it was accepted counts also after it was pruned, one that was started later does
     * not.
     *
     * @return the new chain, or the one that the event has
     * @throws UnknownEventException if the event was never accepted, or was pruned
     * @throws io.github.webhooks4j.webhook.UnknownWebhookException if there is no such webhook
     * @throws io.github.webhooks4j.webhook.WebhookDisabledException if it is disabled
     * @throws EventNotMatchingException if the event does not pass the webhook's filter, or is a test
     * @see io.github.webhooks4j.engine.history.History#missed
     */
    public ChainId send(EventId event, WebhookId webhook) {
        EventDetails accepted = history.findEvent(event).orElseThrow(() -> new UnknownEventException(event));
        for (int left = WebhookRegistry.MAX_CHOICES; ; left--) {
            List<Long> basis = registry.basis();
            Mutation.Send send = send(accepted, registry.requireEnabled(webhook), basis);
            MutationResult outcome = commits.commit(send);
            if (outcome instanceof MutationResult.Started) {
                return send.chain().id();
            }
            if (outcome instanceof MutationResult.HasChain present) {
                return present.chain();
            }
            if (!choosesAnew(outcome, basis, left - 1)) {
                throw new UnknownEventException(event);
            }
        }
    }

    /**
     * Returns whether another chain is to be chosen in place of one that was refused. Reads the webhooks again if they were
     * outdated.
     *
     * @param left how often one may still be chosen
     * @throws StoreException if that is zero, or the store fails
     */
    private boolean choosesAnew(MutationResult refused, List<Long> basis, int left) {
        if (refused instanceof MutationResult.NumberTaken taken) {
            if (left == 0) {
                throw new StoreException(
                        StoreException.Reason.FAILED,
                        "the store had a chain of another event under each of the " + WebhookRegistry.MAX_CHOICES
                                + " numbers chosen for a chain of event " + taken.event()
                                + "; nothing was started, so start it again");
            }
            return true;
        }
        if (refused instanceof MutationResult.WebhooksOutdated) {
            registry.readAnew(new OutdatedWebhooksException(basis), left);
            return true;
        }
        return false;
    }

    private Mutation.Send send(EventDetails accepted, Webhook webhook, List<Long> basis) {
        Event event = accepted.event();
        Matching matching = webhook.settings().filter().explain(event);
        if (event.test() != null || !(matching instanceof Matching.Matches)) {
            throw new EventNotMatchingException(
                    event.id(), webhook.id(), event.test() == null ? matching.sentence() : "The event is a test.");
        }
        var chain = new NewChain(
                numbers.allocateRerun(registry.number(webhook.id()), accepted.number()),
                webhook.id(),
                webhook.revision(),
                webhook.settings().plan(null),
                null);
        return new Mutation.Send(event.id(), chain, basis);
    }

    /** The same as {@link #deliverNow(ChainId, boolean)} without ignoring {@code Retry-After}. */
    public void deliverNow(ChainId chain) {
        deliverNow(chain, false);
    }

    /**
     * Ends the wait of a chain for its next attempt: that is due at once. Its number, and what is left of the retry schedule,
     * stay. Rate limits and the circuit breaker of the destination apply, so the attempt may start later. Does nothing if
     * the attempt is due already.
     *
     * @param ignoreRetryAfter whether the attempt may start earlier than the destination requested with {@code Retry-After}
     * @throws UnknownChainException if there is no such chain
     * @throws ChainStateException if the chain does not wait for a retry; it does not while a node has claimed its delivery
     * @throws RetryAfterException if the destination requested to wait longer, and that is not ignored
     * @throws io.github.webhooks4j.webhook.WebhookDisabledException if the webhook is disabled
     */
    public void deliverNow(ChainId chain, boolean ignoreRetryAfter) {
        while (true) {
            ChainDetails details = history.findChain(chain).orElseThrow(() -> new UnknownChainException(chain));
            StoredChain stored = details.chain();
            ClaimToken last = stored.claim();
            if (last == null
                    || requireNonNull(stored.due(), "what it has a claim of").claimed()) {
                throw new ChainStateException(
                        chain,
                        "can be delivered now only while it waits for a retry",
                        stored.chain().state());
            }
            registry.requireEnabled(stored.webhook());
            if (!ignoreRetryAfter) {
                requireRetryAfterIsOver(last.delivery(), details);
            }
            MutationResult outcome = commits.commit(new Mutation.DeliverNow(last));
            if (!(outcome instanceof MutationResult.Applied applied)) {
                throw new UnknownChainException(chain);
            }
            // Else a node has claimed it in the meantime, or it was cancelled: what holds for it now is to be read.
            PendingDelivery due = applied.after().due();
            if (due != null && !due.claimed() && last.equals(applied.after().claim())) {
                return;
            }
        }
    }

    private void requireRetryAfterIsOver(DeliveryId delivery, ChainDetails details) {
        Instant until = details.latestAttempt()
                .flatMap(latest -> latest.requestedWait().map(latest.endedAt()::plus))
                .orElse(clock.instant());
        if (clock.instant().isBefore(until)) {
            throw new RetryAfterException(delivery, until);
        }
    }

    private ChainState apply(ChainId chain, ChainEvent input, String rule) {
        MutationResult outcome = commits.commit(new Mutation.Apply(chain, input));
        if (!(outcome instanceof MutationResult.Applied applied)) {
            throw new UnknownChainException(chain);
        }
        ChainState state = applied.after().chain().state();
        if (applied.effect() != Effect.MOVED) {
            throw new ChainStateException(chain, rule, state);
        }
        return state;
    }
}
