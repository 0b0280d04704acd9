package io.github.webhooks4j.cli.store;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.bulk.BulkAction;
import io.github.webhooks4j.bulk.BulkJob;
import io.github.webhooks4j.bulk.BulkPlan;
import io.github.webhooks4j.cli.io.CommandFailure;
import io.github.webhooks4j.cli.io.JsonText;
import io.github.webhooks4j.cli.io.Surroundings;
import io.github.webhooks4j.engine.Bulk;
import io.github.webhooks4j.engine.view.BulkJobView;
import io.github.webhooks4j.engine.view.BulkPlanView;
import io.github.webhooks4j.history.HistoryQuery;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
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
    private final StoreOptions store;

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
        this.store = new StoreOptions(surroundings);
    }

    @Override
    public Integer call() {
        HistoryQuery query = conditions.query();
        try {
            BulkJob.requireStartedBy(by);
        } catch (IllegalArgumentException e) {
            throw CommandFailure.usage("--by is not usable: " + e.getMessage());
        }
        try (OperatorEngine open = OperatorEngine.open(store)) {
            Bulk bulk = open.engine().bulk();
            BulkPlan plan = bulk.plan(requireNonNull(action, "ACTION").action, query);
            BulkJob job = yes && !plan.size().isNothing() ? bulk.start(plan, by) : null;
            if (json) {
                var fields = new LinkedHashMap<String, @Nullable Object>();
                fields.put("plan", BulkPlanView.of(plan));
                fields.put("job", job == null ? null : BulkJobView.of(job));
                surroundings.out().println(JsonText.of(fields));
            } else {
                print(plan, job, surroundings.out());
            }
        }
        return 0;
    }

    private void print(BulkPlan plan, @Nullable BulkJob job, PrintWriter out) {
        if (plan.size().isNothing()) {
            out.println("there is no chain to " + plan.action().verb());
            return;
        }
        out.println("chains to " + plan.action().verb() + ": " + plan.size());
        plan.webhooks().forEach((webhook, chains) -> out.println("  webhook " + webhook.value() + ": " + chains));
        plan.examples()
                .forEach(chain -> out.println("  for example " + chain.id().value()));
        out.println(
                job == null
                        ? "nothing was changed; repeat with --yes to act"
                        : "job " + job.id().value() + " is stored; the next node that delivers acts on it");
    }
}
