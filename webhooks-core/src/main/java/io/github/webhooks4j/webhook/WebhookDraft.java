package io.github.webhooks4j.webhook;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.Violation;
import io.github.webhooks4j.delivery.DeliveryFormat;
import io.github.webhooks4j.delivery.DeliveryRules;
import io.github.webhooks4j.delivery.RateLimit;
import io.github.webhooks4j.delivery.RetrySchedule;
import io.github.webhooks4j.event.TagGlob;
import io.github.webhooks4j.event.TypePattern;
import io.github.webhooks4j.signature.SignatureScheme;
import io.github.webhooks4j.signature.WebhookSecret;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
    private final @Nullable Map<@Nullable String, @Nullable String> metadata;
    private final @Nullable RateLimit rateLimit;
    private final Set<SignatureScheme> signatures;
    private final DeliveryRules deliveryRules;
    private final DeliveryFormat format;
    private final @Nullable String tlsProfile;
    private final transient @Nullable WebhookSecret secret;
    /** The destinations of the webhook that it was made from. */
    private final transient List<Destination> present;

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
        this.metadata = builder.metadata;
        this.rateLimit = builder.rateLimit;
        this.signatures = builder.signatures;
        this.deliveryRules = builder.deliveryRules;
        this.format = builder.format;
        this.tlsProfile = builder.tlsProfile;
        this.secret = builder.secret;
        this.present = builder.present;
    }

    /** Returns a builder without name, topic and destinations, which must be set. */
    public static Builder builder() {
        return new Builder();
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
        return new Builder().name(name).topic(topic).destinations(destinations);
    }

    /**
     * Returns a builder with the present settings of a webhook, so that what is not set on it stays as it is. A
     * destination keeps its user and password for as long as its URL, as {@link Destination#url()} shows it, is in the
     * draft without user info of its own; the same URL with user info replaces them. Headers stay until {@link
     * Builder#headers headers} replaces all of them: they go to every destination, also to one on another host that the
     * draft adds. Secrets are not part of the draft, and stay.
     */
    public static Builder from(Webhook webhook) {
        WebhookSettings settings = webhook.settings();
        var headers = new HashMap<String, String>();
        settings.headers().forEach(header -> headers.put(header.name(), header.value()));
        Builder builder = new Builder()
                .name(settings.name())
                .topic(settings.filter().topic())
                .types(settings.filter().types().stream()
                        .map(TypePattern::pattern)
                        .toList())
                .tags(settings.filter().tags().stream().map(TagGlob::pattern).toList())
                .destinations(
                        settings.destinations().stream().map(Destination::url).toList())
                .expectFinalCallback(settings.expectFinalCallback())
                .headers(headers)
                .retrySchedule(settings.retrySchedule())
                .callbackDeadline(settings.callbackDeadline())
                .acceptRedirects(settings.acceptRedirects())
                .owner(settings.owner())
                .metadata(settings.metadata())
                .rateLimit(settings.rateLimit())
                .signatures(settings.signatures())
                .deliveryRules(settings.deliveryRules())
                .format(settings.format())
                .tlsProfile(settings.tlsProfile());
        builder.present = settings.destinations();
        return builder;
    }

    /** Returns the name; null if none was set. */
    public @Nullable String name() {
        return name;
    }

    /** Returns the topic, or the namespace as {@code namespace/*}; null if none was set. */
    public @Nullable String topic() {
        return topic;
    }

    /** Returns the patterns of which an event's type must match one. */
    public @Nullable List<@Nullable String> types() {
        return types;
    }

    /** Returns the patterns of which an event's tag must match one. */
    public @Nullable List<@Nullable String> tags() {
        return tags;
    }

    /**
     * Returns the URLs, as they were set: they may have user info, and their paths may be secrets. For tests of what
     * makes drafts; serialisers do not find it.
     */
    public @Nullable List<@Nullable String> revealDestinations() {
        return destinations;
    }

    /** Returns whether the last destination must call back too. */
    public boolean expectFinalCallback() {
        return expectFinalCallback == null ? hasSeveralDestinations() : expectFinalCallback;
    }

    boolean hasSeveralDestinations() {
        return destinations != null && destinations.size() > 1;
    }

    /** Returns the headers, whose values may be secrets. For tests of what makes drafts; serialisers do not find it. */
    public @Nullable Map<@Nullable String, @Nullable String> revealHeaders() {
        return headers;
    }

    /** Returns when failed attempts are repeated. */
    public @Nullable RetrySchedule retrySchedule() {
        return retrySchedule;
    }

    /** Returns how long a destination may take to call back. */
    public @Nullable Duration callbackDeadline() {
        return callbackDeadline;
    }

    /** Returns whether a 3xx response counts as delivered. */
    public boolean acceptRedirects() {
        return acceptRedirects;
    }

    /** Returns whether an updated webhook retains its secret although its URL changes to another host. */
    public boolean retainSecret() {
        return retainSecret;
    }

    /** Returns the owner; null for none. */
    public @Nullable String owner() {
        return owner;
    }

    /** Returns what the application notes about the webhook. */
    public @Nullable Map<@Nullable String, @Nullable String> metadata() {
        return metadata;
    }

    /** Returns how many attempts may start to each destination; null for no limit. */
    public @Nullable RateLimit rateLimit() {
        return rateLimit;
    }

    /** Returns the schemes that deliveries are signed with. */
    public Set<SignatureScheme> signatures() {
        return signatures;
    }

    /** Returns how long deliveries are attempted, beside the retry schedule. */
    public DeliveryRules deliveryRules() {
        return deliveryRules;
    }

    /** Returns what deliveries have beside the body of the event. */
    public DeliveryFormat format() {
        return format;
    }

    /** Returns the TLS profile of the transport by which its destinations are reached; null for the one for all. */
    public @Nullable String tlsProfile() {
        return tlsProfile;
    }

    /** Returns whether unfinished chains of the webhook move to these settings. */
    public boolean moveUnfinished() {
        return moveUnfinished;
    }

    /** Returns the secret that was set; empty if the webhook gets or keeps one of its own. */
    public Optional<WebhookSecret> revealSecret() {
        return Optional.ofNullable(secret);
    }

    /** Returns a destination with the present credentials of its URL, unless it has credentials of its own. */
    Destination withPresentCredentials(Destination destination, int step) {
        if (destination.credentials() != null) {
            return destination;
        }
        // The same step first: a URL may be at two steps, as two users.
        Optional<Destination> same = step < present.size() && isSame(present.get(step), destination)
                ? Optional.of(present.get(step))
                : present.stream().filter(each -> isSame(each, destination)).findFirst();
        return same.map(each -> new Destination(destination.url(), each.credentials()))
                .orElse(destination);
    }

    private static boolean isSame(Destination one, Destination other) {
        return one.url().equals(other.url());
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
        private @Nullable String name;
        private @Nullable String topic;
        private transient @Nullable List<@Nullable String> destinations;
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

        private @Nullable Map<@Nullable String, @Nullable String> metadata = Map.of();
        private @Nullable RateLimit rateLimit;
        private Set<SignatureScheme> signatures = Set.of(SignatureScheme.V1);
        private DeliveryRules deliveryRules = DeliveryRules.DEFAULT;
        private DeliveryFormat format = DeliveryFormat.PLAIN;
        private @Nullable String tlsProfile;
        private transient @Nullable WebhookSecret secret;
        private transient List<Destination> present = List.of();

        private Builder() {}

        /** Sets the name, for people: 1 to 100 characters without control or format characters. */
        public Builder name(@Nullable String name) {
            this.name = name;
            return this;
        }

        /** Sets what to watch: a topic, or a whole namespace as {@code namespace/*}. */
        public Builder topic(@Nullable String topic) {
            this.topic = topic;
            return this;
        }

        /**
         * Sets the URLs to contact one after another, 1 to 16 of at most 2,048 characters; user info in one becomes
         * Basic authorization and is not shown again.
         */
        public Builder destinations(@Nullable List<? extends @Nullable String> destinations) {
            this.destinations = copyOf(destinations);
            return this;
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
            this.headers = copyOf(headers);
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

        /**
         * Sets what the application notes about the webhook, for itself: at most 16 entries, with keys of 1 to 100
         * characters of {@code [A-Za-z0-9_.-]} and values of at most 1,000 characters without control characters, 4 KiB
         * together; default: nothing. It is stored with the settings, can be read from {@link
         * WebhookSettings#metadata()}, and is never sent to a destination. It is no place for secrets.
         */
        public Builder metadata(@Nullable Map<? extends @Nullable String, ? extends @Nullable String> metadata) {
            this.metadata = copyOf(metadata);
            return this;
        }

        /**
         * Sets how many attempts all nodes together may start to each destination of the webhook; default: no limit. It
         * applies at once, also to unfinished chains. If a destination has permitted a rate, both limits hold.
         */
        public Builder rateLimit(@Nullable RateLimit rateLimit) {
            this.rateLimit = rateLimit;
            return this;
        }

        /**
         * Sets the schemes that deliveries are signed with; default: {@code v1} only. With {@code v1a} receivers verify with a
         * public key, which {@link Webhook#publicKey()} has, and cannot sign themselves. With both, deliveries have both
         * signatures, for receivers that know one of them. A webhook that is changed gets a secret for a scheme that is new to
         * it, and signs with those of former schemes for a while, as after a rotation.
         */
        public Builder signatures(Set<SignatureScheme> signatures) {
            this.signatures = Set.copyOf(signatures);
            return this;
        }

        /** Sets how long deliveries are attempted, beside the retry schedule; default: {@link DeliveryRules#DEFAULT}. */
        public Builder deliveryRules(DeliveryRules rules) {
            this.deliveryRules = requireNonNull(rules, "rules");
            return this;
        }

        /** Sets what deliveries have beside the body of the event; default: {@link DeliveryFormat#PLAIN}. */
        public Builder format(DeliveryFormat format) {
            this.format = requireNonNull(format, "format");
            return this;
        }

        /**
         * Sets the TLS profile of the transport by which the destinations are reached, which must then all be https: its
         * trusted authorities, and its client certificate; default: the one for all webhooks. The name is no secret. An
         * application that lets its users edit webhooks chooses it for them, since it decides as whom it sends.
         *
         * @param name 1 to 100 characters of {@code [A-Za-z0-9_.-]}, a profile that the transport has; null for the default
         */
        public Builder tlsProfile(@Nullable String name) {
            this.tlsProfile = name;
            return this;
        }

        /**
         * Sets the secret, for a receiver that has one already, for example from another sender; default: a new webhook
         * gets a random one, and an updated one keeps its own. For an updated webhook, the secret that it has so far
         * then signs beside it for a while, as after a rotation, unless the URL changes to another host: then it no
         * longer signs, as {@code update} describes.
         */
        public Builder secret(@Nullable WebhookSecret secret) {
            this.secret = secret;
            return this;
        }

        private static @Nullable Map<@Nullable String, @Nullable String> copyOf(
                @Nullable Map<? extends @Nullable String, ? extends @Nullable String> map) {
            return map == null ? null : Collections.unmodifiableMap(new HashMap<>(map));
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
