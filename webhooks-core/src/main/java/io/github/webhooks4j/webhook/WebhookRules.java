package io.github.webhooks4j.webhook;

import io.github.webhooks4j.Violation;
import io.github.webhooks4j.chain.ChainPlan;
import io.github.webhooks4j.delivery.DeliveryFormat;
import io.github.webhooks4j.delivery.Header;
import io.github.webhooks4j.delivery.RetrySchedule;
import io.github.webhooks4j.event.EventFilter;
import io.github.webhooks4j.event.TagGlob;
import io.github.webhooks4j.event.Topic;
import io.github.webhooks4j.event.TypePattern;
import io.github.webhooks4j.internal.request.CloudEventsHeaders;
import io.github.webhooks4j.internal.text.MetadataRules;
import io.github.webhooks4j.internal.text.PlainText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The rules that turn a draft into settings. Stateless. */
public final class WebhookRules {
    /** The most characters that a name may have. */
    public static final int MAX_NAME = 100;
    /** The most characters that an owner may have. */
    public static final int MAX_OWNER = 100;
    /** The rule of the names of TLS profiles, as the rest of a sentence. */
    public static final String TLS_PROFILE_NAME = "must be 1 to 100 characters of A-Z, a-z, 0-9, _, . and -";

    private static final Pattern PROFILE_NAME = Pattern.compile("[A-Za-z0-9_.-]{1,100}");

    /** The most characters that a destination's URL may have. */
    public static final int MAX_URL = 2048;
    /** The most headers that a webhook may have of its own. */
    public static final int MAX_HEADERS = 20;
    /** The longest callback deadline. */
    public static final Duration MAX_CALLBACK_DEADLINE = Duration.ofDays(30);

    private static final String TOPIC_RULE = "must be 1 to " + Topic.MAX_LENGTH
            + " characters without whitespace, control or format characters, or *, or a namespace with /* after it";
    private static final Duration MIN_CALLBACK_DEADLINE = Duration.ofSeconds(1);
    private static final Set<String> RESERVED_HEADERS = Set.of(
            "accept-encoding",
            "connection",
            "content-encoding",
            "content-length",
            "content-type",
            "expect",
            "host",
            "keep-alive",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade",
            "user-agent");

    private WebhookRules() {}

    /**
     * Checks a draft.
     *
     * @param check the transport's check of a destination's URL
     * @param canReceiveCallbacks whether callbacks can reach this deployment
     * @throws InvalidWebhookException with every broken rule
     */
    public static WebhookSettings check(
            WebhookDraft draft, Function<String, DestinationCheck> check, boolean canReceiveCallbacks) {
        return check(draft, check, canReceiveCallbacks, any -> true);
    }

    /**
     * Checks a draft of a deployment with an event catalogue.
     *
     * @param isPublished whether a pattern matches a type of the catalogue
     * @throws InvalidWebhookException with every broken rule
     */
    public static WebhookSettings check(
            WebhookDraft draft,
            Function<String, DestinationCheck> check,
            boolean canReceiveCallbacks,
            Predicate<TypePattern> isPublished) {
        var violations = new ArrayList<Violation>();
        String name = draft.name();
        checkName(name, violations);
        List<TagGlob> tags = tags(draft.tags(), violations);
        List<TypePattern> types = types(draft.types(), isPublished, violations);
        EventFilter filter = filter(draft.topic(), types, tags, violations);
        List<Destination> destinations = destinations(draft, check, violations);
        List<Header> headers = headers(draft, destinations, violations);
        RetrySchedule retrySchedule = retrySchedule(draft.retrySchedule(), violations);
        Duration callbackDeadline = deadline(draft.callbackDeadline(), violations);
        checkOwner(draft.owner(), violations);
        Map<String, String> metadata = MetadataRules.check(draft.metadata(), violations);
        checkSignatures(draft, violations);
        checkTlsProfile(draft.tlsProfile(), destinations, violations);
        boolean waits = draft.hasSeveralDestinations() || draft.expectFinalCallback();
        if (waits && !canReceiveCallbacks) {
            violations.add(new Violation(
                    "destinations",
                    "must not need callbacks, since this deployment has no callback base URL",
                    "a chain that waits for them"));
        }
        if (!violations.isEmpty()
                || name == null
                || filter == null
                || retrySchedule == null
                || callbackDeadline == null) {
            throw new InvalidWebhookException(violations);
        }
        return new WebhookSettings(
                name,
                filter,
                destinations,
                draft.expectFinalCallback(),
                headers,
                retrySchedule,
                callbackDeadline,
                draft.acceptRedirects(),
                draft.owner(),
                0,
                metadata,
                draft.rateLimit(),
                draft.signatures(),
                draft.deliveryRules(),
                null,
                draft.format(),
                draft.tlsProfile());
    }

    /** Returns whether a TLS profile may have this name. */
    public static boolean isTlsProfileName(String name) {
        return PROFILE_NAME.matcher(name).matches();
    }

    private static void checkTlsProfile(
            @Nullable String profile, List<Destination> destinations, List<Violation> violations) {
        if (profile == null) {
            return;
        }
        if (!isTlsProfileName(profile)) {
            violations.add(new Violation("tlsProfile", TLS_PROFILE_NAME, Violation.quote(profile)));
        }
        if (!destinations.stream()
                .allMatch(destination -> Origin.of(destination).tls())) {
            violations.add(new Violation("tlsProfile", "must be of https destinations only", "beside one of http"));
        }
    }

    private static void checkSignatures(WebhookDraft draft, List<Violation> violations) {
        if (draft.signatures().isEmpty()) {
            violations.add(new Violation("signatures", "must be at least one scheme", "none"));
        }
        draft.revealSecret().ifPresent(secret -> {
            if (!secret.canSign()) {
                violations.add(new Violation("secret", "must be one that may sign", "one for verifying only"));
            } else if (!draft.signatures().contains(secret.scheme())) {
                violations.add(new Violation(
                        "secret",
                        "must be of a scheme that the webhook signs with",
                        "of " + secret.scheme().code()));
            }
        });
    }

    /**
     * Returns whether a webhook that is changed must get a new secret: if it will reach a host or port that it did not
     * reach before, or the same one without TLS. The new party could forward deliveries signed with the former secret
     * to the former receiver, which would accept them as new. Only the draft can override this.
     *
     * @param present the settings before the change
     * @param next those after it, made from {@code draft}
     */
    public static boolean requiresNewSecret(WebhookDraft draft, WebhookSettings present, WebhookSettings next) {
        List<Origin> known = present.destinations().stream().map(Origin::of).toList();
        return !draft.retainSecret()
                && next.destinations().stream()
                        .map(Origin::of)
                        .anyMatch(origin -> known.stream().noneMatch(origin::isSameOriginOrSafer));
    }

    private static void checkName(@Nullable String name, List<Violation> violations) {
        if (name == null) {
            violations.add(absent("name"));
        } else {
            checkText("name", name, MAX_NAME, violations);
        }
    }

    /**
     * Checks that text can be the owner of a webhook.
     *
     * @throws IllegalArgumentException if it is blank or longer than {@link #MAX_OWNER} characters
     */
    public static void requireOwner(String owner) {
        int length = owner.codePointCount(0, owner.length());
        if (PlainText.isBlank(owner) || length > MAX_OWNER) {
            throw new IllegalArgumentException("an owner must be 1 to " + MAX_OWNER + " characters, not all blank, was "
                    + (length > MAX_OWNER ? length + " characters" : Violation.quote(owner)));
        }
    }

    private static void checkOwner(@Nullable String owner, List<Violation> violations) {
        if (owner != null) {
            checkText("owner", owner, MAX_OWNER, violations);
        }
    }

    /** Checks text that people read. */
    private static void checkText(String field, String text, int most, List<Violation> violations) {
        int length = text.codePointCount(0, text.length());
        if (PlainText.isBlank(text)) {
            violations.add(new Violation(field, "must not be blank", Violation.quote(text)));
        } else if (length > most) {
            violations.add(new Violation(field, "must be at most " + most + " characters", length + " characters"));
        } else {
            PlainText.brokenRule(text)
                    .ifPresent(rule -> violations.add(new Violation(field, rule, Violation.quote(text))));
        }
    }

    private static @Nullable EventFilter filter(
            @Nullable String topic, List<TypePattern> types, List<TagGlob> tags, List<Violation> violations) {
        if (topic == null) {
            violations.add(absent("topic"));
            return null;
        }
        try {
            return new EventFilter(topic, types, tags);
        } catch (IllegalArgumentException e) {
            String actual = topic.length() > Topic.MAX_LENGTH ? topic.length() + " characters" : Violation.quote(topic);
            violations.add(new Violation("topic", TOPIC_RULE, actual));
            return null;
        }
    }

    private static List<TypePattern> types(
            @Nullable List<@Nullable String> patterns, Predicate<TypePattern> isPublished, List<Violation> violations) {
        if (patterns == null) {
            violations.add(absent("types"));
            return List.of();
        }
        if (patterns.size() > EventFilter.MAX_TYPES) {
            violations.add(new Violation(
                    "types", "must be at most " + EventFilter.MAX_TYPES + " patterns", patterns.size() + " patterns"));
            return List.of();
        }
        var types = new ArrayList<TypePattern>();
        for (int i = 0; i < patterns.size(); i++) {
            String field = "types[" + i + "]";
            String pattern = patterns.get(i);
            if (pattern == null) {
                violations.add(absent(field));
            } else {
                Optional<TypePattern> type = TypePattern.parse(pattern);
                if (type.filter(isPublished).isPresent()) {
                    types.add(type.get());
                } else {
                    String rule = type.isPresent() ? "must match a type of the event catalogue" : TypePattern.RULE;
                    violations.add(new Violation(field, rule, Violation.quote(pattern)));
                }
            }
        }
        return types;
    }

    private static List<TagGlob> tags(@Nullable List<@Nullable String> patterns, List<Violation> violations) {
        if (patterns == null) {
            violations.add(absent("tags"));
            return List.of();
        }
        if (patterns.size() > EventFilter.MAX_TAGS) {
            violations.add(new Violation(
                    "tags", "must be at most " + EventFilter.MAX_TAGS + " patterns", patterns.size() + " patterns"));
            return List.of();
        }
        var globs = new ArrayList<TagGlob>();
        for (int i = 0; i < patterns.size(); i++) {
            String field = "tags[" + i + "]";
            String pattern = patterns.get(i);
            if (pattern == null) {
                violations.add(absent(field));
            } else if (pattern.isEmpty() || pattern.length() > TagGlob.MAX_LENGTH) {
                violations.add(new Violation(
                        field, "must be 1 to " + TagGlob.MAX_LENGTH + " characters", pattern.length() + " characters"));
            } else {
                PlainText.brokenRule(pattern)
                        .ifPresentOrElse(
                                rule -> violations.add(new Violation(field, rule, Violation.quote(pattern))),
                                () -> globs.add(new TagGlob(pattern)));
            }
        }
        return globs;
    }

    private static List<Destination> destinations(
            WebhookDraft draft, Function<String, DestinationCheck> check, List<Violation> violations) {
        List<@Nullable String> urls = draft.revealDestinations();
        if (urls == null) {
            violations.add(absent("destinations"));
            return List.of();
        }
        if (urls.isEmpty() || urls.size() > ChainPlan.MAX_STEPS) {
            violations.add(new Violation(
                    "destinations", "must be 1 to " + ChainPlan.MAX_STEPS + " URLs", urls.size() + " URLs"));
            return List.of();
        }
        var destinations = new ArrayList<Destination>();
        for (int i = 0; i < urls.size(); i++) {
            String field = "destinations[" + i + "]";
            String url = urls.get(i);
            if (url == null) {
                violations.add(absent(field));
                continue;
            }
            DestinationCheck checked = check(url, check);
            if (checked instanceof DestinationCheck.Accepted accepted) {
                Destination destination = draft.withPresentCredentials(accepted.destination(), i);
                destinations.add(destination.withNumber(DestinationNumbers.first(1, i)));
            } else if (checked instanceof DestinationCheck.Refused refused) {
                violations.add(new Violation(field, refused.rule(), refused.actual()));
            }
        }
        return destinations;
    }

    /** Applies the rules that hold for every transport, and then the transport's own. */
    private static DestinationCheck check(String url, Function<String, DestinationCheck> check) {
        if (url.length() > MAX_URL) {
            return new DestinationCheck.Refused(
                    "must be at most " + MAX_URL + " characters", url.length() + " characters");
        }
        Optional<String> broken = PlainText.brokenRule(url);
        if (broken.isPresent()) {
            return new DestinationCheck.Refused(broken.get(), "one that does not keep this rule");
        }
        if (url.indexOf('#') >= 0) {
            return new DestinationCheck.Refused(
                    "must have no fragment, since none is sent; write %23 for a # that belongs to the URL",
                    "one with a fragment");
        }
        return check.apply(url);
    }

    private static List<Header> headers(
            WebhookDraft draft, List<Destination> destinations, List<Violation> violations) {
        Map<@Nullable String, @Nullable String> headers = draft.revealHeaders();
        if (headers == null) {
            violations.add(absent("headers"));
            return List.of();
        }
        if (headers.size() > MAX_HEADERS) {
            violations.add(
                    new Violation("headers", "must be at most " + MAX_HEADERS, Integer.toString(headers.size())));
            return List.of();
        }
        boolean hasCredentials = destinations.stream().anyMatch(destination -> destination.credentials() != null);
        var sorted = new TreeMap<String, @Nullable String>();
        headers.forEach((name, value) -> {
            if (name == null) {
                violations.add(new Violation("headers", "must have names that are not null", "one that is null"));
            } else {
                sorted.put(name, value);
            }
        });
        var checked = new ArrayList<Header>();
        var names = new HashSet<String>();
        sorted.forEach((written, value) -> {
            String field = "headers." + Violation.quote(written);
            String name = written.toLowerCase(Locale.ROOT);
            if (isReserved(name, draft.format())) {
                violations.add(new Violation(field, "must not be a header that the delivery itself sets", "one"));
            } else if (!names.add(name)) {
                violations.add(new Violation(field, "must stand once, whatever its letter case", "there twice"));
            } else if (name.equals("authorization") && hasCredentials) {
                violations.add(new Violation(field, "must not be set beside user info in a destination's URL", "set"));
            } else if (value == null) {
                violations.add(absent(field));
            } else {
                try {
                    checked.add(new Header(written, value));
                } catch (IllegalArgumentException e) {
                    violations.add(new Violation(
                            field, "must be an RFC 9110 token with a value of visible ASCII", "something else"));
                }
            }
        });
        return checked;
    }

    private static boolean isReserved(String name, DeliveryFormat format) {
        return RESERVED_HEADERS.contains(name)
                || name.startsWith("webhook-")
                || name.startsWith("proxy-")
                || (format == DeliveryFormat.CLOUDEVENTS && name.startsWith(CloudEventsHeaders.PREFIX));
    }

    private static @Nullable RetrySchedule retrySchedule(@Nullable RetrySchedule schedule, List<Violation> violations) {
        if (schedule == null) {
            violations.add(absent("retrySchedule"));
        }
        return schedule;
    }

    private static @Nullable Duration deadline(@Nullable Duration deadline, List<Violation> violations) {
        if (deadline == null) {
            violations.add(absent("callbackDeadline"));
        } else if (deadline.compareTo(MIN_CALLBACK_DEADLINE) < 0 || deadline.compareTo(MAX_CALLBACK_DEADLINE) > 0) {
            violations.add(new Violation(
                    "callbackDeadline",
                    "must be " + MIN_CALLBACK_DEADLINE + " to " + MAX_CALLBACK_DEADLINE,
                    deadline.toString()));
        }
        return deadline;
    }

    private static Violation absent(String field) {
        return new Violation(field, "must not be null", "null");
    }
}
