package io.github.webhooks4j.spring.boot;

import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Passes the value of a property on, and names the property where the value breaks a rule. */
public final class PropertySetter {
    private PropertySetter() {}

    /**
     * Calls a setter, unless the property is not set.
     *
     * @throws WebhooksConfigurationException if the setter refuses the value
     */
    public static <T> void set(String property, @Nullable T value, Consumer<? super T> setter) {
        if (value != null) {
            convert(property, value, accepted -> {
                setter.accept(accepted);
                return accepted;
            });
        }
    }

    /**
     * Returns what a value is converted to.
     *
     * @throws WebhooksConfigurationException if the conversion refuses the value
     */
    public static <T, R> R convert(String property, T value, Function<? super T, ? extends R> conversion) {
        try {
            return conversion.apply(value);
        } catch (IllegalArgumentException e) {
            throw new WebhooksConfigurationException(
                    property + " is wrong: " + e.getMessage() + ".",
                    "Set " + property + " to a value that the rule allows.");
        }
    }
}
