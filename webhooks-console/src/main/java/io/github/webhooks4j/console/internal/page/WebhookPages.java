package io.github.webhooks4j.console.internal.page;

import io.github.webhooks4j.WebhookException;
import io.github.webhooks4j.console.exchange.ConsoleResponse;
import io.github.webhooks4j.console.internal.engine.ChainRows;
import io.github.webhooks4j.console.internal.html.JtewebhookGenerated;
import io.github.webhooks4j.console.internal.html.JtewebhooksGenerated;
import io.github.webhooks4j.console.internal.model.RevealedSecret;
import io.github.webhooks4j.console.internal.model.WebhookModel;
import io.github.webhooks4j.console.internal.model.WebhooksModel;
import io.github.webhooks4j.console.internal.web.Links;
import io.github.webhooks4j.engine.view.WebhookView;
import io.github.webhooks4j.engine.webhook.Backlog;
import io.github.webhooks4j.engine.webhook.WebhookHealth;
import io.github.webhooks4j.engine.webhook.WebhookPage;
import io.github.webhooks4j.engine.webhook.WebhookQuery;
import io.github.webhooks4j.history.HistoryQuery;
import io.github.webhooks4j.signature.SignatureScheme;
import io.github.webhooks4j.spi.store.StoreException;
import io.github.webhooks4j.webhook.SigningSecret;
import io.github.webhooks4j.webhook.Webhook;
import io.github.webhooks4j.webhook.WebhookId;
import io.github.webhooks4j.webhook.WebhookStatus;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The list of webhooks, one webhook, and what is done to it other than changing its settings. */
final class WebhookPages {
    private static final Logger LOG = LoggerFactory.getLogger(WebhookPages.class);
    private static final int PAGE = 50;
    /** How many chains of a webhook the list shows. */
    private static final int STRIP = 20;

    /** Shows webhooks, filtered by topic or namespace and by status. */
    ConsoleResponse list(Visit visit) {
        String topic = visit.query().text("topic");
        String status = visit.query().text("status");
        var faults = new HashMap<String, String>();
        WebhookQuery query = WebhookQuery.all();
        try {
            query = topic.isEmpty() ? query : byTopic(topic);
        } catch (IllegalArgumentException e) {
            faults.put("topic", visit.shell().text("fault.topic"));
        }
        Optional<WebhookStatus> known = WebhookStatus.fromCode(status).filter(some -> some != WebhookStatus.DELETED);
        if (known.isPresent()) {
            query = query.withStatus(known.get());
        } else if (!status.isEmpty()) {
            faults.put("status", visit.shell().text("fault.status"));
        }
        WebhookPage page;
        try {
            String after = visit.query().text("after");
            page = visit.engine().webhooks(query, PAGE, after.isEmpty() ? null : after);
        } catch (IllegalArgumentException e) {
            return Visit.problem(visit.shell(), 400, "problem.malformed", e.getMessage());
        }
        if (!faults.isEmpty()) {
            page = new WebhookPage(List.of(), null);
        }
        String next = page.next() == null
                ? null
                : Links.query(Map.of("topic", topic, "status", status, "after", page.next()));
        var model = new WebhooksModel(
                page.webhooks().stream().map(WebhookView::of).toList(),
                latest(visit, page.webhooks()),
                next,
                topic,
                status,
                faults,
                visit.visitor().scope().topic().orElse(null));
        return Visit.page(
                visit.shell(),
                faults.isEmpty() ? 200 : 400,
                (out, forms) -> JtewebhooksGenerated.render(out, forms, visit.shell(), model));
    }

    /** Returns nothing while the store is away: the list itself is in memory. */
    private static Map<String, List<String>> latest(Visit visit, List<Webhook> webhooks) {
        try {
            return visit.engine().latestStates(webhooks, STRIP);
        } catch (StoreException e) {
            return Map.of();
        }
    }

    private static WebhookQuery byTopic(String topic) {
        return topic.endsWith("/*")
                ? WebhookQuery.all().withNamespace(topic.substring(0, topic.length() - 2))
                : WebhookQuery.all().withTopic(topic);
    }

    /** Shows one webhook. */
    ConsoleResponse show(Visit visit) {
        return of(visit).map(webhook -> show(visit, webhook, null, false)).orElseGet(visit::notFound);
    }

    private static ConsoleResponse show(
            Visit visit, Webhook webhook, @Nullable RevealedSecret revealed, boolean untested) {
        ChainRows rows = visit.engine().find(HistoryQuery.all().webhook(webhook.id()), PAGE, null);
        String next = rows.found().next() == null
                ? null
                : Links.query(Map.of(
                        "webhook", webhook.id().value(), "after", rows.found().next()));
        return page(
                visit,
                new WebhookModel(
                        WebhookView.of(webhook),
                        visit.engine().health(webhook.id()),
                        visit.engine().destinations(webhook.id()),
                        rows.chains(),
                        next,
                        revealed,
                        untested));
    }

    /**
     * Shows a webhook with its new secret, once. The secret is stored already, so the page has it whatever fails to be read.
     *
     * @param untested whether a test that the visitor wanted was not sent
     */
    static ConsoleResponse reveal(Visit visit, Webhook webhook, boolean untested) {
        RevealedSecret revealed = revealed(webhook);
        try {
            return show(visit, webhook, revealed, untested);
        } catch (WebhookException e) {
            LOG.warn("the history of webhook {} cannot be read", webhook.id(), e);
        }
        var health = new WebhookHealth(webhook.status(), webhook.statusSince(), null, 0, null);
        return page(
                visit, new WebhookModel(WebhookView.of(webhook), health, List.of(), null, null, revealed, untested));
    }

    private static ConsoleResponse page(Visit visit, WebhookModel model) {
        return Visit.page(
                visit.shell(), 200, (out, forms) -> JtewebhookGenerated.render(out, forms, visit.shell(), model));
    }

    /** Rotates the secret, and shows the new one once: the page is not reached by a redirect, and not stored. */
    ConsoleResponse rotateSecret(Visit visit) {
        return of(visit)
                .map(webhook -> {
                    Webhook rotated = visit.engine().rotateSecret(webhook.id());
                    return reveal(visit, rotated, false);
                })
                .orElseGet(visit::notFound);
    }

    /** Returns the secret that receivers need; null if they need a public key only, which is always shown. */
    private static @Nullable RevealedSecret revealed(Webhook webhook) {
        Instant formerUntil = webhook.secrets().stream()
                .map(SigningSecret::expiresAt)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
        return webhook.secret(SignatureScheme.V1)
                .map(secret -> new RevealedSecret(secret.reveal(), formerUntil))
                .orElse(null);
    }

    /** Enables a webhook: what has waited is sent, or dropped if the visitor confirms that. */
    ConsoleResponse enable(Visit visit) {
        boolean drop = visit.form().has("drop");
        return change(
                visit,
                id -> visit.engine().enable(id, drop ? Backlog.DROP : Backlog.SEND),
                drop ? Done.ENABLED_ANEW : Done.ENABLED);
    }

    ConsoleResponse disable(Visit visit) {
        return change(visit, visit.engine()::disable, Done.DISABLED);
    }

    private static ConsoleResponse change(Visit visit, Consumer<WebhookId> change, Done done) {
        return WebhookId.parse(visit.parameter("id"))
                .map(id -> {
                    change.accept(id);
                    return visit.done("/webhooks/" + id, done);
                })
                .orElseGet(visit::notFound);
    }

    ConsoleResponse delete(Visit visit) {
        return of(visit)
                .map(webhook -> {
                    visit.engine().delete(webhook.id());
                    return visit.done("/webhooks", Done.DELETED);
                })
                .orElseGet(visit::notFound);
    }

    /** Sends a test, and leads to its chain. */
    ConsoleResponse sendTest(Visit visit) {
        return of(visit)
                .map(webhook -> visit.created(visit.engine().sendTest(webhook.id()), Done.TESTED))
                .orElseGet(visit::notFound);
    }

    private static Optional<Webhook> of(Visit visit) {
        return WebhookId.parse(visit.parameter("id")).flatMap(visit.engine()::webhook);
    }
}
