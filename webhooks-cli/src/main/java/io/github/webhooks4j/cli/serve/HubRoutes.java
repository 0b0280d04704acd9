package io.github.webhooks4j.cli.serve;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.webhooks4j.Violation;
import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.engine.WebhookEngine;
import io.github.webhooks4j.engine.health.EngineHealth;
import io.github.webhooks4j.engine.health.HealthProblem;
import io.github.webhooks4j.engine.history.HistoryPage;
import io.github.webhooks4j.engine.webhook.WebhookPage;
import io.github.webhooks4j.engine.webhook.WebhookQuery;
import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.payload.PushEvents;
import io.github.webhooks4j.payload.PushPayload;
import io.github.webhooks4j.publish.PublishResult;
import io.github.webhooks4j.spi.store.StoreException;
import io.github.webhooks4j.stats.ChainCounts;
import io.github.webhooks4j.webhook.InvalidWebhookException;
import io.github.webhooks4j.webhook.Webhook;
import io.github.webhooks4j.webhook.WebhookId;
import io.github.webhooks4j.webhook.WebhookStatus;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the hub does for each path and method. Broken rules are exceptions; {@link HubHandler} maps them to a status. */
final class HubRoutes {
    private static final Logger LOG = LoggerFactory.getLogger(HubRoutes.class);
    private static final int DEFAULT_PAGE = 20;
    private static final int WEBHOOK_PAGE = 100;
    private static final Pattern CURSOR = Pattern.compile("chn_[0-9a-z]{26}");
    private static final String OFFICIAL = "library";
    private static final String ANY_NAME = "*";

    private final WebhookEngine engine;
    private final Clock clock;
    private final SearchRoutes search;

    HubRoutes(WebhookEngine engine, Clock clock) {
        this.engine = engine;
        this.clock = clock;
        this.search = new SearchRoutes(engine);
    }

    HubResponse answer(HubRequest request) {
        if (request.hasPath("repositories", "*", "*", "webhooks")) {
            return byMethod(request, Map.of("POST", () -> create(request), "GET", () -> list(request)));
        } else if (request.hasPath("repositories", "*", "*", "webhooks", "*")) {
            return byMethod(
                    request,
                    Map.of("GET", () -> show(request), "PUT", () -> change(request), "DELETE", () -> delete(request)));
        } else if (request.hasPath("repositories", "*", "*", "webhooks", "*", "enable")) {
            return byMethod(request, Map.of("POST", () -> enable(request)));
        } else if (request.hasPath("repositories", "*", "*", "webhooks", "*", "disable")) {
            return byMethod(request, Map.of("POST", () -> disable(request)));
        } else if (request.hasPath("repositories", "*", "*", "webhooks", "*", "rotate")) {
            return byMethod(request, Map.of("POST", () -> rotate(request)));
        } else if (request.hasPath("repositories", "*", "*", "webhooks", "*", "test")) {
            return byMethod(request, Map.of("POST", () -> test(request)));
        } else if (request.hasPath("repositories", "*", "*", "webhooks", "*", "history")) {
            return byMethod(request, Map.of("GET", () -> history(request)));
        } else if (request.hasPath("repositories", "*", "*", "pushes")) {
            return byMethod(request, Map.of("POST", () -> publish(request)));
        } else if (request.hasPath("chains")) {
            return byMethod(request, Map.of("GET", () -> search.find(request)));
        } else if (request.hasPath("chains", "*", "explanation")) {
            return byMethod(request, Map.of("GET", () -> search.explain(chainId(request))));
        } else if (request.hasPath("events", "*")) {
            return byMethod(request, Map.of("GET", () -> search.event(request)));
        } else if (request.hasPath("bulk")) {
            return byMethod(request, Map.of("POST", () -> search.bulk(request), "GET", search::jobs));
        } else if (request.hasPath("bulk", "*")) {
            return byMethod(request, Map.of("GET", () -> search.job(request)));
        } else if (request.hasPath("bulk", "*", "stop")) {
            return byMethod(request, Map.of("POST", () -> search.stop(request)));
        } else if (request.hasPath("chains", "*")) {
            return byMethod(request, Map.of("GET", () -> chain(200, chainId(request))));
        } else if (request.hasPath("chains", "*", "resume")) {
            return byMethod(request, Map.of("POST", () -> resume(request)));
        } else if (request.hasPath("chains", "*", "cancel")) {
            return byMethod(request, Map.of("POST", () -> cancel(request)));
        } else if (request.hasPath("chains", "*", "rerun")) {
            return byMethod(
                    request, Map.of("POST", () -> chain(201, engine.chains().rerun(chainId(request)))));
        } else if (request.hasPath("health")) {
            return byMethod(request, Map.of("GET", this::health));
        }
        return HubResponse.error(404, "There is nothing at this path.");
    }

    private static HubResponse byMethod(HubRequest request, Map<String, Supplier<HubResponse>> routes) {
        // The response to HEAD is that to GET without its body.
        Supplier<HubResponse> route = routes.get(request.method().equals("HEAD") ? "GET" : request.method());
        if (route != null) {
            return route.get();
        }
        var methods = new TreeSet<>(routes.keySet());
        methods.add("OPTIONS");
        if (routes.containsKey("GET")) {
            methods.add("HEAD");
        }
        String allow = String.join(", ", methods);
        return request.method().equals("OPTIONS") ? HubResponse.options(allow) : HubResponse.methodNotAllowed(allow);
    }

    private HubResponse create(HubRequest request) {
        Webhook webhook = engine.webhooks().create(WebhookJson.read(watchable(request), request.json()));
        return HubResponse.of(201, WebhookJson.writeWithSecret(webhook));
    }

    /** Shows the secret if it is a new one: a webhook whose URL changes to another host gets one. */
    private HubResponse change(HubRequest request) {
        Webhook before = webhook(request);
        Webhook after =
                engine.webhooks().update(before.id(), WebhookJson.readChange(watchable(request), request.json()));
        return HubResponse.of(
                200,
                after.secret().equals(before.secret()) ? WebhookJson.write(after) : WebhookJson.writeWithSecret(after));
    }

    private HubResponse show(HubRequest request) {
        Webhook webhook = webhook(request);
        return HubResponse.of(
                200, WebhookJson.writeWithHealth(webhook, engine.webhooks().health(webhook.id())));
    }

    private HubResponse list(HubRequest request) {
        int limit = request.parameter("limit").map(HubRoutes::integer).orElse(WEBHOOK_PAGE);
        WebhookPage page = engine.webhooks()
                .list(query(request), limit, request.parameter("cursor").orElse(null));
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        ArrayNode list = body.putArray("webhooks");
        page.webhooks().forEach(webhook -> list.add(WebhookJson.write(webhook)));
        body.put("next", page.next());
        return HubResponse.of(200, body);
    }

    private static WebhookQuery query(HubRequest request) {
        WebhookQuery query = WebhookQuery.all().withTopic(topic(request));
        Optional<String> status = request.parameter("status");
        if (status.isPresent()) {
            query = query.withStatus(WebhookStatus.fromCode(status.get())
                    .orElseThrow(() -> new IllegalArgumentException(
                            "status must be enabled or disabled, was " + Violation.quote(status.get()))));
        }
        return request.parameter("owner").map(query::withOwner).orElse(query);
    }

    private HubResponse delete(HubRequest request) {
        engine.webhooks().delete(webhook(request).id());
        return HubResponse.noContent();
    }

    private HubResponse enable(HubRequest request) {
        return HubResponse.of(
                200, WebhookJson.write(engine.webhooks().enable(webhook(request).id())));
    }

    private HubResponse disable(HubRequest request) {
        return HubResponse.of(
                200,
                WebhookJson.write(engine.webhooks().disable(webhook(request).id())));
    }

    private HubResponse rotate(HubRequest request) {
        return HubResponse.of(
                200,
                WebhookJson.writeWithSecret(
                        engine.webhooks().rotateSecret(webhook(request).id())));
    }

    private HubResponse test(HubRequest request) {
        return chain(202, engine.webhooks().sendTest(webhook(request).id()));
    }

    private HubResponse history(HubRequest request) {
        int limit = request.parameter("limit").map(HubRoutes::integer).orElse(DEFAULT_PAGE);
        HistoryPage page = engine.history()
                .page(
                        webhook(request).id(),
                        limit,
                        request.parameter("cursor").map(HubRoutes::cursor).orElse(null));
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        ArrayNode chains = body.putArray("chains");
        page.chains().forEach(chain -> chains.add(ChainJson.write(chain)));
        body.put("next", page.next());
        return HubResponse.of(200, body);
    }

    private HubResponse publish(HubRequest request) {
        PushPayload payload = PushPayload.parse(request.body());
        String topic = topic(request);
        if (!payload.repository().repoName().equals(topic)) {
            throw new IllegalArgumentException("repository.repo_name must be that of the path, " + topic);
        }
        var id = new EventId(request.idempotencyKey().orElseGet(() -> "push-" + UUID.randomUUID()));
        PublishResult publication = engine.publish(PushEvents.of(id, clock.instant(), payload));
        ObjectNode body = JsonNodeFactory.instance.objectNode().put("event", id.value());
        ArrayNode chains = body.putArray("chains");
        publication.chains().forEach(chain -> chains.add(chain.value()));
        return HubResponse.of(202, body);
    }

    private HubResponse resume(HubRequest request) {
        engine.chains().resume(chainId(request));
        return chain(200, chainId(request));
    }

    private HubResponse cancel(HubRequest request) {
        engine.chains().cancel(chainId(request));
        return chain(200, chainId(request));
    }

    private HubResponse chain(int status, ChainId chain) {
        return engine.history()
                .chain(chain)
                .map(history -> HubResponse.of(status, ChainJson.write(history)))
                .orElseGet(() -> HubResponse.error(404, "there is no chain " + chain));
    }

    private HubResponse health() {
        EngineHealth health = engine.health();
        var problems = new ArrayList<>(health.problems());
        ChainCounts ledger = health.store().chainCounts();
        try {
            ledger = engine.chainCounts();
        } catch (StoreException e) {
            // The engine has not noticed yet; the ledger is the one that it read last.
            LOG.warn("the ledger could not be read: {}", e.getMessage());
            problems.add(new HealthProblem(
                    HealthProblem.Kind.STORE_UNREAD, "store", null, "the store could not be read just now"));
        }
        ObjectNode body = JsonNodeFactory.instance.objectNode().put("status", problems.isEmpty() ? "ok" : "failing");
        body.putObject("ledger")
                .put("accepted", ledger.accepted())
                .put("complete", ledger.complete())
                .put("waiting", ledger.awaitingCallback())
                .put("pending", ledger.delivering())
                .put("interrupted", ledger.interrupted())
                .put("cancelled", ledger.cancelled());
        if (problems.isEmpty()) {
            return HubResponse.of(200, body);
        }
        ArrayNode list = body.putArray("problems");
        ArrayNode kinds = body.putArray("problem_kinds");
        problems.forEach(problem -> {
            list.add(problem.message());
            kinds.add(problem.kind().code());
        });
        return HubResponse.of(503, body);
    }

    /** Official images have a namespace in the path and none in their repo_name. */
    private static String topic(HubRequest request) {
        String namespace = request.segment(1);
        String name = request.segment(2);
        return namespace.equals(OFFICIAL) && !name.equals(ANY_NAME) ? name : namespace + "/" + name;
    }

    /** Returns a topic that pushes can have. */
    private static String watchable(HubRequest request) {
        String topic = topic(request);
        PushEvents.checkTopic(topic).ifPresent(violation -> {
            throw new InvalidWebhookException(List.of(violation));
        });
        return topic;
    }

    private Webhook webhook(HubRequest request) {
        return WebhookId.parse(request.segment(4))
                .flatMap(engine.webhooks()::get)
                .filter(webhook -> webhook.settings().filter().topic().equals(topic(request)))
                .orElseThrow(() -> new NoSuchElementException("there is no such webhook on " + topic(request)));
    }

    private static ChainId chainId(HubRequest request) {
        return ChainId.parse(request.segment(1))
                .orElseThrow(() -> new NoSuchElementException("there is no such chain"));
    }

    /** A cursor is the id of a chain, and those that an engine makes have one form. */
    private static String cursor(String text) {
        if (!CURSOR.matcher(text).matches()) {
            throw new IllegalArgumentException("cursor must be the next of a page, was " + Violation.quote(text)
                    + "; leave it out for the first page");
        }
        return text;
    }

    static int integer(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("limit must be a number", e);
        }
    }
}
