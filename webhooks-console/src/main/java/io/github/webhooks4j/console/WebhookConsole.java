package io.github.webhooks4j.console;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.WebhookException;
import io.github.webhooks4j.console.access.Action;
import io.github.webhooks4j.console.access.Admission;
import io.github.webhooks4j.console.access.ConsoleAudit;
import io.github.webhooks4j.console.access.ConsoleGate;
import io.github.webhooks4j.console.exchange.ConsoleRequest;
import io.github.webhooks4j.console.exchange.ConsoleResponse;
import io.github.webhooks4j.console.internal.engine.ScopedEngine;
import io.github.webhooks4j.console.internal.model.Shell;
import io.github.webhooks4j.console.internal.page.ActionSubject;
import io.github.webhooks4j.console.internal.page.Done;
import io.github.webhooks4j.console.internal.page.Pages;
import io.github.webhooks4j.console.internal.page.Visit;
import io.github.webhooks4j.console.internal.text.Messages;
import io.github.webhooks4j.console.internal.web.Assets;
import io.github.webhooks4j.console.internal.web.CrossSite;
import io.github.webhooks4j.console.internal.web.FormFields;
import io.github.webhooks4j.console.internal.web.PageHeaders;
import io.github.webhooks4j.console.internal.web.PageTag;
import io.github.webhooks4j.console.internal.web.Route;
import io.github.webhooks4j.engine.WebhookEngine;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.ResourceBundle;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The console of an engine: pages that show its webhooks, deliveries and health, and forms that steer them. They work
 * without JavaScript, load nothing from another origin, and are closed unless a {@link ConsoleGate} admits the visitor.
 *
 * <p>It is a function from request to response: mount it by {@link ConsoleHttpHandler}, or by an adapter for another
 * server. It has no state but the engine's, so every node may serve every request. Thread-safe; blocks while the store
 * reads or writes.
 */
public final class WebhookConsole {
    private static final Logger LOG = LoggerFactory.getLogger(WebhookConsole.class);
    private static final String LEAVE = "/leave";
    private static final String NOT_FRAMED = "'none'";

    private final WebhookEngine engine;
    private final ConsoleGate gate;
    private final WebhookConsoleBuilder options;
    private final @Nullable URI publicBase;
    private final ConsoleAudit audit;
    private final Function<Locale, ResourceBundle> messages;
    private final Clock clock;
    private final Assets assets;
    private final List<Route<Function<Visit, ConsoleResponse>>> routes;

    WebhookConsole(WebhookConsoleBuilder options) {
        this.options = options;
        this.engine = options.engine;
        this.gate = options.gate;
        this.publicBase = options.publicBase;
        this.audit = options.audit;
        this.messages = options.messages;
        this.clock = options.clock;
        this.assets = Assets.of(options.brand);
        this.routes = new Pages(options.bodies).routes();
    }

    /**
     * Returns a builder.
     *
     * @param engine what the console shows and steers
     * @param gate who may enter; there is no default, for example {@link ConsoleGate#loopbackOnly()}
     */
    public static WebhookConsoleBuilder builder(WebhookEngine engine, ConsoleGate gate) {
        return new WebhookConsoleBuilder(requireNonNull(engine, "engine"), requireNonNull(gate, "gate"));
    }

    /** Responds to a request. Never throws: what fails is a page that says what to do, with the status that fits. */
    public ConsoleResponse handle(ConsoleRequest request) {
        ConsoleRequest seen = isPublicTls() ? request.overTls() : request;
        if (Assets.isAsset(seen.path())) {
            return assets.respond(seen.path());
        }
        String frameAncestors = NOT_FRAMED;
        ConsoleResponse response;
        try {
            frameAncestors = gate.embedder().map(URI::toString).orElse(NOT_FRAMED);
            response = respond(seen);
        } catch (RuntimeException e) {
            response = failed(seen, e);
        }
        return PageHeaders.on(response, frameAncestors);
    }

    private boolean isPublicTls() {
        return publicBase != null && publicBase.getScheme().equals("https");
    }

    private ConsoleResponse respond(ConsoleRequest request) {
        Admission admission = gate.admit(request);
        if (admission instanceof Admission.Refused refused) {
            return refused(request, refused);
        }
        Admission.Admitted visitor = (Admission.Admitted) admission;
        Shell shell = shell(request, visitor);
        if (request.path().isEmpty() || (request.path().equals("/") && shell.scoped())) {
            return ConsoleResponse.seeOther(shell.url(shell.start()));
        }
        if (request.path().equals(LEAVE) && shell.leaves()) {
            return leave(request, shell);
        }
        String method = request.method().equals("HEAD") ? "GET" : request.method();
        var otherMethods = new ArrayList<String>();
        for (Route<Function<Visit, ConsoleResponse>> route : routes) {
            Optional<Map<String, String>> parameters = match(route, request.path());
            if (parameters.isPresent() && route.method().equals(method)) {
                return respond(route, parameters.get(), request, visitor, shell);
            }
            parameters.ifPresent(found -> otherMethods.add(route.method()));
        }
        return otherMethods.isEmpty()
                ? Visit.problem(shell, 404, "problem.not_found", null)
                : Visit.problem(shell, 405, "problem.method", null)
                        .withHeader("Allow", String.join(", ", otherMethods));
    }

    /** Ends the session. The start page then says so, as far as a visitor who is not admitted may see it. */
    private ConsoleResponse leave(ConsoleRequest request, Shell shell) {
        if (!request.method().equals("POST")) {
            return Visit.problem(shell, 405, "problem.method", null).withHeader("Allow", "POST");
        }
        Optional<ConsoleResponse> broken = brokenForm(request, shell);
        if (broken.isPresent()) {
            return broken.get();
        }
        ConsoleResponse response = ConsoleResponse.seeOther(shell.url("/") + "?done=" + Done.LEFT.code());
        for (Map.Entry<String, String> header : gate.leaving(request).entrySet()) {
            response = response.withHeader(header.getKey(), header.getValue());
        }
        return response;
    }

    private static Optional<Map<String, String>> match(Route<?> route, String path) {
        try {
            return route.match(path);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private ConsoleResponse respond(
            Route<Function<Visit, ConsoleResponse>> route,
            Map<String, String> parameters,
            ConsoleRequest request,
            Admission.Admitted visitor,
            Shell shell) {
        var subject = new ActionSubject(parameters.get("id"));
        if (!route.method().equals("POST")) {
            return PageTag.on(permitted(route, parameters, request, visitor, shell, subject), request);
        }
        String outcome = "failed";
        try {
            ConsoleResponse response = permitted(route, parameters, request, visitor, shell, subject);
            outcome = outcome(response.status());
            return response;
        } finally {
            if (subject.isActedOn()) {
                record(visitor, route.action(), subject.text(), outcome);
            }
        }
    }

    private ConsoleResponse permitted(
            Route<Function<Visit, ConsoleResponse>> route,
            Map<String, String> parameters,
            ConsoleRequest request,
            Admission.Admitted visitor,
            Shell shell,
            ActionSubject subject) {
        if (!visitor.may(route.action())) {
            return Visit.problem(
                    shell,
                    403,
                    "problem.not_allowed",
                    shell.text("action." + route.action().code()));
        }
        boolean changes = route.method().equals("POST");
        Optional<ConsoleResponse> broken = changes ? brokenForm(request, shell) : Optional.empty();
        if (broken.isPresent()) {
            return broken.get();
        }
        FormFields query;
        FormFields form;
        try {
            query = FormFields.parse(request.query());
            form = FormFields.parse(changes ? new String(request.body(), StandardCharsets.UTF_8) : null);
        } catch (IllegalArgumentException e) {
            return Visit.problem(shell, 400, "problem.malformed", null);
        }
        var scoped = new ScopedEngine(engine, visitor.scope());
        var visit = new Visit(request, parameters, query, form, visitor, scoped, shell, subject);
        return seeing(() -> route.handler().apply(visit), shell);
    }

    /** Returns what is wrong with a form before its fields are read. */
    private Optional<ConsoleResponse> brokenForm(ConsoleRequest request, Shell shell) {
        if (CrossSite.isForged(request, publicBase)) {
            return Optional.of(Visit.problem(shell, 403, "problem.cross_site", null));
        }
        if (request.body().length > ConsoleRequest.MAX_BODY_BYTES) {
            return Optional.of(Visit.problem(shell, 413, "problem.too_large", null));
        }
        String type = request.header("content-type").orElse("");
        return type.split(";", 2)[0].strip().equalsIgnoreCase("application/x-www-form-urlencoded")
                ? Optional.empty()
                : Optional.of(Visit.problem(shell, 415, "problem.media_type", null));
    }

    private interface Handler {
        ConsoleResponse respond();
    }

    /** Turns what the engine refuses into pages. */
    private static ConsoleResponse seeing(Handler handler, Shell shell) {
        try {
            return handler.respond();
        } catch (WebhookException e) {
            return switch (e.category()) {
                case NOT_FOUND -> Visit.problem(shell, 404, "problem.not_found", null);
                case CONFLICT -> Visit.problem(shell, 409, "problem.conflict", e.getMessage());
                case INVALID, UNTRUSTED -> Visit.problem(shell, 422, "problem.invalid", e.getMessage());
                case UNAVAILABLE ->
                    Visit.problem(shell, 503, "problem.unavailable", null).withHeader("Retry-After", "10");
            };
        }
    }

    private static String outcome(int status) {
        return switch (status) {
            case 400, 413, 415, 422 -> "invalid";
            case 403 -> "refused";
            case 404 -> "not_found";
            case 409 -> "conflict";
            case 503 -> "unavailable";
            default -> "done";
        };
    }

    private void record(Admission.Admitted visitor, Action action, String subject, String outcome) {
        try {
            audit.record(new ConsoleAudit.Entry(clock.instant(), visitor.actor(), action, subject, outcome));
        } catch (RuntimeException e) {
            LOG.error("the audit failed to record {} of {} by {}", action.code(), subject, visitor.actor(), e);
        }
    }

    private ConsoleResponse refused(ConsoleRequest request, Admission.Refused refused) {
        boolean redirect = refused.headers().containsKey("Location");
        ConsoleResponse response = redirect
                ? ConsoleResponse.empty(refused.status())
                : Visit.problem(
                        shell(request, null),
                        refused.status(),
                        refused.status() == 401 ? "problem.unauthorized" : "problem.forbidden",
                        null,
                        refused.login());
        for (Map.Entry<String, String> header : refused.headers().entrySet()) {
            response = response.withHeader(header.getKey(), header.getValue());
        }
        return response;
    }

    /** The cause is in the log only, under an id that the visitor can pass on. */
    private ConsoleResponse failed(ConsoleRequest request, RuntimeException cause) {
        String id = Long.toString(clock.millis(), Character.MAX_RADIX);
        LOG.error("console error {}: {} failed", id, request.path(), cause);
        try {
            return Visit.problem(shell(request, null), 500, "problem.failed", id);
        } catch (RuntimeException e) {
            LOG.error("console error {}: its page failed too", id, e);
            return ConsoleResponse.text(500, "console error " + id);
        }
    }

    private Shell shell(ConsoleRequest request, Admission.@Nullable Admitted visitor) {
        return new Shell(
                new Messages(messages.apply(language(request))),
                request.mount(),
                request.mount() + assets.path(""),
                options.brand,
                visitor,
                request.path().isEmpty() ? "/" : request.path(),
                Visit.done(request.query()),
                request.formToken().orElse(null),
                engine.catalog().isPresent(),
                visitor != null && !gate.leaving(request).isEmpty(),
                !Visit.isPaused(request.query()));
    }

    /** Returns the language that the browser prefers. */
    private static Locale language(ConsoleRequest request) {
        try {
            return request.header("accept-language").map(Locale.LanguageRange::parse).stream()
                    .flatMap(List::stream)
                    .map(range -> Locale.forLanguageTag(range.getRange()))
                    .filter(locale -> !locale.getLanguage().isEmpty())
                    .findFirst()
                    .orElse(Locale.ENGLISH);
        } catch (IllegalArgumentException e) {
            return Locale.ENGLISH;
        }
    }
}
