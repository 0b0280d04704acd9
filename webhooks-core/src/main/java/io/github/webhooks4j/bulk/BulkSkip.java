package io.github.webhooks4j.bulk;

import java.util.Locale;

/** Why a bulk job left a chain as it was. */
public enum BulkSkip {
    /** The state of the chain did not allow the action any more when its turn came; or the event had got a chain by then. */
    OTHER_STATE("Its state did not allow it any more."),
    /** The chain, or the event, was pruned or erased before its turn came. */
    NO_CHAIN("It was deleted in the meantime."),
    /** The webhook of the chain is deleted: nothing is sent for it any more. */
    WEBHOOK_DELETED("Its webhook is deleted."),
    /** The webhook of the chain is disabled, so that no chain is started for it. */
    WEBHOOK_DISABLED("Its webhook is disabled.");

    private final String sentence;

    BulkSkip(String sentence) {
        this.sentence = sentence;
    }

    /** Returns a sentence for people about a chain. */
    public String sentence() {
        return sentence;
    }

    /** Returns the code for JSON, for example {@code other_state}. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
