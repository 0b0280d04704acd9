package io.github.webhooks4j.spring.boot;

import io.github.webhooks4j.spi.store.StoreException;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;

/** Explains why an application with webhooks does not start. */
final class WebhooksFailureAnalyzer implements FailureAnalyzer {
    @Override
    public @Nullable FailureAnalysis analyze(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof WebhooksConfigurationException wrong) {
                return new FailureAnalysis(wrong.getMessage(), wrong.action(), failure);
            }
            if (cause instanceof StoreException store) {
                return new FailureAnalysis(
                        "The store of the webhooks cannot be opened: " + store.getMessage(),
                        "Mend what the description says, or set another store with webhooks.store.type and "
                                + "webhooks.store.file.",
                        failure);
            }
        }
        return null;
    }
}
