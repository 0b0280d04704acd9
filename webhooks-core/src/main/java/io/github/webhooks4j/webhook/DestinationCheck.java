package io.github.webhooks4j.webhook;

import static java.util.Objects.requireNonNull;

/** The decision of a transport about a URL to be registered. */
public sealed interface DestinationCheck {
    /**
     * The URL may be registered. Its address is checked again at every connection.
     *
     * @param destination the URL in its canonical form, without user info
     */
    record Accepted(Destination destination) implements DestinationCheck {
        public Accepted {
            requireNonNull(destination, "destination");
        }
    }

    /**
     * The URL is refused.
     *
     * @param rule the broken rule as the rest of a sentence, for example {@code must not be a private address}
     * @param actual what was found, without secrets: never user info, path or query
     */
    record Refused(String rule, String actual) implements DestinationCheck {
        public Refused {
            requireNonNull(rule, "rule");
            requireNonNull(actual, "actual");
        }
    }
}
