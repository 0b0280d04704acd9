package io.github.webhooks4j.engine;

import org.jspecify.annotations.Nullable;

/** Wakes the pool that delivers, once there is one: the parts that find something to deliver are below it. Thread-safe. */
final class DeliverySignal implements Waker {
    private volatile @Nullable DeliveryPool pool;

    void connect(DeliveryPool connected) {
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
