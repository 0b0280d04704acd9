package io.github.webhooks4j.console;

import static io.github.webhooks4j.console.ConsoleFixture.CI;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.console.access.Action;
import io.github.webhooks4j.console.access.Scope;
import io.github.webhooks4j.console.exchange.ConsoleResponse;
import io.github.webhooks4j.spi.store.StoreException;
import io.github.webhooks4j.webhook.Webhook;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the audit learns of the actions of a visitor. */
class ConsoleAuditTest {
    private final ConsoleFixture fixture = new ConsoleFixture();
    private final Webhook webhook = fixture.webhook("CI", "acme/app", CI);
    private final String path = "/webhooks/" + webhook.id();

    @AfterEach
    void close() {
        fixture.close();
    }

    private List<String> audited() {
        return fixture.audited.stream()
                .map(entry ->
                        entry.actor() + " " + entry.action().code() + " " + entry.subject() + ": " + entry.outcome())
                .toList();
    }

    @Test
    void records_each_action_with_its_outcome() {
        fixture.post(path + "/disable");
        fixture.post(path + "/test");
        fixture.post("/webhooks/wh_unknown/test");
        fixture.post(path, "revision", "1", "name", "");
        fixture.page("/webhooks");

        assertThat(audited())
                .containsExactly(
                        "ada disable " + webhook.id() + ": done",
                        "ada test " + webhook.id() + ": conflict",
                        "ada test wh_unknown: not_found",
                        "ada change " + webhook.id() + ": invalid");
    }

    @Test
    void records_text_of_an_address_so_that_it_forges_no_line() {
        fixture.post("/webhooks/x%0Aada%20delete%20wh_1:%20done/test");
        fixture.post("/webhooks/" + "x".repeat(129) + "/test");

        assertThat(audited())
                .containsExactly(
                        "ada test \"x\\u000aada delete wh_1: done\": not_found",
                        "ada test \"" + "x".repeat(40) + "…\": not_found");
    }

    @Test
    void records_what_was_refused() {
        fixture.console.handle(ConsoleFixture.form(path + "/disable")
                .withHeaders(Map.of("Host", List.of("localhost"), "Sec-Fetch-Site", List.of("cross-site"))));
        fixture.admit(Scope.everything(), Action.READ);
        fixture.post(path + "/delete");

        assertThat(audited())
                .containsExactly(
                        "ada disable " + webhook.id() + ": refused", "ada delete " + webhook.id() + ": refused");
    }

    @Test
    void records_forms_that_cannot_be_read() {
        fixture.console.handle(ConsoleFixture.form(path + "/disable")
                .withHeaders(Map.of("Host", List.of("localhost"), "Sec-Fetch-Site", List.of("same-origin"))));
        fixture.post(path + "/disable", "x", "y".repeat(65_536));
        fixture.console.handle(ConsoleFixture.form(path + "/disable")
                .withBody("x=%zz".getBytes(StandardCharsets.UTF_8))
                .withHeaders(Map.of(
                        "Host", List.of("localhost"),
                        "Sec-Fetch-Site", List.of("same-origin"),
                        "Content-Type", List.of("application/x-www-form-urlencoded"))));
        fixture.post("/bulk", "action", "lose");

        assertThat(audited())
                .containsExactly(
                        "ada disable " + webhook.id() + ": invalid",
                        "ada disable " + webhook.id() + ": invalid",
                        "ada disable " + webhook.id() + ": invalid",
                        "ada bulk -: invalid");
    }

    @Test
    void records_what_failed() {
        fixture.failing.put("find", new IllegalStateException("a defect"));
        assertThat(fixture.post("/bulk", "action", "resume", "number", "1").status())
                .isEqualTo(500);
        fixture.failing.put("find", new StoreException(StoreException.Reason.FAILED, "no disk"));
        assertThat(fixture.post("/bulk", "action", "resume", "number", "1").status())
                .isEqualTo(503);

        assertThat(audited()).containsExactly("ada bulk -: failed", "ada bulk -: unavailable");
    }

    @Test
    void names_what_was_created() {
        fixture.transport.on(CI).respond(410);
        ChainId chain = fixture.publish("push-1", "acme/app");
        fixture.engine.webhooks().enable(webhook.id());
        fixture.transport.on(CI).respond(200);
        fixture.advance(Duration.ofSeconds(1));
        Webhook later = fixture.webhook("Later", "acme/*", CI);

        String rerun = created(fixture.post("/chains/" + chain + "/rerun"));
        String sent = created(
                fixture.post("/events/push-1/send", "webhook", later.id().value()));
        String test = created(fixture.post(path + "/test"));
        fixture.post("/webhooks", "name", "New", "topic", "acme/new", "destination", CI);
        String job = created(fixture.post("/bulk", "action", "resume", "number", "1"));

        Webhook created = fixture.engine.webhooks().list().stream()
                .filter(some -> some.settings().name().equals("New"))
                .findFirst()
                .orElseThrow();
        assertThat(audited())
                .containsExactly(
                        "ada rerun " + rerun + ": done",
                        "ada rerun " + sent + ": done",
                        "ada test " + test + ": done",
                        "ada create " + created.id() + ": done",
                        "ada bulk " + job + ": done");
    }

    private static String created(ConsoleResponse response) {
        return requireNonNull(response.headers().get("Location"))
                .replaceAll("\\?.*", "")
                .replaceAll(".*/", "");
    }

    @Test
    void does_not_record_that_a_form_has_room_for_one_more_destination() {
        fixture.post("/webhooks", "more", "1");
        fixture.post(path, "more", "1");

        assertThat(audited()).isEmpty();
    }
}
