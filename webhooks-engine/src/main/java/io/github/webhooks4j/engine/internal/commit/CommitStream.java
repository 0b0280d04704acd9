package io.github.webhooks4j.engine.internal.commit;

import io.github.webhooks4j.engine.internal.backend.CommitListener;
import io.github.webhooks4j.engine.internal.backend.Committed;
import io.github.webhooks4j.spi.store.Mutation;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings what has become durable to the listeners, one batch after another, each listener in its order. One that fails keeps no
 * other from following: what is durable must not be written again, whatever becomes of what follows from it. Thread-safe.
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

    /** Has all listeners follow a batch. */
    void committed(Committed batch) {
        inOrder(listener -> listener.onCommitted(batch));
    }

    /** Has all listeners follow that a record will never be written. */
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
            // No memory for a line in the log: the other listeners follow all the same.
            failure.addSuppressed(again);
        }
    }
}
