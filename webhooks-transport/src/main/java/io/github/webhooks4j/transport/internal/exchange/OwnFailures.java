package io.github.webhooks4j.transport.internal.exchange;

import io.github.webhooks4j.delivery.FailureCode;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs failures of the sender's own system; each code at most once in ten seconds. Thread-safe. */
public final class OwnFailures {
    private static final Logger LOG = LoggerFactory.getLogger(OwnFailures.class);
    private static final long PAUSE_NANOS = 10_000_000_000L;

    private final LongSupplier nanoTime;

    // guarded by this
    private final Map<FailureCode, Long> loggedAt = new EnumMap<>(FailureCode.class);
    private final Map<FailureCode, Integer> suppressed = new EnumMap<>(FailureCode.class);

    public OwnFailures(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** Logs what failed and where, without the exception's own message, which may quote a secret. */
    public void note(FailureCode code, Throwable failure) {
        int missed;
        synchronized (this) {
            long now = nanoTime.getAsLong();
            Long last = loggedAt.get(code);
            if (last != null && now - last < PAUSE_NANOS) {
                suppressed.merge(code, 1, Integer::sum);
                return;
            }
            loggedAt.put(code, now);
            Integer count = suppressed.remove(code);
            missed = count == null ? 0 : count;
        }
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        StackTraceElement[] trace = root.getStackTrace();
        LOG.warn(
                "request not sent: code={} cause={} reason=\"{}\" at={} since_last={}",
                code.code(),
                root.getClass().getName(),
                SenderFaults.reason(failure),
                trace.length == 0 ? "unknown" : trace[0],
                missed);
    }
}
