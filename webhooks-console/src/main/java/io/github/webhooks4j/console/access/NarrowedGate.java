package io.github.webhooks4j.console.access;

import io.github.webhooks4j.console.access.Admission.Admitted;
import io.github.webhooks4j.console.exchange.ConsoleRequest;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Admits whom another gate admits, to less. */
final class NarrowedGate implements ConsoleGate {
    private final ConsoleGate gate;
    private final UnaryOperator<Admitted> narrowed;

    NarrowedGate(ConsoleGate gate, UnaryOperator<Admitted> narrowed) {
        this.gate = gate;
        this.narrowed = narrowed;
    }

    @Override
    public Admission admit(ConsoleRequest request) {
        Admission admission = gate.admit(request);
        return admission instanceof Admitted some ? narrowed.apply(some) : admission;
    }

    @Override
    public Optional<URI> embedder() {
        return gate.embedder();
    }

    @Override
    public Map<String, String> leaving(ConsoleRequest request) {
        return gate.leaving(request);
    }
}
