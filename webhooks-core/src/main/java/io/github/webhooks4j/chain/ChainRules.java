package io.github.webhooks4j.chain;

import io.github.webhooks4j.callback.Callback;
import io.github.webhooks4j.callback.CallbackState;
import io.github.webhooks4j.chain.ChainEvent.CallbackReceived;
import io.github.webhooks4j.chain.ChainEvent.Delivered;
import io.github.webhooks4j.chain.ChainEvent.DeliveryFailed;
import io.github.webhooks4j.chain.ChainState.AwaitingCallback;
import io.github.webhooks4j.chain.ChainState.Cancelled;
import io.github.webhooks4j.chain.ChainState.Complete;
import io.github.webhooks4j.chain.ChainState.Delivering;
import io.github.webhooks4j.chain.ChainState.Interrupted;
import io.github.webhooks4j.chain.Transition.Effect;
import java.time.Instant;
import java.util.List;

/**
 * The rules of chains as one pure function.
 *
 * <p>Docker Hub documented three: the next destination is contacted only after the previous callback was validated; any state
 * but success interrupts; a chain is complete only when the last callback is validated. Where its document is silent:
 *
 * <ul>
 *   <li>A callback proves receipt. It settles its step even while the response to the delivery is still awaited, or after an
 *       attempt failed: many receivers call back inside the request.
 *   <li>A step is settled once. The same callback again is accepted and changes nothing; another one is a conflict.
 *   <li>A step that was called back and is resumed begins another run, with a {@code webhook-id} and a callback URL of its own:
 *       a receiver that remembers ids does the work again, and a late repeat of the former callback settles nothing.
 *   <li>A chain that does not expect the final callback is complete when its last delivery is accepted. A callback that comes
 *       later is recorded in the history.
 *   <li>An exhausted delivery and a passed callback deadline interrupt the chain. An operator who has fixed the cause resumes
 *       it at its step.
 * </ul>
 */
public final class ChainRules {
    private ChainRules() {}

    /** Returns what {@code input} does to {@code chain} at {@code now}. Total: there is a result for every pair. */
    public static Transition apply(Chain chain, ChainEvent input, Instant now) {
        if (input instanceof Delivered delivered) {
            return delivered(chain, delivered.step(), now);
        } else if (input instanceof DeliveryFailed givenUp) {
            return givenUp(chain, givenUp);
        } else if (input instanceof CallbackReceived calledBack) {
            return calledBack(chain, calledBack, now);
        } else if (input instanceof ChainEvent.CallbackRefused) {
            return same(chain, Effect.IGNORED);
        } else if (input instanceof ChainEvent.DeadlineCheck) {
            return timePassed(chain, now);
        } else if (input instanceof ChainEvent.Cancel) {
            return chain.state().isUnfinished() || chain.state() instanceof Interrupted
                    ? moved(chain, new Cancelled(chain.state().step()))
                    : same(chain, Effect.IGNORED);
        } else {
            return chain.state() instanceof Interrupted
                    ? new Transition(chain.resumed(), Effect.MOVED)
                    : same(chain, Effect.IGNORED);
        }
    }

    private static Transition delivered(Chain chain, int step, Instant now) {
        if (!isDelivering(chain, step)) {
            return same(chain, Effect.IGNORED);
        }
        return chain.plan().isLast(step) && !chain.plan().expectFinalCallback()
                ? moved(chain, new Complete(step))
                : moved(chain, new AwaitingCallback(step, now.plus(chain.plan().callbackDeadline())));
    }

    private static Transition givenUp(Chain chain, DeliveryFailed givenUp) {
        return isDelivering(chain, givenUp.step())
                ? moved(chain, new Interrupted(givenUp.step(), givenUp.cause()))
                : same(chain, Effect.IGNORED);
    }

    private static Transition timePassed(Chain chain, Instant now) {
        return isPastDeadline(chain, now)
                ? moved(chain, new Interrupted(chain.state().step(), InterruptionCause.CALLBACK_DEADLINE))
                : same(chain, Effect.IGNORED);
    }

    private static Transition calledBack(Chain chain, CallbackReceived received, Instant now) {
        int step = received.step();
        Callback callback = received.callback();
        if (received.run() > chain.run(step)) {
            // A run that was never begun: its URL was never issued.
            return same(chain, Effect.IGNORED);
        }
        Callback settledBy = received.run() < chain.run(step)
                ? chain.formerCallbacks().getOrDefault(step, List.of()).get(received.run())
                : chain.callbacks().get(step);
        if (settledBy != null) {
            // Also in a chain that was cancelled since: a receiver that lost the first response gets it again.
            return same(chain, settledBy.equals(callback) ? Effect.DUPLICATE : Effect.CONFLICT);
        }
        if (step != chain.state().step()) {
            // A step that was never reached: its URL was never issued.
            return same(chain, Effect.IGNORED);
        }
        if (isPastDeadline(chain, now)) {
            return new Transition(timePassed(chain, now).chain(), Effect.TOO_LATE);
        }
        if (chain.state() instanceof Interrupted || chain.state() instanceof Cancelled) {
            return same(chain, Effect.TOO_LATE);
        }
        if (chain.state() instanceof Complete) {
            return new Transition(chain.settled(step, callback, chain.state()), Effect.RECORDED);
        }
        ChainState next = afterCallback(chain.plan(), step, callback.state());
        return new Transition(chain.settled(step, callback, next), Effect.MOVED);
    }

    private static ChainState afterCallback(ChainPlan plan, int step, CallbackState state) {
        return switch (state) {
            case SUCCESS -> plan.isLast(step) ? new Complete(step) : new Delivering(step + 1);
            case FAILURE -> new Interrupted(step, InterruptionCause.CALLBACK_FAILURE);
            case ERROR -> new Interrupted(step, InterruptionCause.CALLBACK_ERROR);
        };
    }

    private static boolean isDelivering(Chain chain, int step) {
        return chain.state() instanceof Delivering && chain.state().step() == step;
    }

    private static boolean isPastDeadline(Chain chain, Instant now) {
        return chain.state() instanceof AwaitingCallback awaiting && !now.isBefore(awaiting.deadline());
    }

    private static Transition moved(Chain chain, ChainState state) {
        return new Transition(chain.withState(state), Effect.MOVED);
    }

    private static Transition same(Chain chain, Effect effect) {
        return new Transition(chain, effect);
    }
}
