package io.github.webhooks4j.engine.callback;

import io.github.webhooks4j.WebhookException;
import io.github.webhooks4j.WebhookException.Category;
import io.github.webhooks4j.callback.Callback;
import io.github.webhooks4j.callback.InvalidCallbackException;
import io.github.webhooks4j.chain.ChainEvent;
import io.github.webhooks4j.chain.Transition.Effect;
import io.github.webhooks4j.delivery.DeliveryId;
import io.github.webhooks4j.engine.metrics.CallbackResult;
import io.github.webhooks4j.spi.store.Mutation;
import io.github.webhooks4j.spi.store.MutationResult;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Handles the callbacks that receivers POST: a plain function from method, path and body to status and JSON, to be
 * mounted in the HTTP server of the application. Thread-safe; a response of 200 means that the callback is durable.
 *
 * <ul>
 *   <li>200: the step is settled by this callback, or was settled by the same one before
 *   <li>400: the callback is not valid; all violations are listed, and the step still waits
 *   <li>404: the deployment did not issue the URL, or its chain was pruned
 *   <li>405, 413: not a POST, too large
 *   <li>409: another callback settled the step before
 *   <li>410: the chain was cancelled or interrupted, or its deadline has passed
 *   <li>500: an unexpected failure, which the log shows
 *   <li>503 with {@code Retry-After}: the engine is closed, or its store fails or does not respond within 10 seconds;
 *       the same callback may be sent again
 * </ul>
 */
public final class CallbackEndpoint {
    private static final Logger LOG = LoggerFactory.getLogger(CallbackEndpoint.class);

    private static final CallbackResponse NOT_FOUND =
            CallbackResponse.of(404, "error", "There is nothing to call back here.");
    private static final CallbackResponse DUPLICATE =
            CallbackResponse.of(200, "result", "The same callback was accepted before.");
    private static final CallbackResponse UNAVAILABLE = CallbackResponse.of(
                    503, "error", "The callback could not be kept; please send it again later.")
            .withHeader("Retry-After", "10");

    private static final CallbackResponse FAILED =
            CallbackResponse.of(500, "error", "The callback could not be stored: an unexpected failure.");

    /** The longest wait, should the engine not complete a submission within its own bound. */
    private static final Duration BOUND = Duration.ofMillis(9_500);

    private final Optional<CallbackUrls> urls;
    private final CallbackSink commits;

    /**
     * Creates an endpoint. Applications get theirs from the engine.
     *
     * @param urls the deployment's URLs; empty if it takes no callbacks
     * @param commits makes callbacks durable
     */
    public CallbackEndpoint(Optional<CallbackUrls> urls, CallbackSink commits) {
        this.urls = urls;
        this.commits = commits;
    }

    /**
     * Handles one request; blocks until its effect is durable, 10 seconds at most. Never throws.
     *
     * @param method the HTTP method
     * @param path the path, of which the last segment counts
     * @param body the raw body; the caller may stop reading one byte beyond {@link Callback#MAX_BYTES}
     */
    public CallbackResponse handle(String method, String path, byte[] body) {
        Instant begun = commits.begin();
        CallbackResponse response = respond(method, path, body);
        commits.handled(resultOf(response), begun);
        return response;
    }

    private CallbackResponse respond(String method, String path, byte[] body) {
        if (!method.equals("POST")) {
            return CallbackResponse.of(405, "error", "A callback must be a POST.")
                    .withHeader("Allow", "POST");
        }
        if (body.length > Callback.MAX_BYTES) {
            return CallbackResponse.of(413, "error", "A callback must be at most " + Callback.MAX_BYTES + " bytes.");
        }
        Optional<DeliveryId> delivery = urls.flatMap(known -> known.parse(path));
        if (delivery.isEmpty()) {
            return NOT_FOUND;
        }
        try {
            return settle(delivery.get(), Callback.parse(body));
        } catch (InvalidCallbackException e) {
            return CallbackResponse.invalid(e.violations());
        }
    }

    private CallbackResponse settle(DeliveryId delivery, Callback callback) {
        var input = new ChainEvent.CallbackReceived(delivery.step(), callback);
        try {
            MutationResult outcome = commits.commitCallback(new Mutation.Apply(delivery.chain(), input))
                    .copy()
                    .orTimeout(BOUND.toMillis(), TimeUnit.MILLISECONDS)
                    .join();
            return outcome instanceof MutationResult.Applied applied ? answer(applied.effect()) : NOT_FOUND;
        } catch (RuntimeException e) {
            if (isOutage(e)) {
                LOG.warn("the callback for delivery {} could not be stored", delivery, e);
                return UNAVAILABLE;
            }
            LOG.error("the callback for delivery {} failed unexpectedly", delivery, e);
            return FAILED;
        }
    }

    /** Returns whether the engine is closed, or its store fails or has not responded in time. */
    private static boolean isOutage(RuntimeException thrown) {
        Throwable cause =
                thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause() : thrown;
        return cause instanceof TimeoutException
                || (cause instanceof WebhookException known && known.category() == Category.UNAVAILABLE);
    }

    @SuppressWarnings("ReferenceEquality") // one object stands for all duplicates
    private static CallbackResult resultOf(CallbackResponse response) {
        return switch (response.status()) {
            case 200 -> response == DUPLICATE ? CallbackResult.DUPLICATE : CallbackResult.ACCEPTED;
            case 400, 405, 413 -> CallbackResult.INVALID;
            case 404 -> CallbackResult.UNKNOWN;
            case 409 -> CallbackResult.CONFLICT;
            case 410 -> CallbackResult.LATE;
            default -> CallbackResult.FAILED;
        };
    }

    private static CallbackResponse answer(Effect effect) {
        return switch (effect) {
            case MOVED, RECORDED -> CallbackResponse.of(200, "result", "The callback is accepted.");
            case DUPLICATE -> DUPLICATE;
            case CONFLICT ->
                CallbackResponse.of(409, "error", "Another callback was accepted before; this one changes nothing.");
            case TOO_LATE -> CallbackResponse.of(410, "error", "The chain no longer waits for a callback.");
            case IGNORED, RETRY_SCHEDULED, RELEASED, HELD, SETTINGS_CHANGED -> NOT_FOUND;
        };
    }
}
