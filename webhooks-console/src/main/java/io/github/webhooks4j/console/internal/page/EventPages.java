package io.github.webhooks4j.console.internal.page;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.console.access.Action;
import io.github.webhooks4j.console.display.BodyView;
import io.github.webhooks4j.console.exchange.ConsoleResponse;
import io.github.webhooks4j.console.internal.html.JteeventGenerated;
import io.github.webhooks4j.console.internal.model.EventModel;
import io.github.webhooks4j.engine.history.EventHistory;
import io.github.webhooks4j.event.Event;
import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.webhook.WebhookId;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** One event: whom it went to, whom not and why, and its body. */
final class EventPages {
    /** What is shown of a body in the page; the rest can be downloaded. */
    private static final int MAX_SHOWN = 32 * 1024;

    private final BodyView bodies;

    EventPages(BodyView bodies) {
        this.bodies = bodies;
    }

    /** Shows an event. */
    ConsoleResponse show(Visit visit) {
        return of(visit)
                .map(found -> model(visit, found))
                .map(model -> Visit.page(
                        visit.shell(), 200, (out, forms) -> JteeventGenerated.render(out, forms, visit.shell(), model)))
                .orElseGet(visit::notFound);
    }

    private EventModel model(Visit visit, EventHistory found) {
        Event event = found.event();
        String body = visit.visitor().may(Action.VIEW_BODY) ? shown(event) : null;
        boolean cut = body != null && body.length() > MAX_SHOWN;
        List<ChainId> later = visit.visitor().scope().isEverything() ? found.laterChains() : List.of();
        return new EventModel(
                found,
                visit.engine().explain(event.id()),
                later,
                HexFormat.of().formatHex(event.body().digest()),
                body != null && cut ? body.substring(0, MAX_SHOWN) : body,
                cut);
    }

    private String shown(Event event) {
        return bodies.show(event.type(), event.body().toJson());
    }

    /** Sends the body as a file that no browser shows as a page. */
    ConsoleResponse body(Visit visit) {
        return of(visit)
                .map(EventHistory::event)
                .map(event -> ConsoleResponse.of(
                                200, "text/plain; charset=utf-8", shown(event).getBytes(StandardCharsets.UTF_8))
                        .withHeader("Content-Disposition", "attachment; filename=\"event.json\""))
                .orElseGet(visit::notFound);
    }

    /** Sends an event to a webhook that it started no chain for, and leads to the new chain. */
    ConsoleResponse send(Visit visit) {
        Optional<WebhookId> webhook = WebhookId.parse(visit.form().text("webhook"));
        return of(visit)
                .flatMap(found ->
                        webhook.map(id -> visit.engine().send(found.event().id(), id)))
                .map(chain -> visit.created(chain, Done.SENT))
                .orElseGet(visit::notFound);
    }

    private static Optional<EventHistory> of(Visit visit) {
        return EventId.parse(visit.parameter("id")).flatMap(visit.engine()::event);
    }
}
