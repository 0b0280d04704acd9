package io.github.webhooks4j.engine.internal.commit;

import io.github.webhooks4j.engine.internal.backend.CommitListener;
import io.github.webhooks4j.engine.internal.backend.Committed;
import io.github.webhooks4j.spi.store.Mutation;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Passes durable batches to the listeners, one batch after another, to the listeners in their order. A listener that
 * fails does not stop the others: the batch is durable and must not be written again. Thread-safe.
 */
public final class CommitStream {
    private static final Logger LOG = LoggerFactory.getLogger(CommitStream.class);

    private final String name;
    private final List<CommitListener> listeners;
    private final Object following = new Object(); // held while listeners follow

    public CommitStream(String name, List<CommitListener> listeners) {
        this.name = name;
        this.listeners = List.copyOf(listeners);
    }

    /** Passes a durable batch to all listeners. */
    void committed(Committed batch) {
        inOrder(listener -> listener.onCommitted(batch));
    }

    /** Notifies all listeners that a record will never be written. */
    public void dropped(Mutation change) {
        inOrder(listener -> listener.onDropped(change));
    }

    private void inOrder(Consumer<CommitListener> call) {
        synchronized (following) {
            for (CommitListener listener : listeners) {
                try {
                    call.accept(listener);
                } catch (RuntimeException | Error e) {
                    log(listener, e);
                }
            }
        }
    }

    private void log(CommitListener listener, Throwable failure) {
        try {
            LOG.error(
                    "{}: {} failed to follow what was committed; the store has it",
                    name,
                    listener.getClass().getSimpleName(),
                    failure);
        } catch (RuntimeException | Error again) {
            // No memory for a line in the log: go on with the other listeners.
            failure.addSuppressed(again);
        }
    }
}
