package io.github.webhooks4j.console.internal.page;

import io.github.webhooks4j.catalog.EventType;
import io.github.webhooks4j.console.exchange.ConsoleResponse;
import io.github.webhooks4j.console.internal.html.JteeventtypesGenerated;
import java.util.List;

/** The event types of the catalogue. */
final class EventTypesPage {
    /** Shows the types that exist for the visitor; there is no such page without a catalogue. */
    ConsoleResponse show(Visit visit) {
        if (!visit.shell().eventTypes()) {
            return visit.notFound();
        }
        List<EventType> types = visit.engine().eventTypes();
        return Visit.page(
                visit.shell(), 200, (out, forms) -> JteeventtypesGenerated.render(out, forms, visit.shell(), types));
    }
}
