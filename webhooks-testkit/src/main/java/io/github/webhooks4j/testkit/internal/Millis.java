package io.github.webhooks4j.testkit.internal;

import static java.time.temporal.ChronoUnit.MILLIS;

import io.github.webhooks4j.delivery.Attempt;
import io.github.webhooks4j.event.Event;
import io.github.webhooks4j.spi.store.Mutation.RecordAttempt;
import io.github.webhooks4j.spi.store.SetAsideRecord;
import io.github.webhooks4j.spi.store.StoredAttempt;
import io.github.webhooks4j.webhook.SigningSecret;
import io.github.webhooks4j.webhook.Webhook;
import java.time.Instant;

/** Cuts times to the millisecond, as a database column would. */
public final class Millis {

    private Millis() {}

    public static Instant cut(Instant time) {
        return time.truncatedTo(MILLIS);
    }

    public static Webhook cut(Webhook webhook) {
        return new Webhook(
                webhook.id(),
                webhook.revision(),
                webhook.settings(),
                webhook.secrets().stream().map(Millis::cut).toList(),
                webhook.status(),
                cut(webhook.createdAt()),
                cut(webhook.statusSince()));
    }

    public static Event cut(Event event) {
        Instant at = event.occurredAt();
        return at == null ? event : event.withOccurredAt(cut(at));
    }

    public static StoredAttempt cut(StoredAttempt record) {
        return new StoredAttempt(record.key(), cut(record.attempt()));
    }

    public static SetAsideRecord cut(SetAsideRecord record) {
        return record.change() instanceof RecordAttempt recorded
                ? new SetAsideRecord(
                        new RecordAttempt(
                                recorded.key(), cut(recorded.attempt()), recorded.verdict(), recorded.disabling()),
                        record.since(),
                        record.message())
                : record;
    }

    private static Attempt cut(Attempt attempt) {
        return new Attempt(attempt.number(), cut(attempt.at()), attempt.result());
    }

    private static SigningSecret cut(SigningSecret secret) {
        Instant expiresAt = secret.expiresAt();
        return new SigningSecret(secret.secret(), expiresAt == null ? null : cut(expiresAt));
    }
}
