package io.github.webhooks4j.event;

import java.util.Arrays;
import java.util.Optional;

/** How far a test goes through the chain of a webhook. */
public enum TestScope {
    /** Through all destinations, as an event of the application does. */
    WHOLE_CHAIN("whole_chain"),
    /** To the first destination only, without waiting for a callback: the chain is complete when it is delivered. */
    FIRST_STEP("first_step");

    private final String code;

    TestScope(String code) {
        this.code = code;
    }

    /** Returns its name in stores and JSON. */
    public String code() {
        return code;
    }

    /** Returns the scope of a code; empty if there is none. */
    public static Optional<TestScope> fromCode(String code) {
        return Arrays.stream(values()).filter(scope -> scope.code.equals(code)).findFirst();
    }
}
