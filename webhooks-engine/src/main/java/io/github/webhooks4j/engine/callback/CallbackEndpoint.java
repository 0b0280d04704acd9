package io.github.webhooks4j.engine.callback;

import io.github.webhooks4j.Violation;
import io.github.webhooks4j.WebhookException;
import io.github.webhooks4j.WebhookException.Category;
import io.github.webhooks4j.callback.Callback;
import io.github.webhooks4j.callback.CallbackProblem;
import io.github.webhooks4j.callback.InvalidCallbackException;
import io.github.webhooks4j.callback.ReceivedCallback;
import io.github.webhooks4j.chain.ChainEvent;
import io.github.webhooks4j.chain.Transition.Effect;
import io.github.webhooks4j.delivery.DeliveryId;
import io.github.webhooks4j.delivery.RateLimit;
import io.github.webhooks4j.engine.metrics.CallbackResult;
import io.github.webhooks4j.spi.store.Mutation;
import io.github.webhooks4j.spi.store.MutationResult;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Handles the callbacks that receivers POST: a plain function from method, path and body to status and JSON, to be
 * mounted in the HTTP server of the application. Thread-safe; a response of 200 means that the callback is durable.
 *
 * <ul>
 *   <li>200: the step is settled by this callback, or was settled by the same one before. If its {@code target_url} could
 *       not be used, {@code dropped} says why
 *   <li>400: the callback is not valid; all violations are listed, and the step still waits
 *   <li>404: the deployment did not issue the URL, or its chain was pruned
 *   <li>405, 413, 415: not a POST, too large, with a content coding such as gzip
 *   <li>409: another callback settled the step before
 *   <li>410: the chain was cancelled or interrupted, or its deadline has passed
 *   <li>429 with {@code Retry-After}: too many callbacks for one chain
 *   <li>500: an unexpected failure, which the log shows
 *   <li>503 with {@code Retry-After}: the engine is closed, or its store fails or does not respond within 10 seconds;
 *       the same callback may be sent again
 * </ul>
 */
public final class CallbackEndpoint {
    private static final Logger LOG = LoggerFactory.getLogger(CallbackEndpoint.class);

    /** What a request without a content coding may say of it. */
    private static final Set<String> UNCODED = Set.of("", "identity");

    private static final CallbackResponse NOT_FOUND =
            CallbackResponse.error(CallbackResult.UNKNOWN, 404, "There is nothing to call back here.");
    private static final CallbackResponse UNAVAILABLE = CallbackResponse.error(
                    CallbackResult.FAILED, 503, "The callback could not be kept; please send it again later.")
            .withHeader("Retry-After", "10");

    private static final CallbackResponse FAILED = CallbackResponse.error(
            CallbackResult.FAILED, 500, "The callback could not be stored: an unexpected failure.");

    /** The longest wait, should the engine not complete a submission within its own bound. */
    private static final Duration BOUND = Duration.ofMillis(9_500);

    private final Optional<CallbackUrls> urls;
    private final CallbackSink commits;
    private final Clock clock;
    private final CallbackRates rates;

    /**
     * Creates an endpoint. Applications get theirs from the engine.
     *
     * @param urls the deployment's URLs; empty if it takes no callbacks
     * @param commits makes callbacks durable
     * @param clock the engine's time
     * @param limit how many callbacks of one chain are handled in a period
     */
    public CallbackEndpoint(Optional<CallbackUrls> urls, CallbackSink commits, Clock clock, RateLimit limit) {
        this.urls = urls;
        this.commits = commits;
        this.clock = clock;
        this.rates = new CallbackRates(limit);
    }

    /** Handles a request without the header {@code Content-Encoding}, as {@link #handle(String, String, String, byte[])}. */
    public CallbackResponse handle(String method, String path, byte[] body) {
        return handle(method, path, null, body);
    }

    /**
     * Handles one request; blocks until its effect is durable, 10 seconds at most. Never throws.
     *
     * @param method the HTTP method
     * @param path the path, of which the last segment counts
     * @param contentCoding the value of the header {@code Content-Encoding}; null if the request has none
     * @param body the raw body; the caller may stop reading one byte beyond {@link Callback#MAX_BYTES}
     */
    public CallbackResponse handle(String method, String path, @Nullable String contentCoding, byte[] body) {
        Instant begun = commits.begin();
        CallbackResponse response = respond(method, path, contentCoding, body);
        commits.handled(response.result(), begun);
        return response;
    }

    private CallbackResponse respond(String method, String path, @Nullable String contentCoding, byte[] body) {
        if (!method.equals("POST")) {
            return CallbackResponse.error(CallbackResult.INVALID, 405, "A callback must be a POST.")
                    .withHeader("Allow", "POST");
        }
        Optional<CallbackUrls.Target> target = urls.flatMap(known -> known.parse(path));
        if (body.length > Callback.MAX_BYTES) {
            return refused(
                    target,
                    CallbackProblem.tooLarge(),
                    CallbackResponse.error(
                            CallbackResult.INVALID,
                            413,
                            "A callback must be at most " + Callback.MAX_BYTES + " bytes."));
        }
        if (contentCoding != null && !UNCODED.contains(contentCoding.strip().toLowerCase(Locale.ROOT))) {
            return refused(
                    target,
                    CallbackProblem.encoded(contentCoding),
                    CallbackResponse.error(
                                    CallbackResult.INVALID,
                                    415,
                                    "A callback must have no content coding, such as gzip.")
                            .withHeader("Accept-Encoding", "identity"));
        }
        if (target.isEmpty()) {
            return NOT_FOUND;
        }
        Duration wait = waitOf(target.get());
        if (!wait.isZero()) {
            return CallbackResponse.error(
                            CallbackResult.LIMITED, 429, "There are too many callbacks for one chain; please wait.")
                    .withHeader(
                            "Retry-After", Long.toString(wait.plusMillis(999).toSeconds()));
        }
        try {
            return settle(target.get(), ReceivedCallback.parse(body));
        } catch (InvalidCallbackException e) {
            note(target.get(), CallbackProblem.invalid(e.violations()));
            return CallbackResponse.invalid(e.violations());
        }
    }

    /** Notes that a request was refused, unless its URL is unknown or has too many. */
    private CallbackResponse refused(
            Optional<CallbackUrls.Target> target, CallbackProblem problem, CallbackResponse response) {
        if (target.isPresent() && waitOf(target.get()).isZero()) {
            note(target.get(), problem);
        }
        return response;
    }

    private Duration waitOf(CallbackUrls.Target target) {
        return rates.count(target.delivery().chain(), clock.instant());
    }

    private void note(CallbackUrls.Target target, CallbackProblem problem) {
        DeliveryId delivery = target.delivery();
        try {
            commit(delivery, new ChainEvent.CallbackRefused(delivery.step(), problem));
        } catch (RuntimeException e) {
            // The response is the same: what it says of the request is true.
            LOG.warn("the history lacks that a callback for delivery {} was refused", delivery, e);
        }
    }

    private CallbackResponse settle(CallbackUrls.Target target, ReceivedCallback received) {
        DeliveryId delivery = target.delivery();
        var input =
                new ChainEvent.CallbackReceived(delivery.step(), target.run(), received.callback(), received.dropped());
        try {
            return commit(delivery, input) instanceof MutationResult.Applied applied
                    ? responseTo(applied.effect(), received.dropped())
                    : NOT_FOUND;
        } catch (RuntimeException e) {
            if (isOutage(e)) {
                LOG.warn("the callback for delivery {} could not be stored", delivery, e);
                return UNAVAILABLE;
            }
            LOG.error("the callback for delivery {} failed unexpectedly", delivery, e);
            return FAILED;
        }
    }

    private MutationResult commit(DeliveryId delivery, ChainEvent input) {
        return commits.commitCallback(new Mutation.Apply(delivery.chain(), input))
                .copy()
                .orTimeout(BOUND.toMillis(), TimeUnit.MILLISECONDS)
                .join();
    }

    /** Returns whether the engine is closed, or its store fails or has not responded in time. */
    private static boolean isOutage(RuntimeException thrown) {
        Throwable cause =
                thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause() : thrown;
        return cause instanceof TimeoutException
                || (cause instanceof WebhookException known && known.category() == Category.UNAVAILABLE);
    }

    private static CallbackResponse responseTo(Effect effect, List<Violation> dropped) {
        return switch (effect) {
            case MOVED, RECORDED ->
                CallbackResponse.accepted(CallbackResult.ACCEPTED, "The callback is accepted.", dropped);
            case DUPLICATE ->
                CallbackResponse.accepted(CallbackResult.DUPLICATE, "The same callback was accepted before.", dropped);
            case CONFLICT ->
                CallbackResponse.error(
                        CallbackResult.CONFLICT,
                        409,
                        "Another callback was accepted before; this one changes nothing.");
            case TOO_LATE ->
                CallbackResponse.error(CallbackResult.LATE, 410, "The chain no longer waits for a callback.");
            case IGNORED, RETRY_SCHEDULED, RELEASED, DUE_NOW, HELD, SETTINGS_CHANGED -> NOT_FOUND;
        };
    }
}
