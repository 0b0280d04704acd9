package io.github.webhooks4j.callback;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.Violation;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Why a callback was refused, or what of it was dropped, for the history. Immutable.
 *
 * @param kind the kind of problem
 * @param detail the rule and the actual value, as a sentence of at most 1,000 characters; visible ASCII but for an ellipsis
 */
public record CallbackProblem(Kind kind, String detail) {
    /** The most problems of one step that a store stores: later ones are not stored. */
    public static final int MAX_PER_STEP = 20;

    private static final int MAX_DETAIL = 1_000;

    /** The kinds of problems. */
    public enum Kind {
        /** It breaks a rule: refused with 400. */
        INVALID("invalid"),
        /** Its body is too large: refused with 413. */
        TOO_LARGE("too_large"),
        /** Its body has a content coding: refused with 415. */
        ENCODED("encoded"),
        /** Another callback had settled the step: refused with 409. */
        CONFLICT("conflict"),
        /** The chain no longer waited for it: refused with 410. */
        TOO_LATE("too_late"),
        /** It was accepted without a field that could not be used. */
        FIELD_DROPPED("field_dropped");

        private final String code;

        Kind(String code) {
            this.code = code;
        }

        /** Returns the code for stores and JSON, for example {@code too_late}. */
        public String code() {
            return code;
        }

        /** Returns the kind with a code, or empty. */
        public static Optional<Kind> fromCode(String code) {
            for (Kind kind : values()) {
                if (kind.code.equals(code)) {
                    return Optional.of(kind);
                }
            }
            return Optional.empty();
        }
    }

    /** Cuts {@code detail} to 1,000 characters. */
    public CallbackProblem {
        requireNonNull(kind, "kind");
        detail = detail.length() > MAX_DETAIL ? detail.substring(0, MAX_DETAIL) : detail;
    }

    /** Returns the problem of a callback that breaks rules. */
    public static CallbackProblem invalid(List<Violation> violations) {
        return new CallbackProblem(Kind.INVALID, sentence(violations));
    }

    /** Returns the problem of a body with more bytes than a callback may have. */
    public static CallbackProblem tooLarge() {
        return new CallbackProblem(Kind.TOO_LARGE, "body must be at most " + Callback.MAX_BYTES + " bytes, was larger");
    }

    /** Returns the problem of a body with a content coding. */
    public static CallbackProblem encoded(String coding) {
        return new CallbackProblem(Kind.ENCODED, "body must have no content coding, was " + Violation.quote(coding));
    }

    /** Returns the problem of a callback for a step that another one had settled. */
    public static CallbackProblem conflict(CallbackState state) {
        return new CallbackProblem(
                Kind.CONFLICT, "state " + state.code() + " came after another callback had settled the step");
    }

    /** Returns the problem of a callback for which the chain no longer waited. */
    public static CallbackProblem tooLate(CallbackState state) {
        return new CallbackProblem(
                Kind.TOO_LATE, "state " + state.code() + " came when the chain no longer waited for a callback");
    }

    /** Returns the problem of a callback that was accepted without some fields. */
    public static CallbackProblem dropped(List<Violation> violations) {
        return new CallbackProblem(Kind.FIELD_DROPPED, sentence(violations));
    }

    private static String sentence(List<Violation> violations) {
        return violations.stream().map(Violation::toString).collect(Collectors.joining("; "));
    }
}
