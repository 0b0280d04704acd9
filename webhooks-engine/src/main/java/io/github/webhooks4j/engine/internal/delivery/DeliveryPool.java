package io.github.webhooks4j.engine.internal.delivery;

import io.github.webhooks4j.engine.internal.context.Waker;
import java.time.Duration;

/** Carries what the lanes let begin to the wire. Thread-safe. */
public interface DeliveryPool extends Waker {
    /** Begins what can begin, elsewhere than on the calling thread. */
    @Override
    void wake();

    /** Waits until nothing is in flight; returns whether it came to that within {@code timeout}. */
    boolean awaitIdle(Duration timeout) throws InterruptedException;

    /** Aborts what is in flight. */
    void abort();
}
