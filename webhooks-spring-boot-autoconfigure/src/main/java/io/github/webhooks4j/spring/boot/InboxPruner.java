package io.github.webhooks4j.spring.boot;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.spring.TransactionalInbox;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/** Forgets ids of an inbox that are older than its retention, once an hour on a thread of its own while the application runs. */
final class InboxPruner implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(InboxPruner.class);

    private final TransactionalInbox inbox;
    private @Nullable ScheduledExecutorService thread;

    InboxPruner(TransactionalInbox inbox) {
        this.inbox = requireNonNull(inbox, "inbox");
    }

    @Override
    public synchronized void start() {
        if (thread == null) {
            ScheduledExecutorService started = Executors.newSingleThreadScheduledExecutor(task -> {
                var daemon = new Thread(task, "webhooks-inbox");
                daemon.setDaemon(true);
                return daemon;
            });
            var unused = started.scheduleWithFixedDelay(this::prune, 1, 60, TimeUnit.MINUTES);
            thread = started;
        }
    }

    @Override
    public synchronized void stop() {
        if (thread != null) {
            thread.shutdown();
            thread = null;
        }
    }

    @Override
    public synchronized boolean isRunning() {
        return thread != null;
    }

    /** Forgets all that are old; what fails is tried again an hour later. Throws nothing, for that would end the schedule. */
    void prune() {
        try {
            LOG.debug("the inbox has forgotten {} deliveries", inbox.prune());
        } catch (RuntimeException e) {
            LOG.warn("the inbox could not forget old deliveries; it tries again in an hour", e);
        }
    }
}
