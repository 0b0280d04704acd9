package io.github.webhooks4j.micrometer;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.receiver.Reception;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/**
 * Counts what the receivers of an application accept and refuse, in a registry of Micrometer, as {@code webhooks.received}. Thread-safe.
 */
public final class ReceiverMeters {
    private final MeterRegistry registry;

    private ReceiverMeters(MeterRegistry registry) {
        this.registry = requireNonNull(registry, "registry");
    }

    /** Returns meters in a registry. */
    public static ReceiverMeters of(MeterRegistry registry) {
        return new ReceiverMeters(registry);
    }

    /**
     * Counts a request.
     *
     * @param receiver the application's own name for the receiver or its sender; it becomes a tag, so never take it from a request
     * @param reception what became of the request
     */
    public void count(String receiver, Reception reception) {
        Counter.builder("webhooks.received")
                .tag("receiver", receiver)
                .tag("result", reception instanceof Reception.Refused refused ? refused.reason() : "accepted")
                .description("Requests to receivers, by what became of them")
                .register(registry)
                .increment();
    }
}
