package io.github.webhooks4j.webhook;

import io.github.webhooks4j.Violation;
import io.github.webhooks4j.delivery.RetrySchedule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The settings that a user requests for a webhook, unchecked until the webhook is created or changed, so that all faults are
 * listed together. A null, as in JSON of a customer, is a fault like others, anywhere. Immutable.
 */
public final class WebhookDraft {
    private final @Nullable String name;
    private final @Nullable String topic;
    private final @Nullable List<@Nullable String> types;
    private final @Nullable List<@Nullable String> tags;
    // Transient, since serialisers that read private fields leave transient ones out.
    private final transient @Nullable List<@Nullable String> destinations;
    private final @Nullable Boolean expectFinalCallback;
    private final transient @Nullable Map<@Nullable String, @Nullable String> headers;
    private final @Nullable RetrySchedule retrySchedule;
    private final @Nullable Duration callbackDeadline;
    private final boolean acceptRedirects;
    private final boolean retainSecret;
    private final @Nullable String owner;
    private final boolean moveUnfinished;

    private WebhookDraft(Builder builder) {
        this.name = builder.name;
        this.topic = builder.topic;
        this.types = builder.types;
        this.tags = builder.tags;
        this.destinations = builder.destinations;
        this.expectFinalCallback = builder.expectFinalCallback;
        this.headers = builder.headers;
        this.retrySchedule = builder.retrySchedule;
        this.callbackDeadline = builder.callbackDeadline;
        this.acceptRedirects = builder.acceptRedirects;
        this.retainSecret = builder.retainSecret;
        this.owner = builder.owner;
        this.moveUnfinished = builder.moveUnfinished;
    }

    /**
     * Returns a builder.
     *
     * @param name for people, 1 to 100 characters without control or format characters
     * @param topic what to watch: a topic, or a whole namespace as {@code namespace/*}
     * @param destinations the URLs to contact one after another, 1 to 16 of at most 2,048 characters; user info in one becomes
     *     Basic authorization and is not shown again
     */
    public static Builder builder(
            @Nullable String name, @Nullable String topic, @Nullable List<? extends @Nullable String> destinations) {
        return new Builder(name, topic, destinations);
    }

    @Nullable String name() {
        return name;
    }

    @Nullable String topic() {
        return topic;
    }

    @Nullable List<@Nullable String> types() {
        return types;
    }

    @Nullable List<@Nullable String> tags() {
        return tags;
    }

    @Nullable List<@Nullable String> destinations() {
        return destinations;
    }

    boolean expectFinalCallback() {
        return expectFinalCallback == null ? hasSeveralDestinations() : expectFinalCallback;
    }

    boolean hasSeveralDestinations() {
        return destinations != null && destinations.size() > 1;
    }

    @Nullable Map<@Nullable String, @Nullable String> headers() {
        return headers;
    }

    @Nullable RetrySchedule retrySchedule() {
        return retrySchedule;
    }

    @Nullable Duration callbackDeadline() {
        return callbackDeadline;
    }

    boolean acceptRedirects() {
        return acceptRedirects;
    }

    boolean retainSecret() {
        return retainSecret;
    }

    @Nullable String owner() {
        return owner;
    }

    /** Returns whether unfinished chains of the webhook move to these settings. */
    public boolean moveUnfinished() {
        return moveUnfinished;
    }

    /** Shows name and topic only: URLs and headers may hold secrets. */
    @Override
    public String toString() {
        return "WebhookDraft[" + shown(name) + " on " + shown(topic) + "]";
    }

    private static String shown(@Nullable String text) {
        return text == null ? "null" : Violation.quote(text);
    }

    /** Builds a {@link WebhookDraft}. Not thread-safe. */
    public static final class Builder {
        private final @Nullable String name;
        private final @Nullable String topic;
        private final transient @Nullable List<@Nullable String> destinations;
        private @Nullable List<@Nullable String> types = List.of();
        private @Nullable List<@Nullable String> tags = List.of();
        private @Nullable Boolean expectFinalCallback;
        private transient @Nullable Map<@Nullable String, @Nullable String> headers = Map.of();
        private @Nullable RetrySchedule retrySchedule = RetrySchedule.ofDefaults();
        private @Nullable Duration callbackDeadline = Duration.ofHours(24);
        private boolean acceptRedirects;
        private boolean retainSecret;
        private @Nullable String owner;
        private boolean moveUnfinished;

        private Builder(
                @Nullable String name,
                @Nullable String topic,
                @Nullable List<? extends @Nullable String> destinations) {
            this.name = name;
            this.topic = topic;
            this.destinations = copyOf(destinations);
        }

        /**
         * Sets event types, of which an event must match one: a type such as {@code order.paid}, or all types with a
         * prefix, as {@code order.*}; at most 20; default: every type.
         */
        public Builder types(@Nullable List<? extends @Nullable String> types) {
            this.types = copyOf(types);
            return this;
        }

        /** Sets patterns such as {@code v*}, of which an event's tag must match one; default: every tag. */
        public Builder tags(@Nullable List<? extends @Nullable String> tags) {
            this.tags = copyOf(tags);
            return this;
        }

        /** Sets whether the last destination must call back too; default: with two or more destinations. */
        public Builder expectFinalCallback(boolean expectFinalCallback) {
            this.expectFinalCallback = expectFinalCallback;
            return this;
        }

        /** Sets headers to send with every delivery; at most 20, none that the delivery itself needs. */
        public Builder headers(@Nullable Map<? extends @Nullable String, ? extends @Nullable String> headers) {
            this.headers = headers == null ? null : Collections.unmodifiableMap(new HashMap<>(headers));
            return this;
        }

        /** Sets when failed attempts are repeated; default: {@link RetrySchedule#ofDefaults()}. */
        public Builder retrySchedule(@Nullable RetrySchedule retrySchedule) {
            this.retrySchedule = retrySchedule;
            return this;
        }

        /** Sets how long a destination may take to call back, 1 second to 30 days; default: 24 hours. */
        public Builder callbackDeadline(@Nullable Duration callbackDeadline) {
            this.callbackDeadline = callbackDeadline;
            return this;
        }

        /** Sets whether a 3xx response counts as delivered; default: no. A redirect is never followed either way. */
        public Builder acceptRedirects(boolean acceptRedirects) {
            this.acceptRedirects = acceptRedirects;
            return this;
        }

        /**
         * Sets whether an updated webhook retains its secret although its URL changes to another host: for a receiver
         * that moves and keeps the secret; default: no. Has no effect for a new webhook.
         */
        public Builder retainSecret(boolean keepSecret) {
            this.retainSecret = keepSecret;
            return this;
        }

        /**
         * Sets the owner of the webhook, 1 to 100 characters: while others wait, all webhooks of one owner together
         * have at most a quarter of all attempts in flight; default: no owner, so that this limit applies to each host
         * and port only.
         */
        public Builder owner(@Nullable String owner) {
            this.owner = owner;
            return this;
        }

        /** Copies including nulls, which the immutable lists of Java refuse. */
        private static @Nullable List<@Nullable String> copyOf(@Nullable List<? extends @Nullable String> list) {
            return list == null ? null : Collections.unmodifiableList(new ArrayList<>(list));
        }

        /**
         * Sets whether unfinished chains of a webhook that is changed move to these settings, also those that await a
         * callback; default: no, each continues with the settings that it started with. Has no effect for a new
         * webhook.
         *
         * <p>A chain moves at its step: its next attempt goes to the destination that these settings have at that step,
         * with their headers and credentials, signed with the webhook's present secret; the steps after it and the
         * callback deadline are those of these settings, too. If the URL of its step has changed, its next attempt is
         * due at once and its retry schedule starts again. A chain at a step that these settings do not have is
         * unchanged, and so is an interrupted one. An attempt in flight ends on its own.
         *
         * <p>The change is durable when the call returns; the chains move in the background, 500 at a time, also after
         * a restart. A chain that has not moved yet is not delivered to its former destination: it is moved instead.
         */
        public Builder moveUnfinished(boolean moveUnfinished) {
            this.moveUnfinished = moveUnfinished;
            return this;
        }

        /** Returns the draft. */
        public WebhookDraft build() {
            return new WebhookDraft(this);
        }
    }
}
