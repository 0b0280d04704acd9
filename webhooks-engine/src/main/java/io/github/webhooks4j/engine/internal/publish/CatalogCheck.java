package io.github.webhooks4j.engine.internal.publish;

import io.github.webhooks4j.catalog.CatalogAction;
import io.github.webhooks4j.catalog.CatalogPolicy;
import io.github.webhooks4j.catalog.EventCatalog;
import io.github.webhooks4j.catalog.EventValidator;
import io.github.webhooks4j.catalog.InvalidEventException;
import io.github.webhooks4j.catalog.SchemaViolation;
import io.github.webhooks4j.catalog.UnknownEventTypeException;
import io.github.webhooks4j.engine.internal.context.EngineContext;
import io.github.webhooks4j.engine.internal.context.MetricsRecorder;
import io.github.webhooks4j.engine.metrics.CatalogRule;
import io.github.webhooks4j.event.Event;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Checks events against the catalogue before they are accepted. Thread-safe. */
public final class CatalogCheck {
    private static final Logger LOG = LoggerFactory.getLogger(CatalogCheck.class);
    private static final Duration LOG_AGAIN = Duration.ofMinutes(1);
    /** Types are the application's, and may be any number: of those beyond it, one is logged at a time. */
    private static final int MAX_LOGGED = 1_000;

    private static final String OTHERS = "";

    private final String name;
    private final Clock clock;
    private final MetricsRecorder metrics;
    private final EventCatalog catalog;
    private final CatalogPolicy policy;
    private final Map<String, Instant> nextUnknown = new ConcurrentHashMap<>();
    private final Map<String, Instant> nextInvalid = new ConcurrentHashMap<>();

    public CatalogCheck(EngineContext context, EventCatalog catalog, CatalogPolicy policy) {
        this.name = context.name();
        this.clock = context.clock();
        this.metrics = context.metrics();
        this.catalog = catalog;
        this.policy = policy;
    }

    /**
     * Checks an event; logs what the policy warns of.
     *
     * @throws UnknownEventTypeException if the catalogue does not name its type, and the policy rejects that
     * @throws InvalidEventException if its body breaks the schema of its type, and the policy rejects that
     */
    void check(Event event) {
        if (event.test() != null) {
            return;
        }
        if (!catalog.has(event.type())) {
            unknown(event);
        }
        EventValidator validator = policy.validator();
        if (validator != null) {
            List<SchemaViolation> violations = validator.validate(event);
            if (!violations.isEmpty()) {
                invalid(event, violations);
            }
        }
    }

    private void unknown(Event event) {
        metrics.record(metered -> metered.onCatalogViolation(CatalogRule.UNKNOWN_TYPE));
        if (policy.unknownTypes() == CatalogAction.REJECT) {
            throw new UnknownEventTypeException(
                    event.id(), event.type(), catalog.closest(event.type()).orElse(null));
        }
        if (policy.unknownTypes() == CatalogAction.WARN && isToBeLogged(nextUnknown, event.type())) {
            String closest = catalog.closest(event.type()).orElse(null);
            LOG.warn(
                    "{}: event {} has type {}, which the catalogue does not name{}",
                    name,
                    event.id(),
                    event.type(),
                    closest == null ? "" : "; the closest is " + closest);
        }
    }

    private void invalid(Event event, List<SchemaViolation> violations) {
        metrics.record(metered -> metered.onCatalogViolation(CatalogRule.SCHEMA));
        if (policy.invalidBodies() == CatalogAction.REJECT) {
            throw new InvalidEventException(event.id(), event.type(), violations);
        }
        if (isToBeLogged(nextInvalid, event.type())) {
            LOG.warn(
                    "{}: event {} breaks the schema of type {}: {}",
                    name,
                    event.id(),
                    event.type(),
                    InvalidEventException.shown(violations));
        }
    }

    private boolean isToBeLogged(Map<String, Instant> next, String type) {
        String key = next.size() < MAX_LOGGED || next.containsKey(type) ? type : OTHERS;
        Instant now = clock.instant();
        Instant at = next.get(key);
        // Also if the clock was set back. Two threads may both log.
        if (at == null || !now.isBefore(at) || at.isAfter(now.plus(LOG_AGAIN))) {
            next.put(key, now.plus(LOG_AGAIN));
            return true;
        }
        return false;
    }
}
