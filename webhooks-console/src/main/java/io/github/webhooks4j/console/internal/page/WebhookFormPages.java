package io.github.webhooks4j.console.internal.page;

import io.github.webhooks4j.Violation;
import io.github.webhooks4j.WebhookException;
import io.github.webhooks4j.console.access.Action;
import io.github.webhooks4j.console.exchange.ConsoleResponse;
import io.github.webhooks4j.console.internal.form.WebhookInput;
import io.github.webhooks4j.console.internal.html.JtewebhookformGenerated;
import io.github.webhooks4j.console.internal.model.TypeChoices;
import io.github.webhooks4j.console.internal.model.WebhookForm;
import io.github.webhooks4j.console.internal.model.WebhookForm.Difference;
import io.github.webhooks4j.console.internal.model.WebhookForm.Fault;
import io.github.webhooks4j.webhook.InvalidWebhookException;
import io.github.webhooks4j.webhook.Webhook;
import io.github.webhooks4j.webhook.WebhookChangedException;
import io.github.webhooks4j.webhook.WebhookId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The forms that create a webhook and change its settings. */
final class WebhookFormPages {
    private static final Logger LOG = LoggerFactory.getLogger(WebhookFormPages.class);
    private static final Pattern INDEXED = Pattern.compile("destinations\\[([0-9]+)]");
    /** Which field of the form shows a fault of a field of the settings. */
    private static final Map<String, String> FIELDS = Map.of(
            "name", "name",
            "topic", "topic",
            "types", "types",
            "tags", "tags",
            "destinations", "destination-1",
            "callbackDeadline", "deadline",
            "headers", "headers",
            "retrySchedule", "retries",
            "rateLimit", "rate");
    /** The fields that are named as their settings are. */
    private static final Set<String> SAME =
            Set.of("owner", "signatures", "finalStatuses", "maxAge", "attemptTimeout", "metadata");

    /** Shows the empty form. */
    ConsoleResponse blank(Visit visit) {
        WebhookInput input = WebhookInput.blank(visit.query().text("topic"));
        return page(visit, 200, input, null, List.of());
    }

    /** Creates a webhook, and shows it with its secret, once; or the form with everything that is to be corrected. */
    ConsoleResponse create(Visit visit) {
        WebhookInput input = WebhookInput.read(visit.form(), visit.visitor().scope());
        if (visit.form().has("more")) {
            return oneMore(visit, input, null);
        }
        Webhook created;
        try {
            created = visit.engine().create(input.draft(), input.faults());
        } catch (InvalidWebhookException e) {
            return page(visit, 422, input, null, e.violations());
        }
        visit.subject().created(created.id().value());
        boolean test = visit.form().has("test") && visit.visitor().may(Action.TEST);
        return WebhookPages.reveal(visit, created, test && !isTestSent(visit, created));
    }

    /** The webhook exists already: if its test fails, the visitor still needs its secret, and must not create it again. */
    private static boolean isTestSent(Visit visit, Webhook created) {
        try {
            visit.engine().sendTest(created.id());
            return true;
        } catch (WebhookException e) {
            LOG.warn("the test of webhook {} cannot be sent", created.id(), e);
            return false;
        }
    }

    private static ConsoleResponse oneMore(Visit visit, WebhookInput input, @Nullable Webhook webhook) {
        visit.subject().notActedOn();
        return page(visit, 200, input.withOneMore(), webhook, List.of());
    }

    /** Shows the form with the present settings. */
    ConsoleResponse edit(Visit visit) {
        return of(visit)
                .map(webhook -> page(visit, 200, WebhookInput.of(webhook), webhook, List.of()))
                .orElseGet(visit::notFound);
    }

    /** Changes settings from the revision that the form shows, or shows what is to be corrected. */
    ConsoleResponse change(Visit visit) {
        Optional<Webhook> found = of(visit);
        if (found.isEmpty()) {
            return visit.notFound();
        }
        Webhook before = found.get();
        WebhookInput input = WebhookInput.read(visit.form(), visit.visitor().scope());
        if (visit.form().has("more")) {
            return oneMore(visit, input, before);
        }
        try {
            Webhook after = visit.engine().update(before.id(), input.revision(), input::applyTo, input.faults());
            return after.secret().equals(before.secret())
                    ? visit.done("/webhooks/" + after.id(), Done.CHANGED)
                    : WebhookPages.reveal(visit, after, false);
        } catch (WebhookChangedException e) {
            return conflict(visit, input);
        } catch (InvalidWebhookException e) {
            return page(visit, 422, input, before, e.violations());
        }
    }

    /** The form keeps what was entered, beside what another user saved, so that it can be sent again from that revision. */
    private static ConsoleResponse conflict(Visit visit, WebhookInput input) {
        Optional<Webhook> found = of(visit);
        if (found.isEmpty()) {
            return visit.notFound();
        }
        Webhook present = found.get();
        var changed = new Violation(
                "revision",
                visit.shell().text("form.changed"),
                visit.shell().text("form.revision", present.revision()));
        return page(visit, 409, input.from(present.revision()), present, List.of(changed), input.differences(present));
    }

    private static ConsoleResponse page(
            Visit visit, int status, WebhookInput input, @Nullable Webhook webhook, List<Violation> violations) {
        return page(visit, status, input, webhook, violations, List.of());
    }

    private static ConsoleResponse page(
            Visit visit,
            int status,
            WebhookInput input,
            @Nullable Webhook webhook,
            List<Violation> violations,
            List<Difference> differences) {
        var faults = new ArrayList<Fault>();
        violations.forEach(violation ->
                faults.add(new Fault(field(violation.field()), violation.rule() + ", was " + violation.actual())));
        TypeChoices types = TypeChoices.of(visit.engine().eventTypes(), input.types());
        var form = new WebhookForm(
                webhook == null ? null : webhook.id().value(),
                webhook == null ? 0 : input.revision(),
                input.valuesWithTypes(types.others()),
                types,
                input.destinations(),
                webhook == null
                        ? List.of()
                        : webhook.settings().headers().stream()
                                .map(header -> header.name())
                                .toList(),
                faults,
                differences,
                visit.visitor().scope().topic().orElse(null));
        return Visit.page(
                visit.shell(), status, (out, forms) -> JtewebhookformGenerated.render(out, forms, visit.shell(), form));
    }

    private static String field(String settings) {
        Matcher indexed = INDEXED.matcher(settings);
        if (indexed.matches()) {
            return "destination-" + (Integer.parseInt(indexed.group(1)) + 1);
        }
        String name = settings.split("[.\\[]", 2)[0];
        return SAME.contains(name) ? name : FIELDS.getOrDefault(name, "form");
    }

    private static Optional<Webhook> of(Visit visit) {
        return WebhookId.parse(visit.parameter("id")).flatMap(visit.engine()::webhook);
    }
}
