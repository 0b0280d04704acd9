package io.github.webhooks4j.console.internal.page;

import io.github.webhooks4j.bulk.BulkAction;
import io.github.webhooks4j.bulk.BulkJob;
import io.github.webhooks4j.bulk.BulkJobId;
import io.github.webhooks4j.bulk.BulkJobRunningException;
import io.github.webhooks4j.bulk.BulkPlan;
import io.github.webhooks4j.console.access.Action;
import io.github.webhooks4j.console.exchange.ConsoleResponse;
import io.github.webhooks4j.console.internal.html.JtebulkGenerated;
import io.github.webhooks4j.console.internal.html.JtebulkjobGenerated;
import io.github.webhooks4j.console.internal.html.JtebulkplanGenerated;
import io.github.webhooks4j.console.internal.model.BulkJobsModel;
import io.github.webhooks4j.console.internal.model.BulkPlanModel;
import io.github.webhooks4j.console.internal.model.BulkPlanModel.Part;
import io.github.webhooks4j.console.internal.model.ChainRow;
import io.github.webhooks4j.console.internal.web.FormFields;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One action on many chains: counted first, confirmed by typing the number, with its progress, and to be stopped. */
final class BulkPages {
    private static final int MAX_JOBS = 20;

    /** Shows the plan of an action on what a filter finds, or without an action the jobs. */
    ConsoleResponse show(Visit visit) {
        String action = visit.query().text("action");
        if (action.isEmpty()) {
            var model = new BulkJobsModel(visit.engine().bulkJobs(MAX_JOBS));
            return Visit.page(
                    visit.shell(), 200, (out, forms) -> JtebulkGenerated.render(out, forms, visit.shell(), model));
        }
        return planned(visit, visit.query(), (plan, fields) -> page(visit, 200, plan, fields, false));
    }

    /** Starts a job if the number was typed that the plan comes to now; otherwise shows the plan again. */
    ConsoleResponse start(Visit visit) {
        return planned(visit, visit.form(), (plan, fields) -> {
            boolean right =
                    visit.form().text("number").equals(Long.toString(plan.size().chains()));
            if (!right || plan.size().isNothing()) {
                return page(visit, 422, plan, fields, true);
            }
            try {
                BulkJob job =
                        visit.engine().startBulk(plan, visit.visitor().actor().name());
                visit.subject().created(job.id().value());
                return ConsoleResponse.seeOther(
                        visit.shell().url("/bulk", job.id().value()));
            } catch (BulkJobRunningException e) {
                return Visit.problem(visit.shell(), 409, "problem.bulk_running", e.getMessage());
            }
        });
    }

    private interface Planned {
        ConsoleResponse respond(BulkPlan plan, Map<String, String> fields);
    }

    private static ConsoleResponse planned(Visit visit, FormFields form, Planned next) {
        Optional<BulkAction> action = BulkAction.fromCode(form.text("action"));
        DeliveryFilter filter = DeliveryFilter.read(form, visit.shell());
        if (action.isEmpty() || !filter.faults().isEmpty()) {
            return Visit.problem(
                    visit.shell(),
                    400,
                    "problem.bulk_filter",
                    filter.faults().values().stream().findFirst().orElse(null));
        }
        Action needed = needed(action.get());
        if (!visit.visitor().may(needed)) {
            return Visit.problem(
                    visit.shell(), 403, "problem.not_allowed", visit.shell().text("action." + needed.code()));
        }
        Optional<BulkPlan> plan;
        try {
            plan = visit.engine().planBulk(action.get(), filter.query());
        } catch (IllegalArgumentException e) {
            return Visit.problem(visit.shell(), 400, "problem.bulk_filter", e.getMessage());
        }
        if (plan.isEmpty()) {
            return Visit.problem(visit.shell(), 400, "problem.bulk_scope", null);
        }
        var fields = new HashMap<>(filter.fields());
        fields.put("action", action.get().code());
        // What starts later is not part of it, however long the page is open.
        fields.put("until", String.valueOf(plan.get().query().until()));
        return next.respond(plan.get(), fields);
    }

    private static Action needed(BulkAction action) {
        return switch (action) {
            case RESUME -> Action.RESUME;
            case RERUN, SEND_MISSED -> Action.RERUN;
            case CANCEL -> Action.CANCEL;
        };
    }

    private static ConsoleResponse page(
            Visit visit, int status, BulkPlan plan, Map<String, String> fields, boolean wrong) {
        List<Part> webhooks = plan.webhooks().entrySet().stream()
                .map(entry -> new Part(visit.engine().name(entry.getKey()), entry.getValue()))
                .toList();
        List<ChainRow> examples = plan.examples().stream()
                .map(chain -> new ChainRow(chain, visit.engine().name(chain.webhook())))
                .toList();
        var model = new BulkPlanModel(plan, fields, webhooks, examples, wrong);
        return Visit.page(
                visit.shell(), status, (out, forms) -> JtebulkplanGenerated.render(out, forms, visit.shell(), model));
    }

    /** Shows a job with its progress. */
    ConsoleResponse job(Visit visit) {
        return BulkJobId.parse(visit.parameter("id"))
                .flatMap(visit.engine()::bulkJob)
                .map(job -> Visit.page(
                        visit.shell(), 200, (out, forms) -> JtebulkjobGenerated.render(out, forms, visit.shell(), job)))
                .orElseGet(visit::notFound);
    }

    ConsoleResponse stop(Visit visit) {
        return BulkJobId.parse(visit.parameter("id"))
                .flatMap(visit.engine()::bulkJob)
                .map(job -> {
                    visit.engine().stopBulk(job.id());
                    return visit.done("/bulk/" + job.id(), Done.STOPPED);
                })
                .orElseGet(visit::notFound);
    }
}
