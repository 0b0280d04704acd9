package io.github.webhooks4j.console.internal.model;

import org.jspecify.annotations.Nullable;

/**
 * A page about what was not done, and what to do.
 *
 * @param status the status of the response
 * @param title what happened, in the visitor's language
 * @param advice what to do, in the visitor's language
 * @param detail a sentence of the engine, in English; null for none
 * @param login where the visitor can get admitted; null if nowhere
 */
public record ProblemModel(
        int status,
        String title,
        String advice,
        @Nullable String detail,
        @Nullable String login) {}
