package io.github.webhooks4j.okhttp.internal.client;

import io.github.webhooks4j.delivery.FailureCode;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the operator what failed on the sender's own side; of each code at most once in ten seconds. Thread-safe. */
final class OwnFailures {
    private static final Logger LOG = LoggerFactory.getLogger(OwnFailures.class);
    private static final long PAUSE_NANOS = 10_000_000_000L;

    private final LongSupplier nanoTime;

    // guarded by this
    private final Map<FailureCode, Long> toldAt = new EnumMap<>(FailureCode.class);
    private final Map<FailureCode, Integer> untold = new EnumMap<>(FailureCode.class);

    OwnFailures(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** Tells what failed and where, without the exception's own text, which may quote a secret. */
    void note(FailureCode code, Throwable failure) {
        int missed;
        synchronized (this) {
            long now = nanoTime.getAsLong();
            Long last = toldAt.get(code);
            if (last != null && now - last < PAUSE_NANOS) {
                untold.merge(code, 1, Integer::sum);
                return;
            }
            toldAt.put(code, now);
            Integer count = untold.remove(code);
            missed = count == null ? 0 : count;
        }
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        StackTraceElement[] trace = root.getStackTrace();
        LOG.warn(
                "request not sent: code={} cause={} reason=\"{}\" at={} since_last={}",
                code.word(),
                root.getClass().getName(),
                SenderFaults.reason(failure),
                trace.length == 0 ? "unknown" : trace[0],
                missed);
    }
}
