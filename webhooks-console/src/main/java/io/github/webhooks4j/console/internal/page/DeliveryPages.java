package io.github.webhooks4j.console.internal.page;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.console.display.BodyView;
import io.github.webhooks4j.console.exchange.ConsoleResponse;
import io.github.webhooks4j.console.internal.engine.ChainRows;
import io.github.webhooks4j.console.internal.html.JtechainGenerated;
import io.github.webhooks4j.console.internal.html.JtedeliveriesGenerated;
import io.github.webhooks4j.console.internal.html.JterequestGenerated;
import io.github.webhooks4j.console.internal.model.ChainModel;
import io.github.webhooks4j.console.internal.model.DeliveriesModel;
import io.github.webhooks4j.console.internal.model.RequestModel;
import io.github.webhooks4j.console.internal.web.Links;
import io.github.webhooks4j.engine.history.AttemptRequest;
import io.github.webhooks4j.engine.history.ChainHistory;
import io.github.webhooks4j.history.FoundChains;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** The list of chains, which users know as deliveries; one chain with its timeline; what is done to it. */
final class DeliveryPages {
    private static final int PAGE = 50;

    private final BodyView bodies;

    DeliveryPages(BodyView bodies) {
        this.bodies = bodies;
    }

    /** Shows chains that meet the filter in the address. */
    ConsoleResponse list(Visit visit) {
        DeliveryFilter filter = DeliveryFilter.read(visit.query(), visit.shell());
        ChainRows rows;
        try {
            String after = visit.query().text("after");
            rows = filter.faults().isEmpty()
                    ? visit.engine().find(filter.query(), PAGE, after.isEmpty() ? null : after)
                    : new ChainRows(List.of(), new FoundChains(List.of(), null, null, 0));
        } catch (IllegalArgumentException e) {
            return Visit.problem(visit.shell(), 400, "problem.malformed", e.getMessage());
        }
        String next = null;
        if (rows.found().next() != null) {
            var fields = new HashMap<>(filter.fields());
            fields.put("after", rows.found().next());
            next = Links.query(fields);
        }
        var model = new DeliveriesModel(
                filter.fields(),
                filter.faults(),
                rows.chains(),
                next,
                rows.found().lookedBackTo(),
                rows.found().looked(),
                Links.query(filter.fields()));
        int status = filter.faults().isEmpty() ? 200 : 400;
        return Visit.page(
                visit.shell(), status, (out, forms) -> JtedeliveriesGenerated.render(out, forms, visit.shell(), model));
    }

    /** Shows one chain. */
    ConsoleResponse show(Visit visit) {
        return id(visit)
                .flatMap(visit.engine()::chain)
                .map(chain -> new ChainModel(chain, visit.engine().name(chain.webhook())))
                .map(model -> Visit.page(
                        visit.shell(), 200, (out, forms) -> JtechainGenerated.render(out, forms, visit.shell(), model)))
                .orElseGet(visit::notFound);
    }

    /** Shows the request of one attempt, built again. */
    ConsoleResponse request(Visit visit) {
        int step = number(visit.parameter("step"));
        int attempt = number(visit.parameter("attempt"));
        return id(visit)
                .flatMap(visit.engine()::chain)
                .flatMap(chain ->
                        visit.engine().request(chain, step, attempt).map(request -> model(chain, attempt, request)))
                .map(model -> Visit.page(
                        visit.shell(),
                        200,
                        (out, forms) -> JterequestGenerated.render(out, forms, visit.shell(), model)))
                .orElseGet(visit::notFound);
    }

    private RequestModel model(ChainHistory chain, int attempt, AttemptRequest request) {
        String body = bodies.show(chain.eventType(), request.body().getBytes(StandardCharsets.UTF_8));
        return new RequestModel(chain.id().value(), attempt, request, body, CurlCommand.of(request, body));
    }

    private static int number(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    ConsoleResponse resume(Visit visit) {
        return change(visit, visit.engine()::resume, Done.RESUMED);
    }

    ConsoleResponse cancel(Visit visit) {
        return change(visit, visit.engine()::cancel, Done.CANCELLED);
    }

    /** Makes the next attempt due now; also earlier than the destination requested, if the visitor confirms that. */
    ConsoleResponse deliverNow(Visit visit) {
        return change(visit, id -> visit.engine().deliverNow(id, visit.form().has("force")), Done.HURRIED);
    }

    /** Runs a chain again, and leads to the new one. */
    ConsoleResponse rerun(Visit visit) {
        return id(visit)
                .map(id -> visit.created(visit.engine().rerun(id), Done.RERUN))
                .orElseGet(visit::notFound);
    }

    private static ConsoleResponse change(Visit visit, Consumer<ChainId> change, Done done) {
        return id(visit)
                .map(id -> {
                    change.accept(id);
                    return visit.done("/chains/" + id, done);
                })
                .orElseGet(visit::notFound);
    }

    private static Optional<ChainId> id(Visit visit) {
        return ChainId.parse(visit.parameter("id"));
    }
}
