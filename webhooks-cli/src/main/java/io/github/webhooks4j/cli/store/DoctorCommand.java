package io.github.webhooks4j.cli.store;

import io.github.webhooks4j.cli.io.ExitCode;
import io.github.webhooks4j.cli.io.JsonText;
import io.github.webhooks4j.cli.io.Printable;
import io.github.webhooks4j.cli.io.Surroundings;
import io.github.webhooks4j.spi.store.Store;
import io.github.webhooks4j.stats.ChainCounts;
import io.github.webhooks4j.storecopy.StoreCopy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code doctor}: looks whether a store is sound. */
@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        description =
                "Reads a whole store and reports what is wrong with it: its schema, its keys, its pages, its counts"
                        + " and its queue. Changes nothing but what every opening of a store changes.")
public final class DoctorCommand implements Callable<Integer> {
    private static final int MAX_INCONSISTENCIES = 20;

    private final Surroundings surroundings;

    @Mixin
    private final StoreOptions store;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    /** Creates it. */
    public DoctorCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
        this.store = new StoreOptions(surroundings);
    }

    @Override
    public Integer call() {
        try (Store open = store.open(true)) {
            ChainCounts counts = open.chainCounts();
            List<String> problems = problems(open, counts);
            if (json) {
                var fields = new LinkedHashMap<String, Object>();
                fields.put("chains", fields(counts));
                fields.put("notes", open.notes());
                fields.put("problems", problems);
                surroundings.out().println(JsonText.of(fields));
            } else {
                fields(counts).forEach((state, chains) -> surroundings.out().println(state + ": " + chains));
                open.notes().forEach(note -> surroundings.out().println("note: " + Printable.of(note)));
                problems.forEach(problem -> surroundings.out().println("problem: " + Printable.of(problem)));
                surroundings.out().println(problems.isEmpty() ? "no problem found" : problems.size() + " found");
            }
            return (problems.isEmpty() ? ExitCode.DONE : ExitCode.REFUSED).code();
        }
    }

    private List<String> problems(Store open, ChainCounts counts) {
        var problems = new ArrayList<String>();
        if (!counts.isBalanced()) {
            problems.add(counts.discrepancy() + " accepted chains are counted in no state");
        }
        problems.addAll(open.inconsistencies(MAX_INCONSISTENCIES));
        long setAside = open.setAside(1).count();
        if (setAside > 0) {
            problems.add(setAside + " records are set aside; retry or drop them by engine.setAside()");
        }
        if (store.isPostgres()) {
            Duration offset = Duration.between(surroundings.clock().instant(), open.estimatedTime())
                    .abs();
            if (offset.compareTo(StoreCopy.MAX_CLOCK_OFFSET) > 0) {
                problems.add("the clock here and that of the database differ by " + offset.toSeconds() + " s");
            }
        }
        return problems;
    }

    private static Map<String, Long> fields(ChainCounts counts) {
        var fields = new LinkedHashMap<String, Long>();
        fields.put("accepted", counts.accepted());
        fields.put("complete", counts.complete());
        fields.put("awaiting_callback", counts.awaitingCallback());
        fields.put("delivering", counts.delivering());
        fields.put("interrupted", counts.interrupted());
        fields.put("cancelled", counts.cancelled());
        return fields;
    }
}
