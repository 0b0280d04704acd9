package io.github.webhooks4j.cli.serve;

import io.github.webhooks4j.chain.InterruptionCause;
import io.github.webhooks4j.delivery.FailureCode;

/** The words of the hub's JSON, which stay when the library renames what they mean. */
final class HubWords {
    private HubWords() {}

    static String of(InterruptionCause cause) {
        return cause == InterruptionCause.RETRIES_EXHAUSTED ? "given_up" : cause.code();
    }

    static String of(FailureCode failure) {
        return switch (failure) {
            case ABORTED -> "called_off";
            case INTERNAL_ERROR -> "sender_failed";
            default -> failure.code();
        };
    }
}
