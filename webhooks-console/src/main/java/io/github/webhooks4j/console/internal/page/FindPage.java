package io.github.webhooks4j.console.internal.page;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.console.exchange.ConsoleResponse;
import io.github.webhooks4j.console.internal.web.Links;
import io.github.webhooks4j.delivery.DeliveryId;
import io.github.webhooks4j.engine.history.ChainHistory;
import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.webhook.WebhookId;
import java.util.Map;
import java.util.Optional;

/** Leads from an id to its page. It is read, never searched for as text. */
final class FindPage {
    ConsoleResponse find(Visit visit) {
        String text = visit.query().text("id");
        return webhook(visit, text)
                .or(() -> chain(visit, text))
                .or(() -> event(visit, text))
                .or(() -> topic(text))
                .map(path -> ConsoleResponse.seeOther(visit.shell().base() + path))
                .orElseGet(() -> Visit.problem(visit.shell(), 404, "problem.no_id", null));
    }

    private static Optional<String> webhook(Visit visit, String text) {
        return WebhookId.parse(text).flatMap(visit.engine()::webhook).map(webhook -> "/webhooks/" + webhook.id());
    }

    /** Receivers know a delivery by its {@code webhook-id}: that of the chain with the step. */
    private static Optional<String> chain(Visit visit, String text) {
        return ChainId.parse(text)
                .flatMap(visit.engine()::chain)
                .or(() -> DeliveryId.parse(text).map(DeliveryId::chain).flatMap(visit.engine()::chain))
                .map(ChainHistory::id)
                .map(id -> "/chains/" + id);
    }

    private static Optional<String> event(Visit visit, String text) {
        return EventId.parse(text)
                .flatMap(visit.engine()::event)
                .map(found -> visit.shell().url("/events", found.event().id().value()))
                .map(path -> path.substring(visit.shell().base().length()));
    }

    private static Optional<String> topic(String text) {
        return text.indexOf('/') > 0
                ? Optional.of("/deliveries?" + Links.query(Map.of("topic", text)))
                : Optional.empty();
    }
}
