package io.github.webhooks4j.console.internal.form;

import io.github.webhooks4j.Violation;
import io.github.webhooks4j.delivery.DeliveryRules;
import io.github.webhooks4j.delivery.FinalStatuses;
import io.github.webhooks4j.delivery.RateLimit;
import io.github.webhooks4j.delivery.RetrySchedule;
import io.github.webhooks4j.signature.SignatureScheme;
import io.github.webhooks4j.webhook.WebhookDraft;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The fields whose text is more than text: durations, numbers, statuses, lines. Headers may have secrets. Immutable. */
final class FieldValues {
    private final transient Map<String, String> texts;
    private final List<Violation> faults = new ArrayList<>();
    private final @Nullable Duration deadline;
    private final @Nullable List<Duration> delays;
    private final @Nullable RateLimit rate;
    private final transient Map<String, String> headers;
    private final Map<String, String> metadata;
    private final Set<SignatureScheme> signatures = EnumSet.noneOf(SignatureScheme.class);
    private final FinalStatuses finalStatuses;
    private final @Nullable Duration maxAge;
    private final @Nullable Duration attemptTimeout;

    private FieldValues(Map<String, String> texts) {
        this.texts = texts;
        this.deadline = duration("callbackDeadline", text("deadline"));
        this.delays = delays(text("retries"));
        this.rate = rate(text("rate"), text("period"));
        this.headers = LinesText.read("headers", text("headers"), faults);
        this.metadata = LinesText.read("metadata", text("metadata"), faults);
        for (String code : list(text("signatures"))) {
            SignatureScheme.fromCode(code).ifPresent(signatures::add);
        }
        this.finalStatuses = finalStatuses(text("finalStatuses"));
        this.maxAge = ruled("maxAge", "must be 1s to 365d", DeliveryRules.DEFAULT::withMaxAge);
        this.attemptTimeout = ruled("attemptTimeout", "must be 1s to 1m", DeliveryRules.DEFAULT::withAttemptTimeout);
    }

    /** Reads the text of each field. */
    static FieldValues of(Map<String, String> texts) {
        return new FieldValues(texts);
    }

    private String text(String field) {
        return texts.getOrDefault(field, "");
    }

    /** Returns what cannot be read. */
    List<Violation> faults() {
        return faults;
    }

    /** Applies what was read to a draft. What has the same text as the draft's own setting stays as exact as it is there. */
    WebhookDraft.Builder applyTo(WebhookDraft.Builder draft) {
        draft.rateLimit(rate);
        if (deadline != null) {
            draft.callbackDeadline(deadline);
        }
        WebhookDraft present = draft.build();
        RetrySchedule schedule = present.retrySchedule();
        if (delays != null && schedule != null && !schedule.delays().equals(delays)) {
            draft.retrySchedule(new RetrySchedule(delays, schedule.jitter()));
        }
        if (!headers.isEmpty()) {
            draft.headers(headers);
        }
        if (!signatures.isEmpty()) {
            draft.signatures(signatures);
        }
        if (texts.containsKey("metadata") && !metadata.equals(shown(present.metadata()))) {
            draft.metadata(metadata);
        }
        return draft.deliveryRules(rules(present.deliveryRules()));
    }

    /** Returns metadata as its text is read. */
    private static Map<String, String> shown(@Nullable Map<@Nullable String, @Nullable String> metadata) {
        return metadata == null ? Map.of() : LinesText.read("metadata", LinesText.of(metadata), new ArrayList<>());
    }

    private DeliveryRules rules(DeliveryRules present) {
        DeliveryRules rules = present;
        if (texts.containsKey("finalStatuses")) {
            rules = rules.withFinalStatuses(finalStatuses);
        }
        if (isChanged("maxAge", present.maxAge())) {
            rules = rules.withMaxAge(maxAge);
        }
        return isChanged("attemptTimeout", present.attemptTimeout()) ? rules.withAttemptTimeout(attemptTimeout) : rules;
    }

    private boolean isChanged(String field, @Nullable Duration present) {
        return texts.containsKey(field) && !text(field).equals(present == null ? "" : DurationText.of(present));
    }

    private @Nullable Duration duration(String field, String text) {
        if (text.isEmpty()) {
            return null;
        }
        Optional<Duration> read = DurationText.read(text);
        if (read.isEmpty()) {
            faults.add(new Violation(field, DurationText.RULE, Violation.quote(text)));
        }
        return read.orElse(null);
    }

    /** Reads a duration that delivery rules check. */
    private @Nullable Duration ruled(String field, String rule, Function<Duration, DeliveryRules> check) {
        Duration read = duration(field, text(field));
        if (read == null) {
            return null;
        }
        try {
            var unused = check.apply(read);
            return read;
        } catch (IllegalArgumentException e) {
            faults.add(new Violation(field, rule, Violation.quote(text(field))));
            return null;
        }
    }

    private FinalStatuses finalStatuses(String text) {
        Optional<FinalStatuses> read = StatusText.read(text);
        if (read.isEmpty()) {
            faults.add(new Violation("finalStatuses", StatusText.RULE, Violation.quote(text)));
        }
        return read.orElse(FinalStatuses.GONE_ONLY);
    }

    private @Nullable List<Duration> delays(String text) {
        if (text.isEmpty()) {
            return null;
        }
        if (text.equals("-")) {
            return List.of();
        }
        var read = new ArrayList<Duration>();
        for (String part : list(text)) {
            Duration delay = duration("retrySchedule", part);
            if (delay == null) {
                return null;
            }
            read.add(delay);
        }
        try {
            return new RetrySchedule(read, 0).delays();
        } catch (IllegalArgumentException e) {
            faults.add(
                    new Violation("retrySchedule", "must be at most 50 delays of at most 7d", Violation.quote(text)));
            return null;
        }
    }

    private @Nullable RateLimit rate(String text, String period) {
        if (text.isEmpty()) {
            return null;
        }
        try {
            int attempts = Integer.parseInt(text);
            return period.equals("minute") ? RateLimit.perMinute(attempts) : RateLimit.perSecond(attempts);
        } catch (IllegalArgumentException e) {
            faults.add(new Violation(
                    "rateLimit",
                    "must be a number from 1 to " + RateLimit.MAX_PER_SECOND + " per second, or to "
                            + RateLimit.MAX_PER_MINUTE + " per minute",
                    Violation.quote(text)));
            return null;
        }
    }

    /** Splits text at commas and blanks. */
    static List<String> list(String text) {
        return Arrays.stream(text.split("[,\\s]+", -1))
                .filter(part -> !part.isEmpty())
                .toList();
    }
}
