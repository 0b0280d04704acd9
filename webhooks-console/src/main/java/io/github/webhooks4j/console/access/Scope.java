package io.github.webhooks4j.console.access;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.Violation;
import io.github.webhooks4j.event.EventFilter;
import io.github.webhooks4j.event.Topic;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which part of a deployment exists for a visitor: everything, one namespace, or one topic. What is outside it is as if
 * it were not there. Immutable.
 */
public final class Scope {
    private static final Scope EVERYTHING = new Scope(null);
    private static final String WILDCARD = "/*";

    private final @Nullable String pattern;

    private Scope(@Nullable String pattern) {
        this.pattern = pattern;
    }

    /** Returns the scope that has everything. */
    public static Scope everything() {
        return EVERYTHING;
    }

    /**
     * Returns the scope of one topic, such as {@code acme/app}, or of a namespace, such as {@code acme/*}.
     *
     * @throws IllegalArgumentException if it is neither
     */
    public static Scope of(String pattern) {
        requireNonNull(pattern, "pattern");
        try {
            EventFilter.of(pattern);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "a scope must be a topic, or a namespace as acme/*, was " + Violation.quote(pattern), e);
        }
        return new Scope(pattern);
    }

    /** Returns whether it has everything. */
    public boolean isEverything() {
        return pattern == null;
    }

    /** Returns the topic or namespace; empty if it has everything. */
    public Optional<String> pattern() {
        return Optional.ofNullable(pattern);
    }

    /** Returns the topic, if the scope is just one. */
    public Optional<String> topic() {
        return pattern().filter(text -> !text.endsWith(WILDCARD));
    }

    /** Returns whether events of a topic are in it. */
    public boolean has(Topic topic) {
        return hasFilter(topic.name());
    }

    /** Returns whether all that a filter on {@code topic}, a topic or a namespace as {@code acme/*}, can match is in it. */
    public boolean hasFilter(String topic) {
        if (pattern == null || pattern.equals(topic)) {
            return true;
        }
        return pattern.endsWith(WILDCARD) && topic.startsWith(pattern.substring(0, pattern.length() - 1));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Scope that && pattern().equals(that.pattern());
    }

    @Override
    public int hashCode() {
        return pattern().hashCode();
    }

    /** Returns the topic or namespace, or {@code everything}. */
    @Override
    public String toString() {
        return pattern == null ? "everything" : pattern;
    }
}
