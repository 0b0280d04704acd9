package io.github.webhooks4j.engine.internal.delivery;

import io.github.webhooks4j.engine.health.HealthProblem;
import io.github.webhooks4j.engine.internal.context.Waker;
import java.time.Duration;
import java.util.List;

/** Makes the attempts that the lanes allow. Thread-safe. */
public interface DeliveryPool extends Waker {
    /** Starts the deliveries that can start, on other threads than the calling one. */
    @Override
    void wake();

    /** Waits until nothing is in flight; returns false if that takes longer than {@code timeout}. */
    boolean awaitIdle(Duration timeout) throws InterruptedException;

    /** Returns what keeps attempts from being made that the lanes allow. */
    List<HealthProblem> problems();

    /** Aborts the attempts in flight. */
    void abort();
}
