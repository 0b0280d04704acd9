package io.github.webhooks4j.engine.internal.runtime;

import io.github.webhooks4j.engine.internal.context.Waker;
import io.github.webhooks4j.engine.internal.delivery.DeliveryPool;
import org.jspecify.annotations.Nullable;

/** Wakes the delivery pool as soon as there is one: the parts that find deliveries are built before it. Thread-safe. */
public final class DeliverySignal implements Waker {
    private volatile @Nullable DeliveryPool pool;

    public void connect(DeliveryPool connected) {
        this.pool = connected;
    }

    @Override
    public void wake() {
        DeliveryPool present = pool;
        if (present != null) {
            present.wake();
        }
    }
}
