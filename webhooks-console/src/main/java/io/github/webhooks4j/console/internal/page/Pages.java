package io.github.webhooks4j.console.internal.page;

import io.github.webhooks4j.console.access.Action;
import io.github.webhooks4j.console.display.BodyView;
import io.github.webhooks4j.console.exchange.ConsoleResponse;
import io.github.webhooks4j.console.internal.web.Route;
import java.util.List;
import java.util.function.Function;

/** All pages and forms, with the action that each needs. */
public final class Pages {
    private final List<Route<Function<Visit, ConsoleResponse>>> routes;

    /** Creates the pages, which show of bodies what {@code bodies} returns. */
    public Pages(BodyView bodies) {
        var overview = new OverviewPage();
        var webhooks = new WebhookPages();
        var forms = new WebhookFormPages();
        var deliveries = new DeliveryPages(bodies);
        var events = new EventPages(bodies);
        var bulk = new BulkPages();
        var setAside = new SetAsidePages();
        var types = new EventTypesPage();
        var find = new FindPage();
        this.routes = List.of(
                get("/", Action.VIEW, overview::show),
                get("/find", Action.VIEW, find::find),
                get("/webhooks", Action.VIEW, webhooks::list),
                post("/webhooks", Action.CREATE, forms::create),
                get("/webhooks/new", Action.CREATE, forms::blank),
                get("/webhooks/{id}", Action.VIEW, webhooks::show),
                post("/webhooks/{id}", Action.CHANGE, forms::change),
                get("/webhooks/{id}/edit", Action.CHANGE, forms::edit),
                post("/webhooks/{id}/test", Action.TEST, webhooks::sendTest),
                post("/webhooks/{id}/enable", Action.DISABLE, webhooks::enable),
                post("/webhooks/{id}/disable", Action.DISABLE, webhooks::disable),
                post("/webhooks/{id}/rotate", Action.ROTATE_SECRET, webhooks::rotateSecret),
                post("/webhooks/{id}/delete", Action.DELETE, webhooks::delete),
                get("/deliveries", Action.VIEW, deliveries::list),
                get("/chains/{id}", Action.VIEW, deliveries::show),
                get("/chains/{id}/requests/{step}/{attempt}", Action.VIEW_BODY, deliveries::request),
                post("/chains/{id}/resume", Action.RESUME, deliveries::resume),
                post("/chains/{id}/cancel", Action.CANCEL, deliveries::cancel),
                post("/chains/{id}/rerun", Action.RERUN, deliveries::rerun),
                post("/chains/{id}/now", Action.RESUME, deliveries::deliverNow),
                get("/events/{id}", Action.VIEW, events::show),
                get("/events/{id}/body", Action.VIEW_BODY, events::body),
                post("/events/{id}/send", Action.RERUN, events::send),
                get("/types", Action.VIEW, types::show),
                get("/bulk", Action.BULK, bulk::show),
                post("/bulk", Action.BULK, bulk::start),
                get("/bulk/{id}", Action.BULK, bulk::job),
                post("/bulk/{id}/stop", Action.BULK, bulk::stop),
                post("/set-aside/{id}/retry", Action.REPAIR, setAside::retry),
                post("/set-aside/{id}/drop", Action.REPAIR, setAside::drop));
    }

    /** Returns the routes; where two fit, the earlier one is right. */
    public List<Route<Function<Visit, ConsoleResponse>>> routes() {
        return routes;
    }

    private static Route<Function<Visit, ConsoleResponse>> get(
            String pattern, Action action, Function<Visit, ConsoleResponse> handler) {
        return new Route<>("GET", pattern, action, handler);
    }

    private static Route<Function<Visit, ConsoleResponse>> post(
            String pattern, Action action, Function<Visit, ConsoleResponse> handler) {
        return new Route<>("POST", pattern, action, handler);
    }
}
