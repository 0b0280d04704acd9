package io.github.webhooks4j.console.display;

import io.github.webhooks4j.Violation;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The name, and if set the accent colour and logo, that the console has on every page. Immutable. */
public final class ConsoleBrand {
    private static final int MAX_NAME = 60;
    private static final int MAX_LOGO = 32 * 1024;
    private static final Pattern COLOUR = Pattern.compile("#[0-9a-fA-F]{6}");

    private final String name;
    private final @Nullable String accent;
    private final byte @Nullable [] logo;

    private ConsoleBrand(String name, @Nullable String accent, byte @Nullable [] logo) {
        this.name = name;
        this.accent = accent;
        this.logo = logo;
    }

    /**
     * Returns a brand with a name only.
     *
     * @param name 1 to 60 characters
     * @throws IllegalArgumentException if it is blank or longer
     */
    public static ConsoleBrand of(String name) {
        if (name.isBlank() || name.length() > MAX_NAME) {
            throw new IllegalArgumentException(
                    "a brand's name must be 1 to " + MAX_NAME + " characters, was " + Violation.quote(name));
        }
        return new ConsoleBrand(name, null, null);
    }

    /**
     * Returns this brand with a colour for links, buttons and focus, on light pages; dark pages lighten it.
     *
     * @param colour as {@code #0b57d0}; choose one with a contrast of at least 4.5 to white
     * @throws IllegalArgumentException if it is written in another way
     */
    public ConsoleBrand accent(String colour) {
        if (!COLOUR.matcher(colour).matches()) {
            throw new IllegalArgumentException(
                    "a brand's accent must be a colour as #0b57d0, was " + Violation.quote(colour));
        }
        return new ConsoleBrand(name, colour, logo);
    }

    /**
     * Returns this brand with a logo in the form of SVG, shown 24 pixels high.
     *
     * @param svg at most 32 KiB; the application's own, since it is served as it is
     * @throws IllegalArgumentException if it is longer
     */
    public ConsoleBrand logo(byte[] svg) {
        if (svg.length > MAX_LOGO) {
            throw new IllegalArgumentException(
                    "a brand's logo must have at most " + MAX_LOGO + " bytes, was " + svg.length + " bytes");
        }
        return new ConsoleBrand(name, accent, svg.clone());
    }

    /** Returns the name. */
    public String name() {
        return name;
    }

    /** Returns the accent colour; empty for the console's own. */
    public Optional<String> accent() {
        return Optional.ofNullable(accent);
    }

    /** Returns the logo; empty for none. */
    public Optional<byte[]> logo() {
        return logo == null ? Optional.empty() : Optional.of(logo.clone());
    }
}
