package io.github.webhooks4j.examples.serve;

import io.github.webhooks4j.chain.InterruptionCause;
import io.github.webhooks4j.delivery.FailureCode;

/** The words of the hub's JSON, which stay when the library renames what they mean. */
final class HubWords {
    private HubWords() {}

    static String of(InterruptionCause cause) {
        return cause == InterruptionCause.GIVEN_UP ? "given_up" : cause.word();
    }

    static String of(FailureCode failure) {
        return switch (failure) {
            case CALLED_OFF -> "called_off";
            case SENDER_FAILED -> "sender_failed";
            default -> failure.word();
        };
    }
}
