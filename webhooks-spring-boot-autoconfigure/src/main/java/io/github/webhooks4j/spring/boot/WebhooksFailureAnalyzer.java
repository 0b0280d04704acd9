package io.github.webhooks4j.spring.boot;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.engine.lifecycle.EngineClosedException;
import io.github.webhooks4j.spi.store.StoreException;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;

/** Explains why an application with webhooks does not start; before Spring Boot does, which does not know the properties of webhooks. */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class WebhooksFailureAnalyzer implements FailureAnalyzer {
    private static final String ENGINE = "webhooks.enabled";
    private static final String INBOX = "webhooks.inbox.enabled";
    /** Types of beans, and the property without which there is none. Names, since some of the types are optional. */
    private static final Map<String, String> PROPERTIES = Map.of(
            "io.github.webhooks4j.engine.WebhookEngine", ENGINE,
            "io.github.webhooks4j.engine.Webhooks", ENGINE,
            "io.github.webhooks4j.engine.Chains", ENGINE,
            "io.github.webhooks4j.engine.history.History", ENGINE,
            "io.github.webhooks4j.spring.WebhookPublisher", ENGINE,
            "io.github.webhooks4j.jdbc.Inbox", INBOX,
            "io.github.webhooks4j.spring.TransactionalInbox", INBOX,
            "io.github.webhooks4j.console.portal.PortalLinks", "webhooks.portal.enabled");

    /** Why a store cannot be opened; the others may also be those of a call. */
    private static final Set<StoreException.Reason> OPENING = EnumSet.complementOf(EnumSet.of(
            StoreException.Reason.CLOSED, StoreException.Reason.FAILED, StoreException.Reason.OUTCOME_UNKNOWN));

    private final Environment environment;

    WebhooksFailureAnalyzer(Environment environment) {
        this.environment = requireNonNull(environment, "environment");
    }

    @Override
    public @Nullable FailureAnalysis analyze(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            List<String> explanation = explain(cause);
            if (!explanation.isEmpty()) {
                return new FailureAnalysis(explanation.get(0), explanation.get(1), failure);
            }
        }
        return null;
    }

    /** Returns what is wrong and what to do; nothing if the cause has nothing to do with webhooks. */
    private List<String> explain(Throwable cause) {
        if (cause instanceof WebhooksConfigurationException wrong) {
            return List.of(requireNonNull(wrong.getMessage()), wrong.action());
        }
        if (cause instanceof StoreException store) {
            return List.of(
                    "The store of the webhooks "
                            + (OPENING.contains(store.reason()) ? "cannot be opened: " : "failed: ")
                            + store.getMessage(),
                    "Mend what the description says, or set another store with webhooks.store.type and "
                            + "webhooks.store.file.");
        }
        if (cause instanceof EngineClosedException closed) {
            return List.of(
                    "The application has called the engine " + closed.engine() + " of webhooks, which it has closed.",
                    "Let Spring close it, which does so when the application ends; call stopDelivering() where only "
                            + "deliveries are to stop.");
        }
        return cause instanceof NoSuchBeanDefinitionException missing ? explain(missing) : List.of();
    }

    private List<String> explain(NoSuchBeanDefinitionException missing) {
        Class<?> type = missing.getBeanType();
        String property = type == null ? null : PROPERTIES.get(type.getName());
        boolean isEngine = ENGINE.equals(property);
        if (type == null || property == null || environment.getProperty(property, Boolean.class, isEngine)) {
            return List.of();
        }
        return List.of(
                "The application needs a bean of type " + type.getName() + ", but there is none, since " + property
                        + (isEngine ? " is false." : " is not true."),
                "Set " + property + " to true, or define the bean.");
    }
}
