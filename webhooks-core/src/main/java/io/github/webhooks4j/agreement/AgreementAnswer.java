package io.github.webhooks4j.agreement;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.delivery.FailureCode;
import org.jspecify.annotations.Nullable;

/** What came of asking a destination. */
public sealed interface AgreementAnswer {
    /**
     * The destination answered.
     *
     * @param status the HTTP status
     * @param allowedOrigin its {@code WebHook-Allowed-Origin}; null if absent
     * @param allowedRate its {@code WebHook-Allowed-Rate}; null if absent
     */
    record Answered(
            int status,
            @Nullable String allowedOrigin,
            @Nullable String allowedRate) implements AgreementAnswer {}

    /**
     * It did not.
     *
     * @param code why
     */
    record NotAnswered(FailureCode code) implements AgreementAnswer {
        public NotAnswered {
            requireNonNull(code, "code");
        }
    }
}
