package io.github.webhooks4j.console.exchange;

import static java.util.Objects.requireNonNull;

/**
 * A hidden field that every form of a page has which changes something, for an application whose own filter requires one, such
 * as that of Spring Security. The console accepts a form with or without it: to compare it is up to that filter. Its value is a
 * secret of the session, so no serialiser finds it. Immutable.
 */
public final class FormToken {
    private final String name;
    private final transient String value;

    private FormToken(String name, String value) {
        this.name = name;
        this.value = value;
    }

    /**
     * Returns a token.
     *
     * @param name the name of the field, such as {@code _csrf}
     * @param value what the filter expects in it
     * @throws IllegalArgumentException if the name is empty
     */
    public static FormToken of(String name, String value) {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("the name of a form token must not be empty");
        }
        return new FormToken(name, requireNonNull(value, "value"));
    }

    /** Returns the name of the field. */
    public String name() {
        return name;
    }

    /** Returns the value, to be written into a form. */
    public String reveal() {
        return value;
    }

    /** Shows the name only. */
    @Override
    public String toString() {
        return "FormToken[" + name + "]";
    }
}
