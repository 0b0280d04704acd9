package io.github.webhooks4j.engine.internal.publish;

import io.github.webhooks4j.WebhookException;
import io.github.webhooks4j.engine.internal.context.MetricsRecorder;
import io.github.webhooks4j.engine.metrics.PublishFailure;
import io.github.webhooks4j.event.EventConflictException;
import io.github.webhooks4j.publish.PublishResult;
import io.github.webhooks4j.spi.store.StoreException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** Measures one call that publishes events. */
final class PublishMeasurement {
    private final MetricsRecorder metrics;
    private final int events;
    private final Instant begun;

    PublishMeasurement(MetricsRecorder metrics, int events) {
        this.metrics = metrics;
        this.events = events;
        this.begun = metrics.begin();
    }

    /** Records the end of the call: its results, or its failure. */
    void ended(@Nullable List<PublishResult> results, @Nullable Throwable failure) {
        Duration duration = metrics.since(begun);
        if (results != null) {
            int duplicates =
                    (int) results.stream().filter(PublishResult::duplicate).count();
            metrics.record(metered -> metered.onPublished(results.size() - duplicates, duplicates, duration));
        } else {
            PublishFailure reason = reason(failure);
            metrics.record(metered -> metered.onPublishFailed(events, reason, duration));
        }
    }

    private static PublishFailure reason(@Nullable Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof EventConflictException) {
            return PublishFailure.CONFLICT;
        }
        if (cause instanceof StoreException refused) {
            return refused.reason() == StoreException.Reason.OUTCOME_UNKNOWN
                    ? PublishFailure.OUTCOME_UNKNOWN
                    : PublishFailure.FAILED;
        }
        boolean refused = cause instanceof IllegalArgumentException
                || cause instanceof NullPointerException
                || cause instanceof WebhookException;
        return refused ? PublishFailure.REFUSED : PublishFailure.FAILED;
    }
}
