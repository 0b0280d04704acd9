package io.github.webhooks4j.console;

import static io.github.webhooks4j.console.ConsoleFixture.CI;
import static io.github.webhooks4j.console.ConsoleFixture.request;
import static io.github.webhooks4j.console.ConsoleFixture.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.console.access.Action;
import io.github.webhooks4j.console.access.Actor;
import io.github.webhooks4j.console.access.Admission;
import io.github.webhooks4j.console.access.ConsoleGate;
import io.github.webhooks4j.console.access.Scope;
import io.github.webhooks4j.console.exchange.ConsoleRequest;
import io.github.webhooks4j.console.exchange.ConsoleResponse;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What every page of the console has in common: who may enter, headers, errors, assets. */
class WebhookConsoleTest {
    private static final Pattern ASSET = Pattern.compile("/hooks(/assets/[0-9a-f]{16}/)console\\.css");

    private final ConsoleFixture fixture = new ConsoleFixture();

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void allows_nothing_from_another_origin() {
        ConsoleResponse page = fixture.get("/");

        assertThat(page.headers())
                .containsEntry(
                        "Content-Security-Policy",
                        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
                                + " form-action 'self'; base-uri 'none'; require-trusted-types-for 'script';"
                                + " trusted-types webhooks; frame-ancestors 'none'")
                .containsEntry("X-Content-Type-Options", "nosniff")
                .containsEntry("Referrer-Policy", "same-origin")
                .containsEntry("Cross-Origin-Opener-Policy", "same-origin")
                .containsEntry("Cross-Origin-Resource-Policy", "same-origin")
                .containsEntry("Cache-Control", "no-store");
        assertThat(text(page)).doesNotContain("style=", "onclick", "http://");
    }

    @Test
    void leads_from_its_mount_to_the_overview() {
        ConsoleResponse response = fixture.get("");

        assertThat(response.status()).isEqualTo(303);
        assertThat(response.headers()).containsEntry("Location", "/hooks/");
    }

    @Test
    void responds_to_unknown_paths_with_a_page() {
        ConsoleResponse response = fixture.get("/nothing");

        assertThat(response.status()).isEqualTo(404);
        assertThat(text(response)).contains("<h1>There is nothing here</h1>");
    }

    @Test
    void names_the_methods_that_a_path_has() {
        ConsoleResponse response = fixture.post("/");

        assertThat(response.status()).isEqualTo(405);
        assertThat(response.headers()).containsEntry("Allow", "GET");
    }

    @Test
    void names_the_action_that_is_missing() {
        fixture.admit(Scope.everything(), Set.of());

        ConsoleResponse response = fixture.get("/");

        assertThat(response.status()).isEqualTo(403);
        assertThat(text(response)).contains("You are not allowed to do this", "Looking");
    }

    @Test
    void shows_a_visitor_who_is_refused_nothing_of_what_there_is() {
        WebhookConsole closed = WebhookConsole.builder(
                        fixture.engine, ConsoleGate.basic("ada", "a password of 25 letters"))
                .build();

        ConsoleResponse response = closed.handle(request("GET", "/webhooks"));

        assertThat(response.status()).isEqualTo(401);
        assertThat(response.headers()).containsEntry("WWW-Authenticate", "Basic realm=\"webhooks\", charset=\"UTF-8\"");
        assertThat(text(response)).contains("Please sign in").doesNotContain("<nav");
    }

    @Test
    void hides_the_cause_of_a_failure_behind_an_id() {
        WebhookConsole broken = WebhookConsole.builder(fixture.engine, request -> {
                    throw new IllegalStateException("jdbc:secret");
                })
                .clock(fixture.clock)
                .build();

        ConsoleResponse response = broken.handle(request("GET", "/"));

        assertThat(response.status()).isEqualTo(500);
        assertThat(text(response))
                .contains("Something went wrong", Long.toString(fixture.clock.millis(), 36))
                .doesNotContain("jdbc");
    }

    @Test
    void responds_500_if_the_messages_cannot_be_read() {
        try (var broken = new ConsoleFixture(options -> options.messages(locale -> {
            throw new IllegalStateException("no bundle");
        }))) {
            ConsoleResponse response = broken.get("/");

            assertThat(response.status()).isEqualTo(500);
            assertThat(text(response)).isEqualTo("console error " + Long.toString(broken.clock.millis(), 36));
        }
    }

    @Test
    void responds_500_if_the_gate_does_not_know_who_may_embed_it() {
        WebhookConsole broken = WebhookConsole.builder(fixture.engine, new ConsoleGate() {
                    @Override
                    public Admission admit(ConsoleRequest request) {
                        return Admission.all(new Actor("ada"));
                    }

                    @Override
                    public Optional<URI> embedder() {
                        throw new IllegalStateException("no origin");
                    }
                })
                .clock(fixture.clock)
                .build();

        ConsoleResponse response = broken.handle(request("GET", "/"));

        assertThat(response.status()).isEqualTo(500);
        assertThat(response.headers().get("Content-Security-Policy")).endsWith("frame-ancestors 'none'");
    }

    @Test
    void sends_a_page_that_is_unchanged_once() {
        String tag = fixture.get("/").headers().get("ETag");

        ConsoleResponse again = fixture.console.handle(request("GET", "/")
                .withHeaders(Map.of("If-None-Match", List.of(tag), "Host", List.of("localhost:8080"))));

        assertThat(again.status()).isEqualTo(304);
        assertThat(again.body()).isEmpty();
    }

    @Test
    void serves_assets_that_browsers_store_for_good() {
        Matcher link = ASSET.matcher(fixture.page("/"));
        assertThat(link.find()).isTrue();

        ConsoleResponse style = fixture.get(link.group(1) + "console.css");

        assertThat(style.status()).isEqualTo(200);
        assertThat(style.headers())
                .containsEntry("Content-Type", "text/css; charset=utf-8")
                .containsEntry("Cache-Control", "public, max-age=31536000, immutable");
        assertThat(fixture.get("/assets/0123456789abcdef/console.css").status()).isEqualTo(404);
    }

    @Test
    void has_assets_of_25_kilobytes_together() {
        Matcher link = ASSET.matcher(fixture.page("/"));
        assertThat(link.find()).isTrue();

        int bytes = List.of("console.css", "console.js", "icon.svg").stream()
                .mapToInt(name -> fixture.get(link.group(1) + name).body().length)
                .sum();

        assertThat(bytes).isLessThanOrEqualTo(25_000);
    }

    @Test
    void has_no_overview_of_all_webhooks_for_a_scope() {
        fixture.admit(Scope.of("acme/app"), Action.MANAGE);

        assertThat(text(fixture.get("/"))).doesNotContain("Circuit breaker", "Node");
    }

    @Test
    void draws_the_attempts_of_the_last_hour_with_the_same_in_words() {
        assertThat(fixture.page("/")).contains("No attempt was made in the last hour.");
        fixture.transport.on(CI).respond(200).respond(200).respond(503);
        fixture.webhook("CI", "acme/app", CI);
        fixture.publish("push-1", "acme/app");
        fixture.publish("push-2", "acme/app");
        fixture.publish("push-3", "acme/app");
        Instant minute = fixture.clock.instant().truncatedTo(ChronoUnit.MINUTES);
        String shown = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss")
                .withZone(ZoneOffset.UTC)
                .format(minute);

        assertThat(fixture.page("/"))
                .contains(
                        "aria-label=\"In the last hour 2 attempts delivered and 1 failed. Most were made at " + shown
                                + " UTC: 3. Most failed at " + shown + " UTC: 1.\"",
                        "<title>" + shown + " UTC: 2 delivered, 1 failed</title>",
                        "<rect class=\"complete\" x=\"709\" y=\"0.0\" width=\"10\" height=\"80.0\"/>",
                        "<rect class=\"interrupted\" x=\"709\" y=\"80.0\" width=\"10\" height=\"40.0\"/>",
                        "2 attempts delivered");
    }

    @Test
    void signs_a_visitor_out_by_a_form_of_its_own_pages() {
        try (var portal = new ConsoleFixture()) {
            ConsoleGate gate = new ConsoleGate() {
                @Override
                public Admission admit(ConsoleRequest request) {
                    return Admission.all(new Actor("ada"));
                }

                @Override
                public Map<String, String> leaving(ConsoleRequest request) {
                    return Map.of("Set-Cookie", "session=; Max-Age=0");
                }
            };
            WebhookConsole console = WebhookConsole.builder(portal.engine, gate).build();
            ConsoleRequest form = ConsoleFixture.form("/leave");

            assertThat(console.handle(form).status()).isEqualTo(403);
            assertThat(console.handle(ConsoleFixture.request("GET", "/leave")).status())
                    .isEqualTo(405);
            ConsoleResponse left = console.handle(form.withHeaders(Map.of(
                    "Sec-Fetch-Site",
                    List.of("same-origin"),
                    "Content-Type",
                    List.of("application/x-www-form-urlencoded"))));

            assertThat(left.status()).isEqualTo(303);
            assertThat(left.headers())
                    .containsEntry("Set-Cookie", "session=; Max-Age=0")
                    .containsEntry("Location", "/hooks/?done=left");
            assertThat(text(console.handle(ConsoleFixture.request("GET", "/webhooks"))))
                    .contains("action=\"/hooks/leave\"");
        }
    }

    @Test
    void has_no_button_to_sign_out_where_the_gate_has_no_session() {
        assertThat(fixture.page("/webhooks")).doesNotContain("/leave");
        assertThat(fixture.post("/leave").status()).isEqualTo(404);
    }

    @Test
    void shows_problems_and_counts_on_the_overview() {
        fixture.transport.on(ConsoleFixture.CI).respond(200);
        fixture.webhook("CI", "acme/app", ConsoleFixture.CI);
        fixture.publish("push-1", "acme/app");
        fixture.advance(Duration.ofSeconds(30));

        assertThat(fixture.page("/"))
                .contains("Healthy: nothing needs an operator", "<dt>accepted</dt><dd>1</dd>")
                .containsPattern("complete</span></dt><dd>1</dd>");
    }
}
