package io.github.webhooks4j.engine.view;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.engine.history.Explanation;
import org.jspecify.annotations.Nullable;

/**
 * What may be shown of why a webhook starts a chain for an event, or does not. Immutable.
 *
 * @param webhook the webhook
 * @param name the name of the webhook
 * @param status its status, for example {@code enabled}
 * @param reason why, for example {@code created_afterwards}
 * @param matching whether the event passes the filter, for example {@code other_topic}
 * @param sentence the reason for people, in English
 * @param chain the chain that was started; null if there is none
 */
public record ExplanationView(
        String webhook,
        String name,
        String status,
        String reason,
        String matching,
        String sentence,
        @Nullable String chain) {
    public ExplanationView {
        requireNonNull(webhook, "webhook");
        requireNonNull(name, "name");
        requireNonNull(status, "status");
        requireNonNull(reason, "reason");
        requireNonNull(matching, "matching");
        requireNonNull(sentence, "sentence");
    }

    /** Returns the view of an explanation. */
    public static ExplanationView of(Explanation explanation) {
        requireNonNull(explanation, "explanation");
        return new ExplanationView(
                explanation.webhook().id().value(),
                explanation.webhook().settings().name(),
                explanation.webhook().status().code(),
                explanation.reason().code(),
                explanation.matching().code(),
                explanation.sentence(),
                explanation.chain() == null ? null : explanation.chain().value());
    }
}
