package io.github.webhooks4j.console;

import static io.github.webhooks4j.console.ConsoleFixture.CI;
import static io.github.webhooks4j.console.ConsoleFixture.DEPLOY;
import static io.github.webhooks4j.console.ConsoleFixture.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.console.access.Action;
import io.github.webhooks4j.console.access.Scope;
import io.github.webhooks4j.console.exchange.ConsoleResponse;
import io.github.webhooks4j.spi.store.StoreException;
import io.github.webhooks4j.webhook.Webhook;
import io.github.webhooks4j.webhook.WebhookStatus;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The list of webhooks, one webhook, and what its buttons do. */
class WebhookPagesTest {
    private final ConsoleFixture fixture = new ConsoleFixture();

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void shows_what_to_do_first_where_there_are_no_webhooks() {
        assertThat(fixture.page("/webhooks"))
                .contains("There are no webhooks yet", "Create one", "href=\"/hooks/webhooks/new\"");
    }

    @Test
    void lists_webhooks_without_what_may_be_secret_in_their_urls() {
        fixture.webhook("CI", "acme/app", "https://ada:lovelace@ci.example/hook?token=secret", DEPLOY);

        assertThat(fixture.page("/webhooks"))
                .contains("<bdi>CI</bdi>", "https://ci.example/hook?token=•••", "https://deploy.example/in")
                .doesNotContain("lovelace", "secret");
    }

    @Test
    void filters_by_topic_namespace_and_status() {
        Webhook app = fixture.webhook("App", "acme/app", CI);
        fixture.webhook("Db", "acme/db", CI);
        fixture.webhook("Other", "other/x", CI);
        fixture.engine.webhooks().disable(app.id());

        assertThat(fixture.page("/webhooks?topic=acme/db"))
                .contains("<bdi>Db</bdi>")
                .doesNotContain("<bdi>App</bdi>");
        assertThat(fixture.page("/webhooks?topic=acme/*"))
                .contains("<bdi>Db</bdi>", "<bdi>App</bdi>")
                .doesNotContain("<bdi>Other</bdi>");
        assertThat(fixture.page("/webhooks?status=disabled"))
                .contains("<bdi>App</bdi>")
                .doesNotContain("<bdi>Db</bdi>");
    }

    @Test
    void names_what_is_wrong_with_a_filter() {
        ConsoleResponse response = fixture.get("/webhooks?topic=%20x%20y");

        assertThat(response.status()).isEqualTo(400);
        assertThat(text(response)).contains("A topic is as acme/app, or acme/* for all of a namespace.");
    }

    @Test
    void continues_after_50_webhooks() {
        for (int i = 100; i < 151; i++) {
            fixture.webhook("Hook" + i, "acme/app", CI);
            fixture.clock.advance(Duration.ofMillis(1));
        }

        String page = fixture.page("/webhooks");
        String next = page.replaceAll("(?s).*href=\"\\?(after=[^\"]+)\".*", "$1");

        assertThat(page).contains("<bdi>Hook100</bdi>", "<bdi>Hook149</bdi>").doesNotContain("<bdi>Hook150</bdi>");
        assertThat(fixture.page("/webhooks?" + next)).contains("<bdi>Hook150</bdi>");
    }

    @Test
    void shows_the_last_deliveries_of_a_webhook_in_boxes_and_words() {
        fixture.transport.on(CI).respond(200).respond(410);
        Webhook webhook = fixture.webhook("CI", "acme/app", CI);
        fixture.publish("push-1", "acme/app");
        fixture.publish("push-2", "acme/app");

        assertThat(fixture.page("/webhooks/" + webhook.id()))
                .contains("aria-label=\"1 complete, 1 interrupted\"", "push-1", "push-2", "disabled: 410 Gone")
                .contains("A destination responded 410 Gone; it has been disabled since");
    }

    @Test
    void lists_webhooks_with_their_last_deliveries_in_boxes() {
        fixture.transport.on(CI).respond(503).respond(200);
        fixture.webhook("CI", "acme/app", CI);
        fixture.webhook("Quiet", "acme/db", DEPLOY);
        fixture.publish("push-1", "acme/app");
        fixture.publish("push-2", "acme/app");

        assertThat(fixture.page("/webhooks"))
                .contains("<th scope=\"col\">Last 20</th>", "aria-label=\"1 delivering, 1 complete\"")
                .containsOnlyOnce("<svg");
        fixture.failing.put("latestChains", new StoreException(StoreException.Reason.FAILED, "no disk"));
        assertThat(fixture.page("/webhooks")).contains("Quiet").doesNotContain("<svg");
    }

    @Test
    void lists_webhooks_to_customers_without_deliveries_of_a_former_topic() {
        Webhook moved = fixture.webhook("Moved", "other/app", CI);
        fixture.webhook("CI", "acme/app", DEPLOY);
        fixture.publish("push-1", "other/app");
        fixture.engine.webhooks().update(moved.id(), draft -> draft.topic("acme/app"));
        fixture.admit(Scope.of("acme/app"), Action.MANAGE);
        assertThat(fixture.page("/webhooks")).contains("Last 20").doesNotContain("<svg");

        fixture.publish("push-2", "acme/app");

        assertThat(fixture.page("/webhooks"))
                .contains("aria-label=\"1 complete\"")
                .doesNotContain("2 complete");
    }

    @Test
    void warns_of_a_webhook_that_fails() {
        fixture.transport.on(CI).respond(503);
        Webhook webhook = fixture.webhook("CI", "acme/app", CI);
        fixture.publish("push-1", "acme/app");

        assertThat(fixture.page("/webhooks/" + webhook.id())).contains("1 attempt has failed since");
    }

    @Test
    void sends_a_test_and_leads_to_its_chain() {
        Webhook webhook = fixture.webhook("CI", "acme/app", CI);

        ConsoleResponse response = fixture.post("/webhooks/" + webhook.id() + "/test");
        fixture.manual.runUntilIdle();

        assertThat(response.status()).isEqualTo(303);
        assertThat(response.headers().get("Location"))
                .startsWith("/hooks/chains/chn_")
                .endsWith("?done=tested");
        assertThat(fixture.transport.requests(CI)).hasSize(1);
    }

    @Test
    void shows_a_rotated_secret_once() {
        Webhook webhook = fixture.webhook("CI", "acme/app", CI);
        String former = webhook.secret().reveal();

        String rotated = text(fixture.post("/webhooks/" + webhook.id() + "/rotate"));
        String present = fixture.engine
                .webhooks()
                .get(webhook.id())
                .orElseThrow()
                .secret()
                .reveal();

        assertThat(rotated)
                .contains(present, "The former secret signs too until")
                .doesNotContain(former);
        assertThat(fixture.page("/webhooks/" + webhook.id())).doesNotContain(present, former);
    }

    @Test
    void shows_a_rotated_secret_while_the_store_fails_to_read() {
        Webhook webhook = fixture.webhook("CI", "acme/app", CI);
        fixture.failing.put("find", new StoreException(StoreException.Reason.FAILED, "no disk"));

        ConsoleResponse response = fixture.post("/webhooks/" + webhook.id() + "/rotate");

        assertThat(response.status()).isEqualTo(200);
        assertThat(text(response))
                .contains(fixture.engine
                        .webhooks()
                        .get(webhook.id())
                        .orElseThrow()
                        .secret()
                        .reveal());
    }

    @Test
    void disables_enables_and_deletes() {
        Webhook webhook = fixture.webhook("CI", "acme/app", CI);
        String path = "/webhooks/" + webhook.id();

        assertThat(fixture.post(path + "/disable").headers())
                .containsEntry("Location", "/hooks" + path + "?done=disabled");
        assertThat(fixture.engine.webhooks().get(webhook.id()).orElseThrow().status())
                .isEqualTo(WebhookStatus.DISABLED);
        assertThat(fixture.post(path + "/enable").headers())
                .containsEntry("Location", "/hooks" + path + "?done=enabled");
        assertThat(fixture.post(path + "/delete").headers()).containsEntry("Location", "/hooks/webhooks?done=deleted");
        assertThat(fixture.get(path).status()).isEqualTo(404);
    }

    @Test
    void drops_what_has_waited_only_if_that_is_confirmed() {
        fixture.transport.on(CI).respond(503);
        Webhook webhook = fixture.webhook("CI", "acme/app", CI);
        ChainId waiting = fixture.publish("push-1", "acme/app");
        fixture.engine.webhooks().disable(webhook.id());
        fixture.advance(Duration.ofSeconds(1));
        assertThat(fixture.page("/webhooks/" + webhook.id())).contains("Enable without what waited");

        ConsoleResponse response = fixture.post("/webhooks/" + webhook.id() + "/enable", "drop", "1");
        fixture.advance(Duration.ofMinutes(1));

        assertThat(response.headers())
                .containsEntry("Location", "/hooks/webhooks/" + webhook.id() + "?done=enabled_anew");
        assertThat(fixture.engine.history().chain(waiting).orElseThrow().state().code())
                .isEqualTo("cancelled");
        assertThat(fixture.transport.requests(CI)).hasSize(1);
    }

    @Test
    void responds_409_where_the_status_does_not_allow_a_test() {
        Webhook webhook = fixture.webhook("CI", "acme/app", CI);
        fixture.engine.webhooks().disable(webhook.id());

        ConsoleResponse response = fixture.post("/webhooks/" + webhook.id() + "/test");

        assertThat(response.status()).isEqualTo(409);
        assertThat(text(response))
                .contains("webhook " + webhook.id() + " must be enabled to start a chain, was disabled");
    }

    @Test
    void confirms_only_what_it_knows_in_words_of_its_own() {
        Webhook webhook = fixture.webhook("CI", "acme/app", CI);

        assertThat(fixture.page("/webhooks/" + webhook.id() + "?done=enabled")).contains("The webhook is enabled.");
        assertThat(fixture.page("/webhooks/" + webhook.id() + "?done=pay+here")).doesNotContain("role=\"status\"");
    }

    @Test
    void shows_no_button_for_what_is_not_allowed() {
        Webhook webhook = fixture.webhook("CI", "acme/app", CI);
        fixture.admit(Scope.everything(), Action.READ);

        assertThat(fixture.page("/webhooks/" + webhook.id())).doesNotContain("method=\"post\"", "/edit");
        assertThat(fixture.post("/webhooks/" + webhook.id() + "/disable").status())
                .isEqualTo(403);
        assertThat(fixture.engine.webhooks().get(webhook.id()).orElseThrow().status())
                .isEqualTo(WebhookStatus.ENABLED);
    }

    @Test
    void is_the_page_of_one_repository_for_a_scope_of_one_topic() {
        fixture.webhook("Mine", "acme/app", CI);
        fixture.webhook("Wide", "acme/*", CI);
        fixture.webhook("Other", "acme/db", CI);
        fixture.admit(Scope.of("acme/app"), Action.MANAGE);

        assertThat(fixture.get("/").headers()).containsEntry("Location", "/hooks/webhooks");
        assertThat(fixture.page("/webhooks"))
                .contains(
                        "<h1><bdi>acme/app</bdi> · Webhooks</h1>",
                        "<bdi>Mine</bdi>",
                        "View history",
                        "name=\"destination\"")
                .doesNotContain("Wide", "Other", "Overview");
    }

    @Test
    void responds_to_ids_of_another_tenant_as_to_unknown_ones() {
        Webhook other = fixture.webhook("Other", "other/app", CI);
        fixture.admit(Scope.of("acme/*"), Action.ALL);

        for (String action : Set.of("", "/test", "/enable", "/disable", "/rotate", "/delete")) {
            String known = text(fixture.post("/webhooks/" + other.id() + action));
            String unknown = text(fixture.post("/webhooks/wh_unknown" + action));
            assertThat(known).isEqualTo(unknown).contains("There is nothing here");
        }
        assertThat(fixture.get("/webhooks/" + other.id()).status()).isEqualTo(404);
        assertThat(fixture.get("/webhooks/" + other.id() + "/edit").status()).isEqualTo(404);
        assertThat(fixture.engine.webhooks().get(other.id())).contains(other);
    }

    @Test
    void shows_a_webhook_while_its_destinations_have_no_work() {
        Webhook webhook = fixture.webhook("CI", "acme/app", CI);
        fixture.advance(Duration.ofMinutes(1));

        assertThat(fixture.page("/webhooks/" + webhook.id())).contains("Nothing has been sent yet.");
    }
}
