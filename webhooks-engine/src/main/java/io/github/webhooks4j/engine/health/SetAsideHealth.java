package io.github.webhooks4j.engine.health;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.spi.store.SetAsideRecord;
import java.time.Instant;
import java.util.List;

/**
 * The records that are set aside, because the store never took them although it took others. Immutable.
 *
 * @param count how many there are, in the store and in this engine's memory
 * @param earliest the first 100 of them, the earliest first
 */
public record SetAsideHealth(long count, List<Entry> earliest) {
    /** Nothing is set aside. */
    public static final SetAsideHealth NONE = new SetAsideHealth(0, List.of());

    /**
     * One record.
     *
     * @param id identifies it for {@link io.github.webhooks4j.engine.SetAside}
     * @param kind what it records
     * @param chain the chain that it belongs to
     * @param since when it was set aside
     * @param message the message of its last failure, for an operator; never a payload or a secret
     * @param durable whether it is in the store; if not, it is in this engine's memory only, and lost when the engine
     *     ends: then its delivery is attempted again
     */
    public record Entry(
            String id, SetAsideRecord.Kind kind, ChainId chain, Instant since, String message, boolean durable) {
        public Entry {
            requireNonNull(id, "id");
            requireNonNull(kind, "kind");
            requireNonNull(chain, "chain");
            requireNonNull(since, "since");
            requireNonNull(message, "message");
        }
    }

    public SetAsideHealth {
        earliest = List.copyOf(earliest);
    }

    /** Returns the problem: what is set aside, and what to do. */
    HealthProblem problem() {
        if (earliest.isEmpty()) {
            return new HealthProblem(
                    HealthProblem.Kind.SET_ASIDE, "records", null, count + " records are set aside; see setAside()");
        }
        Entry first = earliest.get(0);
        String message = (count == 1 ? "1 record is" : count + " records are") + " set aside, the first since "
                + first.since() + ": the " + first.kind().word() + " of chain " + first.chain() + " failed with \""
                + first.message() + "\"; correct the cause, then have it written by setAside().retry(\"" + first.id()
                + "\"), or drop it by setAside().drop(\"" + first.id() + "\")";
        return new HealthProblem(HealthProblem.Kind.SET_ASIDE, "records", first.since(), message);
    }
}
