package io.github.webhooks4j.console.access;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Is notified of every action that a visitor takes in the console, whether it succeeds or not; not of what they look at.
 * Called on the thread of the request, after the action; what it throws is logged and changes nothing. Implementations
 * must be thread-safe.
 */
@FunctionalInterface
public interface ConsoleAudit {
    /** Records one action. */
    void record(Entry entry);

    /**
     * One action. It has no URL and no secret. Immutable.
     *
     * @param at when it ended
     * @param actor who acted
     * @param action what they did
     * @param subject the id of what was created, or else of what the address names: a webhook, a chain, an event, a job or a
     *     record; {@code -} if there is none. In quotes and escaped if the address names what is no plain id
     * @param outcome {@code done}, or why not: {@code refused}, {@code invalid}, {@code not_found}, {@code conflict},
     *     {@code unavailable} or {@code failed}
     */
    record Entry(Instant at, Actor actor, Action action, String subject, String outcome) {
        public Entry {
            requireNonNull(at, "at");
            requireNonNull(actor, "actor");
            requireNonNull(action, "action");
            requireNonNull(subject, "subject");
            requireNonNull(outcome, "outcome");
        }
    }

    /** Returns the audit that writes one line at INFO to the logger {@code io.github.webhooks4j.console.audit}. */
    static ConsoleAudit toLog() {
        Logger log = LoggerFactory.getLogger("io.github.webhooks4j.console.audit");
        return entry ->
                log.info("{} {} {}: {}", entry.actor(), entry.action().code(), entry.subject(), entry.outcome());
    }
}
