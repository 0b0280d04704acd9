package io.github.webhooks4j.e2e.crash;

import io.github.webhooks4j.callback.CallbackState;
import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.chain.ChainState;
import io.github.webhooks4j.chain.ChainState.Complete;
import io.github.webhooks4j.chain.ChainState.Interrupted;
import io.github.webhooks4j.delivery.Attempt;
import io.github.webhooks4j.delivery.DeliveryId;
import io.github.webhooks4j.delivery.DeliveryResult.Response;
import io.github.webhooks4j.history.StoredCallback;
import io.github.webhooks4j.spi.store.ChainDetails;
import io.github.webhooks4j.spi.store.StoredAttempt;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Compares one chain, as the store has it once nothing is left to do, with what its receivers saw. */
final class ChainAudit {
    private static final int OK = 200;

    private final ChainDetails story;
    private final Hook hook;
    private final Book book;
    private final Findings findings;
    private final ChainId id;
    private final ChainState state;

    ChainAudit(ChainDetails story, Hook hook, Book book, Findings findings) {
        this.story = story;
        this.hook = hook;
        this.book = book;
        this.findings = findings;
        this.id = story.chain().chain().id();
        this.state = story.chain().chain().state();
    }

    void run() {
        for (int step = 0; step < hook.steps(); step++) {
            DeliveryLog log = book.of(new DeliveryId(id, step));
            checkCallbacks(step, log);
            checkAttempts(step, log);
            if (step < state.step()) {
                checkPassed(step, log);
            } else if (step > state.step()) {
                checkNotReached(step, log);
            }
        }
        checkEnd();
    }

    private void checkCallbacks(int step, DeliveryLog log) {
        List<StoredCallback> kept = callbacks(step);
        if (kept.size() > 1) {
            findings.twice.add(subject(step) + " was settled by " + kept);
        }
        List<CallbackState> accepted = new ArrayList<>();
        for (CallbackState called : CallbackState.values()) {
            if (log.gotResponse(called, OK)) {
                accepted.add(called);
                if (kept.stream().noneMatch(each -> each.callback().state() == called)) {
                    findings.lost.add(subject(step) + " lost the callback " + called + ", which got the response 200");
                }
            }
        }
        if (accepted.size() > 1) {
            findings.twice.add(subject(step) + " responded 200 to all of " + accepted);
        }
        for (StoredCallback each : kept) {
            if (!accepted.contains(each.callback().state())) {
                findings.wrong.add(subject(step) + " has a callback that never got the response 200: " + log);
            }
        }
    }

    /** Each stored response was sent; a node that was killed before it stored one leaves none. */
    private void checkAttempts(int step, DeliveryLog log) {
        Collection<Integer> sent = new ArrayList<>(
                log.arrivals().stream().map(DeliveryLog.Arrival::status).toList());
        for (Attempt attempt : attempts(step)) {
            if (attempt.result() instanceof Response stored && !sent.remove(stored.status())) {
                findings.wrong.add(subject(step) + " has a stored response that was not sent: " + attempt + "; " + log);
            }
        }
    }

    private void checkPassed(int step, DeliveryLog log) {
        if (log.arrivals().isEmpty() || !hasCallback(step, CallbackState.SUCCESS)) {
            findings.wrong.add(subject(step) + " was passed without a callback of success: " + log);
        }
    }

    private void checkNotReached(int step, DeliveryLog log) {
        if (!log.arrivals().isEmpty()
                || !callbacks(step).isEmpty()
                || !attempts(step).isEmpty()) {
            findings.wrong.add(subject(step) + " was never reached, but has " + log);
        }
    }

    private void checkEnd() {
        int step = state.step();
        if (state.isUnfinished()) {
            findings.lost.add(subject(step) + " never comes to an end: " + story);
        } else if (!hasReason(step)) {
            findings.wrong.add(subject(step) + " has no reason to be " + state + ": " + story.callbacks() + ", "
                    + attempts(step) + ", " + book.of(new DeliveryId(id, step)));
        }
    }

    private boolean hasReason(int step) {
        if (state instanceof Complete) {
            return hasCallback(step, CallbackState.SUCCESS) || (!hook.waitsForCallback(step) && wasAccepted(step));
        }
        return state instanceof Interrupted interrupted
                && switch (interrupted.cause()) {
                    case CALLBACK_FAILURE -> hasCallback(step, CallbackState.FAILURE);
                    case CALLBACK_ERROR -> hasCallback(step, CallbackState.ERROR);
                    case CALLBACK_DEADLINE ->
                        hook == Hook.FORGETFUL && callbacks(step).isEmpty() && wasAccepted(step);
                    case RETRIES_EXHAUSTED -> callbacks(step).isEmpty() && attemptNumbers(step) >= hook.attempts();
                    case DESTINATION_GONE, FINAL_STATUS, TOO_OLD -> false;
                };
    }

    private boolean wasAccepted(int step) {
        return attempts(step).stream()
                .anyMatch(attempt -> attempt.result() instanceof Response response && response.status() == OK);
    }

    private long attemptNumbers(int step) {
        return attempts(step).stream().map(Attempt::number).distinct().count();
    }

    private boolean hasCallback(int step, CallbackState called) {
        return callbacks(step).stream().anyMatch(each -> each.callback().state() == called);
    }

    private List<StoredCallback> callbacks(int step) {
        return story.callbacks().stream().filter(each -> each.step() == step).toList();
    }

    private List<Attempt> attempts(int step) {
        return story.attempts().stream()
                .filter(each -> each.key().delivery().step() == step)
                .map(StoredAttempt::attempt)
                .toList();
    }

    private String subject(int step) {
        return hook.word() + " chain " + id + " at step " + step;
    }
}
