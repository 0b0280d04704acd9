package io.github.webhooks4j.engine.view;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.delivery.Attempt;
import io.github.webhooks4j.delivery.DeliveryResult;
import io.github.webhooks4j.delivery.DeliveryResult.NoResponse;
import io.github.webhooks4j.delivery.DeliveryResult.Response;
import io.github.webhooks4j.internal.text.ShownTime;
import io.github.webhooks4j.internal.text.ShownUrl;
import org.jspecify.annotations.Nullable;

/**
 * What may be shown of one attempt. It has nothing of the response's body: a destination may respond with what it was sent,
 * the headers included. Immutable.
 *
 * @param number from 1, counted over the whole delivery
 * @param at when it started
 * @param status the status of the response; null if there was none
 * @param location the {@code Location} of a redirect, with what may be a secret hidden as in {@link DestinationView};
 *     null if there was none
 * @param failure the code of why there was no response, for example {@code timed_out}; null if there was one
 * @param reason the failure as a sentence for people; null if there was a response
 * @param durationMillis how long it took
 */
public record AttemptView(
        int number,
        String at,
        @Nullable Integer status,
        @Nullable String location,
        @Nullable String failure,
        @Nullable String reason,
        long durationMillis) {
    public AttemptView {
        requireNonNull(at, "at");
    }

    /** Returns the view of an attempt. */
    public static AttemptView of(Attempt attempt) {
        requireNonNull(attempt, "attempt");
        DeliveryResult result = attempt.result();
        Response response = result instanceof Response some ? some : null;
        NoResponse none = result instanceof NoResponse some ? some : null;
        return new AttemptView(
                attempt.number(),
                ShownTime.of(attempt.at()),
                response == null ? null : response.status(),
                response == null ? null : ShownUrl.ofNullable(response.location()),
                none == null ? null : none.code().code(),
                none == null ? null : none.code().sentence(),
                result.timing().total().toMillis());
    }
}
