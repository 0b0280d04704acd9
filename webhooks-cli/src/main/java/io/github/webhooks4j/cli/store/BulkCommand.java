package io.github.webhooks4j.cli.store;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.bulk.BulkAction;
import io.github.webhooks4j.bulk.BulkJob;
import io.github.webhooks4j.bulk.BulkSize;
import io.github.webhooks4j.cli.io.CommandFailure;
import io.github.webhooks4j.cli.io.JsonText;
import io.github.webhooks4j.cli.io.Surroundings;
import io.github.webhooks4j.cli.store.ChainSource.PlannedJob;
import io.github.webhooks4j.engine.view.BulkJobView;
import io.github.webhooks4j.engine.view.BulkPlanView;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bulk}: plans an action on many chains, and starts it with {@code --yes}. */
@Command(
        name = "bulk",
        mixinStandardHelpOptions = true,
        description = "Plans an action on the chains that meet every condition, and shows the plan. With --yes stores a"
                + " job too, on which a node that delivers acts.")
public final class BulkCommand implements Callable<Integer> {
    /** What to do; the constants are the words of the command line. */
    enum Action {
        resume(BulkAction.RESUME),
        rerun(BulkAction.RERUN),
        cancel(BulkAction.CANCEL);

        private final BulkAction action;

        Action(BulkAction action) {
            this.action = action;
        }
    }

    private final Surroundings surroundings;

    @Mixin
    private final SourceOptions options;

    @Mixin
    private final QueryOptions conditions = new QueryOptions();

    @Parameters(paramLabel = "ACTION", description = "resume, rerun or cancel.")
    private @Nullable Action action;

    @Option(names = "--yes", description = "Act; without it nothing is changed.")
    private boolean yes;

    @Option(
            names = "--by",
            paramLabel = "NAME",
            defaultValue = "command line",
            description = "Who starts it, for the record of the job; default: command line.")
    private String by = "command line";

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    /** Creates it. */
    public BulkCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
        this.options = new SourceOptions(surroundings);
    }

    @Override
    public Integer call() {
        // Checked before a store is opened, or a hub asked.
        var unused = conditions.query();
        try {
            BulkJob.requireStartedBy(by);
        } catch (IllegalArgumentException e) {
            throw CommandFailure.usage("--by is not usable: " + e.getMessage());
        }
        try (ChainSource source = options.open()) {
            PlannedJob planned = source.bulk(requireNonNull(action, "ACTION").action, conditions.given(), yes, by);
            if (json) {
                surroundings.out().println(JsonText.of(planned));
            } else {
                print(planned.plan(), planned.job(), surroundings.out());
            }
        }
        return 0;
    }

    private static void print(BulkPlanView plan, @Nullable BulkJobView job, PrintWriter out) {
        String verb = BulkAction.fromCode(plan.action()).map(BulkAction::verb).orElse(plan.action());
        var size = new BulkSize(plan.chains(), plan.more());
        if (size.isNothing()) {
            out.println("there is no chain to " + verb);
            return;
        }
        out.println("chains to " + verb + ": " + size);
        plan.webhooks().forEach((webhook, chains) -> out.println("  webhook " + webhook + ": " + chains));
        plan.examples().forEach(chain -> out.println("  for example " + chain));
        out.println(
                job == null
                        ? "nothing was changed; repeat with --yes to act"
                        : "job " + job.id() + " is stored; the next node that delivers acts on it");
    }
}
