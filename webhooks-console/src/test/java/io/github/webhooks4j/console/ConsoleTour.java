package io.github.webhooks4j.console;

import io.github.webhooks4j.bulk.BulkAction;
import io.github.webhooks4j.bulk.BulkJobId;
import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.delivery.DeliveryResult;
import io.github.webhooks4j.delivery.FailureCode;
import io.github.webhooks4j.delivery.Timing;
import io.github.webhooks4j.engine.Bulk;
import io.github.webhooks4j.event.Event;
import io.github.webhooks4j.history.HistoryQuery;
import io.github.webhooks4j.webhook.Webhook;
import io.github.webhooks4j.webhook.WebhookDraft;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A deployment in which every page has something of everything to show, and the addresses of these pages. */
final class ConsoleTour {

    private final ConsoleFixture fixture;

    /** The addresses of the pages. */
    final List<String> pages = new ArrayList<>();

    /**
     * Sets the deployment up.
     *
     * @param untrusted a text that is wherever an untrusted party may write one
     */
    ConsoleTour(ConsoleFixture fixture, String untrusted) {
        this.fixture = fixture;
        String ci = "https://ci.example/hook";
        String partner = "https://partner.example/in";
        String gone = "https://gone.example/in";
        fixture.transport
                .on(ci)
                .respond(request -> new DeliveryResult.Response(
                        202,
                        untrusted,
                        untrusted,
                        untrusted,
                        new Timing(
                                Duration.ofMillis(84), Duration.ofMillis(31), Duration.ofMillis(50), Duration.ZERO)));
        fixture.transport.on(partner).fail(FailureCode.TIMED_OUT);
        fixture.transport.on(gone).respond(410);
        Webhook chain = fixture.engine
                .webhooks()
                .create(WebhookDraft.builder("CI", "acme/app", List.of(ci, partner))
                        .tags(List.of("v*"))
                        .headers(Map.of("X-Token", "abc"))
                        .build());
        Webhook refused = fixture.webhook("Gone", "acme/*", gone);
        ChainId delivering = publish("push-1", untrusted);
        callBack(ci, untrusted);
        fixture.advance(Duration.ofMinutes(1));
        ChainId interrupted = fixture.engine
                .history()
                .page(refused.id(), 1, null)
                .chains()
                .get(0)
                .id();
        pages.addAll(List.of(
                "/",
                "/webhooks",
                "/webhooks?topic=acme/*&status=disabled_gone",
                "/webhooks/new",
                "/webhooks/" + chain.id(),
                "/webhooks/" + chain.id() + "/edit",
                "/webhooks/" + refused.id() + "?done=changed",
                "/deliveries",
                "/deliveries?state=interrupted&status=4xx",
                "/chains/" + delivering,
                "/chains/" + interrupted + "?refresh=off",
                "/events/push-1",
                "/chains/" + delivering + "/requests/0/1",
                "/bulk",
                "/bulk?action=resume",
                "/bulk?action=resume&state=interrupted",
                "/bulk/" + job()));
    }

    private BulkJobId job() {
        Bulk bulk = fixture.engine.bulk();
        return bulk.start(bulk.plan(BulkAction.CANCEL, HistoryQuery.all().topic("acme/app")), "ada")
                .id();
    }

    private ChainId publish(String id, String untrusted) {
        String json = "\"" + untrusted.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
        List<ChainId> chains = fixture.engine
                .publish(Event.builder("push")
                        .id(id)
                        .topic("acme/app")
                        .tag("v1")
                        .body("{\"text\":" + json + "}")
                        .build())
                .chains();
        fixture.manual.runUntilIdle();
        return chains.stream()
                .filter(some -> fixture.engine
                                .history()
                                .chain(some)
                                .orElseThrow()
                                .steps()
                                .size()
                        == 2)
                .findFirst()
                .orElseThrow();
    }

    /** The receiver calls back with texts of its own, and then in a way that is refused. */
    private void callBack(String url, String untrusted) {
        String text = untrusted
                .substring(0, Math.min(200, untrusted.length()))
                .replace("\\", "\\\\")
                .replace("\"", "\\\"");
        fixture.callBack(
                url,
                "{\"state\":\"success\",\"description\":\"" + text + "\",\"context\":\"CI\","
                        + "\"target_url\":\"https://ci.example/77?a=%22%3E%3Cscript%3E\"}");
        fixture.callBack(url, "{\"state\":\"" + text + "\"}");
    }
}
