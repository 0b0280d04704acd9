package io.github.webhooks4j.webhook;

import io.github.webhooks4j.Violation;
import io.github.webhooks4j.chain.ChainPlan;
import io.github.webhooks4j.delivery.Header;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The rules that turn a draft into settings. Without state. */
public final class WebhookRules {
    /** The most characters that a name may have. */
    public static final int MAX_NAME = 100;
    /** The most characters that an owner may have. */
    public static final int MAX_OWNER = 100;
    /** The most characters that a destination's URL may have. */
    public static final int MAX_URL = 2048;
    /** The most headers that a webhook may have of its own. */
    public static final int MAX_HEADERS = 20;
    /** The longest callback deadline. */
    public static final Duration MAX_CALLBACK_DEADLINE = Duration.ofDays(30);

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
     * @param check judges a destination's URL; the transport's
     * @param canReceiveCallbacks whether callbacks can reach this deployment
     * @throws InvalidWebhookException with every broken rule
     */
    public static WebhookSettings check(
            WebhookDraft draft, Function<String, DestinationCheck> check, boolean canReceiveCallbacks) {
        var violations = new ArrayList<Violation>();
        checkName(draft.name(), violations);
        List<TagGlob> tags = tags(draft.tags(), violations);
        checkTopic(draft.topic(), violations);
        List<Destination> destinations = destinations(draft.destinations(), check, violations);
        List<Header> headers = headers(draft.headers(), destinations, violations);
        checkDeadline(draft.callbackDeadline(), violations);
        checkOwner(draft.owner(), violations);
        boolean waits = draft.destinations().size() > 1 || draft.expectFinalCallback();
        if (waits && !canReceiveCallbacks) {
            violations.add(new Violation(
                    "destinations",
                    "must not need callbacks, since this deployment has no callback base URL",
                    "a chain that waits for them"));
        }
        if (!violations.isEmpty()) {
            throw new InvalidWebhookException(violations);
        }
        return new WebhookSettings(
                draft.name(),
                new TopicFilter(draft.topic(), tags),
                destinations,
                draft.expectFinalCallback(),
                headers,
                draft.retrySchedule(),
                draft.callbackDeadline(),
                draft.acceptRedirects(),
                draft.owner());
    }

    /**
     * Says whether a webhook that is changed must get a new secret: if it will reach a host, or a port of one, that it did not reach
     * before, or the same without TLS. Whoever is there could pass what the former secret has signed on to the former receiver,
     * who would take it for new. Only the draft can say otherwise.
     *
     * @param present the settings before the change
     * @param next those after it, made from {@code draft}
     */
    public static boolean needsNewSecret(WebhookDraft draft, WebhookSettings present, WebhookSettings next) {
        List<Origin> known = present.destinations().stream().map(Origin::of).toList();
        return !draft.keepSecret()
                && next.destinations().stream()
                        .map(Origin::of)
                        .anyMatch(origin -> known.stream().noneMatch(origin::reachesNoMoreThan));
    }

    private static void checkName(String name, List<Violation> violations) {
        int length = name.codePointCount(0, name.length());
        if (name.isBlank()) {
            violations.add(new Violation("name", "must not be blank", Violation.quote(name)));
        } else if (length > MAX_NAME) {
            violations.add(
                    new Violation("name", "must be at most " + MAX_NAME + " characters", length + " characters"));
        } else if (name.codePoints().anyMatch(Character::isISOControl)) {
            violations.add(new Violation("name", "must hold no control characters", Violation.quote(name)));
        }
    }

    private static void checkOwner(@Nullable String owner, List<Violation> violations) {
        if (owner == null) {
            return;
        }
        int length = owner.codePointCount(0, owner.length());
        if (owner.isBlank()) {
            violations.add(new Violation("owner", "must not be blank", Violation.quote(owner)));
        } else if (length > MAX_OWNER) {
            violations.add(
                    new Violation("owner", "must be at most " + MAX_OWNER + " characters", length + " characters"));
        } else if (!isShowable(owner)) {
            violations.add(new Violation(
                    "owner", "must hold no control characters and no unpaired surrogates", Violation.quote(owner)));
        }
    }

    /** Returns whether text can be kept and shown as it is. */
    private static boolean isShowable(String text) {
        return text.codePoints()
                .noneMatch(c -> Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE);
    }

    private static void checkTopic(String topic, List<Violation> violations) {
        try {
            TopicFilter.of(topic);
        } catch (IllegalArgumentException e) {
            violations.add(new Violation("topic", "must be a topic, or a namespace with /*", Violation.quote(topic)));
        }
    }

    private static List<TagGlob> tags(List<String> patterns, List<Violation> violations) {
        if (patterns.size() > TopicFilter.MAX_TAGS) {
            violations.add(new Violation(
                    "tags", "must be at most " + TopicFilter.MAX_TAGS + " patterns", patterns.size() + " patterns"));
            return List.of();
        }
        var globs = new ArrayList<TagGlob>();
        for (int i = 0; i < patterns.size(); i++) {
            try {
                globs.add(new TagGlob(patterns.get(i)));
            } catch (IllegalArgumentException e) {
                violations.add(new Violation(
                        "tags[" + i + "]",
                        "must be 1 to 128 characters",
                        patterns.get(i).length() + " characters"));
            }
        }
        return globs;
    }

    private static List<Destination> destinations(
            List<String> urls, Function<String, DestinationCheck> check, List<Violation> violations) {
        if (urls.isEmpty() || urls.size() > ChainPlan.MAX_STEPS) {
            violations.add(new Violation(
                    "destinations", "must be 1 to " + ChainPlan.MAX_STEPS + " URLs", urls.size() + " URLs"));
            return List.of();
        }
        var destinations = new ArrayList<Destination>();
        for (int i = 0; i < urls.size(); i++) {
            String field = "destinations[" + i + "]";
            String url = urls.get(i);
            if (url.length() > MAX_URL) {
                violations.add(new Violation(
                        field, "must be at most " + MAX_URL + " characters", url.length() + " characters"));
                continue;
            }
            DestinationCheck checked = check.apply(url);
            if (checked instanceof DestinationCheck.Accepted accepted) {
                destinations.add(accepted.destination().withNumber(DestinationNumbers.first(1, i)));
            } else if (checked instanceof DestinationCheck.Refused refused) {
                violations.add(new Violation(field, refused.rule(), refused.actual()));
            }
        }
        return destinations;
    }

    private static List<Header> headers(
            Map<String, String> headers, List<Destination> destinations, List<Violation> violations) {
        if (headers.size() > MAX_HEADERS) {
            violations.add(
                    new Violation("headers", "must be at most " + MAX_HEADERS, Integer.toString(headers.size())));
            return List.of();
        }
        boolean hasCredentials = destinations.stream().anyMatch(destination -> destination.credentials() != null);
        var checked = new ArrayList<Header>();
        var names = new HashSet<String>();
        headers.entrySet().stream().sorted(Map.Entry.comparingByKey()).forEach(entry -> {
            String field = "headers." + Violation.quote(entry.getKey());
            String name = entry.getKey().toLowerCase(Locale.ROOT);
            if (RESERVED_HEADERS.contains(name) || name.startsWith("webhook-") || name.startsWith("proxy-")) {
                violations.add(new Violation(field, "must not be a header that the delivery itself sets", "one"));
            } else if (!names.add(name)) {
                violations.add(new Violation(field, "must stand once, whatever its letter case", "there twice"));
            } else if (name.equals("authorization") && hasCredentials) {
                violations.add(new Violation(field, "must not be set beside user info in a destination's URL", "set"));
            } else {
                try {
                    checked.add(new Header(entry.getKey(), entry.getValue()));
                } catch (IllegalArgumentException e) {
                    violations.add(new Violation(
                            field, "must be an RFC 9110 token with a value of visible ASCII", "something else"));
                }
            }
        });
        return checked;
    }

    private static void checkDeadline(Duration deadline, List<Violation> violations) {
        if (deadline.compareTo(MIN_CALLBACK_DEADLINE) < 0 || deadline.compareTo(MAX_CALLBACK_DEADLINE) > 0) {
            violations.add(new Violation(
                    "callbackDeadline",
                    "must be " + MIN_CALLBACK_DEADLINE + " to " + MAX_CALLBACK_DEADLINE,
                    deadline.toString()));
        }
    }
}
