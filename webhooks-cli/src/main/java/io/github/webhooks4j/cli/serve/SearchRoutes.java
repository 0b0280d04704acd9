package io.github.webhooks4j.cli.serve;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.webhooks4j.Violation;
import io.github.webhooks4j.bulk.BulkAction;
import io.github.webhooks4j.bulk.BulkJob;
import io.github.webhooks4j.bulk.BulkJobId;
import io.github.webhooks4j.bulk.BulkPlan;
import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.cli.io.ChainFilter;
import io.github.webhooks4j.cli.io.HubJson;
import io.github.webhooks4j.engine.WebhookEngine;
import io.github.webhooks4j.engine.view.BulkJobView;
import io.github.webhooks4j.engine.view.BulkPlanView;
import io.github.webhooks4j.engine.view.ChainView;
import io.github.webhooks4j.engine.view.EventView;
import io.github.webhooks4j.engine.view.ExplanationView;
import io.github.webhooks4j.engine.view.FoundChainsView;
import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.history.HistoryQuery;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.TreeSet;

/** Looks among all chains, explains them, and acts on many. Broken rules are exceptions, as in {@link HubRoutes}. */
final class SearchRoutes {
    private static final int DEFAULT_PAGE = 20;
    private static final int LISTED_JOBS = 20;
    private static final String LIMIT = "limit";
    private static final String CURSOR = "cursor";
    private static final Set<String> PLAN_FIELDS = Set.of("action", "filter", "start", "by");
    private static final String STARTED_BY = "hub";

    private final WebhookEngine engine;

    SearchRoutes(WebhookEngine engine) {
        this.engine = engine;
    }

    /** Returns the chains that meet every condition in the query, the latest first. */
    HubResponse find(HubRequest request) {
        Map<String, String> parameters = request.parameters();
        HistoryQuery query = query(parameters, Set.of(LIMIT, CURSOR));
        int limit = request.parameter(LIMIT).map(HubRoutes::integer).orElse(DEFAULT_PAGE);
        return HubResponse.of(
                200,
                HubJson.write(FoundChainsView.of(engine.history()
                        .find(query, limit, request.parameter(CURSOR).orElse(null)))));
    }

    /** Returns what happened to a chain, what is next, and why. */
    HubResponse explain(ChainId id) {
        return engine.history()
                .chain(id)
                .map(chain -> HubResponse.of(200, HubJson.write(ChainView.of(chain))))
                .orElseThrow(() -> new NoSuchElementException("there is no chain " + id));
    }

    /** Returns an event, to which webhooks it went, to which not, and why. */
    HubResponse event(HubRequest request) {
        EventId id = EventId.parse(request.segment(1)).orElseThrow(SearchRoutes::unknownEvent);
        EventView event = engine.history().event(id).map(EventView::of).orElseThrow(SearchRoutes::unknownEvent);
        List<ExplanationView> webhooks = engine.history().explain(id).orElseThrow(SearchRoutes::unknownEvent).stream()
                .map(ExplanationView::of)
                .toList();
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.set("event", HubJson.write(event));
        ArrayNode list = body.putArray("webhooks");
        webhooks.forEach(webhook -> list.add(HubJson.write(webhook)));
        return HubResponse.of(200, body);
    }

    /** Plans an action on the chains that meet every condition; with {@code "start": true} stores a job too. */
    HubResponse bulk(HubRequest request) {
        ObjectNode json = request.json();
        json.fieldNames().forEachRemaining(field -> {
            if (!PLAN_FIELDS.contains(field)) {
                throw new IllegalArgumentException(
                        "a bulk request has action, filter, start and by, and nothing else, was "
                                + Violation.quote(field));
            }
        });
        String word = json.path("action").asText();
        BulkAction action = BulkAction.fromCode(word)
                // Missed events are of one webhook, and have another search.
                .filter(known -> known != BulkAction.SEND_MISSED)
                .orElseThrow(() -> new IllegalArgumentException(
                        "action must be resume, rerun or cancel, was " + Violation.quote(word)));
        boolean start = WebhookJson.flag(json, "start");
        BulkPlan plan = engine.bulk().plan(action, query(WebhookJson.strings(json, "filter"), Set.of()));
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.set("plan", HubJson.write(BulkPlanView.of(plan)));
        if (!start || plan.size().isNothing()) {
            body.putNull("job");
            return HubResponse.of(200, body);
        }
        BulkJob job = engine.bulk().start(plan, json.path("by").asText(STARTED_BY));
        body.set("job", HubJson.write(BulkJobView.of(job)));
        return HubResponse.of(202, body);
    }

    HubResponse jobs() {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        ArrayNode jobs = body.putArray("jobs");
        engine.bulk().list(LISTED_JOBS, null).forEach(job -> jobs.add(HubJson.write(BulkJobView.of(job))));
        return HubResponse.of(200, body);
    }

    HubResponse job(HubRequest request) {
        return HubResponse.of(
                200,
                HubJson.write(BulkJobView.of(engine.bulk().job(jobId(request)).orElseThrow(SearchRoutes::unknownJob))));
    }

    HubResponse stop(HubRequest request) {
        return HubResponse.of(200, HubJson.write(BulkJobView.of(engine.bulk().stop(jobId(request)))));
    }

    private static BulkJobId jobId(HubRequest request) {
        return BulkJobId.parse(request.segment(1)).orElseThrow(SearchRoutes::unknownJob);
    }

    private static HistoryQuery query(Map<String, String> conditions, Set<String> others) {
        var unknown = new TreeSet<>(conditions.keySet());
        unknown.removeAll(others);
        ChainFilter.names().forEach(unknown::remove);
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException("a condition must be one of " + String.join(", ", ChainFilter.names())
                    + ", was " + Violation.quote(unknown.first()));
        }
        return ChainFilter.query(new HashMap<>(conditions), "");
    }

    private static NoSuchElementException unknownEvent() {
        return new NoSuchElementException("there is no such event");
    }

    private static NoSuchElementException unknownJob() {
        return new NoSuchElementException("there is no such bulk job");
    }
}
