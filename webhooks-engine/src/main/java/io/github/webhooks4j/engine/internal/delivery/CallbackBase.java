package io.github.webhooks4j.engine.internal.delivery;

import io.github.webhooks4j.delivery.DeliveryId;
import io.github.webhooks4j.engine.callback.CallbackUrls;
import io.github.webhooks4j.engine.health.HealthProblem;
import io.github.webhooks4j.engine.internal.context.DueTime;
import io.github.webhooks4j.internal.json.WebUrl;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The URL below which callbacks are received. The application may not know it before its server listens: its supplier
 * is asked when the first callback URL is needed, at most once a second until it returns a valid one, which then stays.
 * While one thread asks, the others take it as not known. Thread-safe, without a lock.
 */
public final class CallbackBase {
    private static final Logger LOG = LoggerFactory.getLogger(CallbackBase.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    /** A supplier that takes longer is a problem. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    // Not java.net.URI's port, which is absent for hosts with an underscore.
    private static final Pattern PORT_0 = Pattern.compile(":0+$");

    private final String name;
    private final Clock clock;
    private final Supplier<? extends @Nullable URI> supplier;
    private final CallbackUrls urls;

    private final AtomicBoolean calling = new AtomicBoolean();
    private volatile @Nullable URI known;
    private volatile DueTime nextCall = DueTime.atOnce(PAUSE); // written by the thread that calls
    private volatile @Nullable Obstacle obstacle; // written by the thread that calls
    private volatile @Nullable Instant callingSince; // written by the thread that calls

    private record Obstacle(String why, Instant since) {}

    /** A supplier of a URL that is known from the start, and valid. */
    public record Known(URI url) implements Supplier<URI> {
        @Override
        public URI get() {
            return url;
        }
    }

    /**
     * Creates a base that is not known yet, unless the supplier is {@link Known}.
     *
     * @param name begins log lines
     */
    public CallbackBase(String name, Clock clock, Supplier<? extends @Nullable URI> supplier, CallbackUrls urls) {
        this.name = name;
        this.clock = clock;
        this.supplier = supplier;
        this.urls = urls;
        this.known = supplier instanceof Known fixed ? fixed.url() : null;
    }

    /**
     * Returns the URL.
     *
     * @throws IllegalArgumentException if receivers could not call back below it
     */
    public static URI checked(URI base) {
        if (!WebUrl.isWebUrl(base) || base.getRawQuery() != null || base.getRawFragment() != null) {
            throw new IllegalArgumentException(
                    "callbackBase must be an absolute http or https URL without query and fragment, was "
                            + shown(base));
        }
        if (PORT_0.matcher(base.getRawAuthority()).find()) {
            throw new IllegalArgumentException("callbackBase must have a port that receivers can reach, was "
                    + shown(base) + "; leave the port out for the scheme's own");
        }
        return base;
    }

    /** Returns the callback URL of a delivery in a run of its step; empty as long as the base is not known. */
    Optional<String> urlFor(DeliveryId delivery, int run) {
        URI present = known;
        return Optional.ofNullable(present == null ? call() : present).map(base -> urls.urlFor(base, delivery, run));
    }

    /** Returns why the base is not known although it was needed; empty if it is. */
    public Optional<HealthProblem> problem() {
        Obstacle present = obstacle;
        Instant since = callingSince;
        if (present == null && since != null && !clock.instant().isBefore(since.plus(PATIENCE))) {
            present = new Obstacle("the supplier has not returned", since);
        }
        return Optional.ofNullable(present)
                .map(
                        found -> new HealthProblem(
                                HealthProblem.Kind.CALLBACK_BASE_UNKNOWN,
                                "callbackBase",
                                found.since(),
                                "callbackBase is not known since " + found.since() + ": " + found.why()
                                        + "; nothing is delivered until the supplier returns the URL below which callbacks are received"));
    }

    /** Shows a URL without user info, and without the content of a query or fragment. */
    private static String shown(URI base) {
        String authority = base.getRawAuthority();
        return (base.getScheme() == null ? "" : base.getScheme() + ":")
                + (authority == null ? "" : "//" + authority.substring(authority.lastIndexOf('@') + 1))
                + (base.getRawPath() == null ? "" : base.getRawPath())
                + (base.getRawQuery() == null ? "" : "?…")
                + (base.getRawFragment() == null ? "" : "#…");
    }

    private @Nullable URI call() {
        Instant now = clock.instant();
        if (calling.compareAndSet(false, true)) {
            try {
                if (known == null && nextCall.isDue(now)) {
                    nextCall = nextCall.after(now, PAUSE);
                    call(now);
                }
            } finally {
                calling.set(false);
            }
        }
        return known;
    }

    private void call(Instant now) {
        URI returned;
        callingSince = now;
        try {
            returned = supplier.get();
        } catch (RuntimeException | Error e) {
            note("the supplier threw " + e.getClass().getName(), now, e);
            return;
        } finally {
            callingSince = null;
        }
        if (returned == null) {
            note("the supplier returned null", now, null);
            return;
        }
        try {
            known = checked(returned);
        } catch (IllegalArgumentException e) {
            note(e.getMessage() == null ? "not valid" : e.getMessage(), now, null);
            return;
        }
        if (obstacle != null) {
            LOG.info("{}: callbackBase is known now, and deliveries continue", name);
            obstacle = null;
        }
    }

    private void note(String why, Instant now, @Nullable Throwable failure) {
        Obstacle former = obstacle;
        if (former == null || !former.why().equals(why)) {
            LOG.warn("{}: callbackBase is not known, so that nothing is delivered: {}", name, why, failure);
        }
        obstacle = new Obstacle(why, former == null ? now : former.since());
    }
}
