package io.github.webhooks4j.console.display;

import java.nio.charset.StandardCharsets;

/**
 * Decides what the console shows of a body of JSON, to those who may see bodies at all: all of it, or the rest after
 * something was removed. Called on the thread of the request; one that throws has nothing shown. Implementations must
 * be thread-safe.
 */
@FunctionalInterface
public interface BodyView {
    /**
     * Returns what to show.
     *
     * @param type the type of the event
     * @param body the body of the event as JSON; not a copy
     */
    String show(String type, byte[] body);

    /** Returns the view that shows bodies as they are. */
    static BodyView asIs() {
        return (type, body) -> new String(body, StandardCharsets.UTF_8);
    }
}
