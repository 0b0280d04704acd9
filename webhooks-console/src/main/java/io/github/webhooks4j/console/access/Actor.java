package io.github.webhooks4j.console.access;

import io.github.webhooks4j.Violation;

/**
 * Who acts, as the audit and jobs name them. Immutable.
 *
 * @param name a user name or the like, 1 to 100 characters, no control characters
 */
public record Actor(String name) {
    private static final int MAX_NAME = 100;

    /**
     * Checks the name.
     *
     * @throws IllegalArgumentException if it is blank, too long, or has control characters
     */
    public Actor {
        if (name.isBlank() || name.length() > MAX_NAME || name.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("an actor's name must be 1 to " + MAX_NAME
                    + " characters without control characters, was " + Violation.quote(name));
        }
    }

    /** Returns the name. */
    @Override
    public String toString() {
        return name;
    }
}
