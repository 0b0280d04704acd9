package io.github.webhooks4j.console.internal.page;

import io.github.webhooks4j.console.access.Action;
import io.github.webhooks4j.console.exchange.ConsoleResponse;
import io.github.webhooks4j.console.internal.web.Route;
import java.util.List;
import java.util.function.Function;

/** All pages and forms, with the action that each needs. */
public final class Pages {
    private final List<Route<Function<Visit, ConsoleResponse>>> routes;

    /** Creates the pages. */
    public Pages() {
        var overview = new OverviewPage();
        this.routes = List.of(get("/", Action.VIEW, overview::show));
    }

    /** Returns the routes; no two fit the same method and path. */
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
