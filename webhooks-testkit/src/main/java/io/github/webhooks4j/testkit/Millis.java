package io.github.webhooks4j.testkit;

import static java.time.temporal.ChronoUnit.MILLIS;

import io.github.webhooks4j.chain.ChainPlan;
import io.github.webhooks4j.delivery.Attempt;
import io.github.webhooks4j.delivery.Verdict;
import io.github.webhooks4j.event.Event;
import io.github.webhooks4j.store.Change;
import io.github.webhooks4j.store.Change.RecordAttempt;
import io.github.webhooks4j.store.NewChain;
import io.github.webhooks4j.store.SetAsideRecord;
import io.github.webhooks4j.webhook.SigningSecret;
import io.github.webhooks4j.webhook.Webhook;
import java.time.Duration;
import java.time.Instant;

/** Cuts times to the millisecond, as a database column would. */
final class Millis {

    private Millis() {}

    static Instant cut(Instant time) {
        return time.truncatedTo(MILLIS);
    }

    static Webhook cut(Webhook webhook) {
        return new Webhook(
                webhook.id(),
                webhook.revision(),
                webhook.settings(),
                webhook.secrets().stream().map(Millis::cut).toList(),
                webhook.status(),
                cut(webhook.createdAt()));
    }

    static Event cut(Event event) {
        return new Event(event.id(), event.topic(), event.tag(), event.type(), cut(event.occurredAt()), event.body());
    }

    static NewChain cut(NewChain chain) {
        ChainPlan plan = chain.plan();
        // A deadline is the plan's duration from now on, and it is a time that is kept.
        Duration deadline = plan.callbackDeadline().truncatedTo(MILLIS);
        return new NewChain(
                chain.id(), chain.webhook(), chain.revision(), plan.withCallbackDeadline(deadline), chain.claimant());
    }

    static RecordAttempt cut(RecordAttempt change) {
        Attempt attempt = change.attempt();
        Verdict verdict = change.verdict();
        return new RecordAttempt(
                change.key(),
                new Attempt(attempt.number(), cut(attempt.at()), attempt.result()),
                verdict instanceof Verdict.Retry retry ? retry.withTime(cut(retry.at())) : verdict);
    }

    static SetAsideRecord cut(SetAsideRecord record) {
        Change change = record.change() instanceof RecordAttempt attempt ? cut(attempt) : record.change();
        return new SetAsideRecord(change, cut(record.since()), record.message());
    }

    private static SigningSecret cut(SigningSecret secret) {
        Instant expiresAt = secret.expiresAt();
        return new SigningSecret(secret.secret(), expiresAt == null ? null : cut(expiresAt));
    }
}
