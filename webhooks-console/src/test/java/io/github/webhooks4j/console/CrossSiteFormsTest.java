package io.github.webhooks4j.console;

import static io.github.webhooks4j.console.ConsoleFixture.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.console.exchange.ConsoleRequest;
import io.github.webhooks4j.console.exchange.ConsoleResponse;
import io.github.webhooks4j.webhook.Webhook;
import io.github.webhooks4j.webhook.WebhookStatus;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Forms are accepted from the console's own pages only. */
class CrossSiteFormsTest {
    private final ConsoleFixture fixture = new ConsoleFixture();
    private final Webhook webhook = fixture.webhook("CI", "acme/app", ConsoleFixture.CI);

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void accepts_a_form_of_its_own_page() {
        assertThat(disable(Map.of("Sec-Fetch-Site", "same-origin")).status()).isEqualTo(303);
    }

    @Test
    void refuses_a_form_of_another_site() {
        ConsoleResponse response = disable(Map.of("Sec-Fetch-Site", "cross-site"));

        assertThat(response.status()).isEqualTo(403);
        assertThat(text(response)).contains("This form came from another site");
        assertThat(fixture.engine.webhooks().get(webhook.id()).orElseThrow().status())
                .isEqualTo(WebhookStatus.ENABLED);
    }

    @Test
    void refuses_a_form_of_another_name_of_its_site() {
        assertThat(disable(Map.of("Sec-Fetch-Site", "same-site")).status()).isEqualTo(403);
    }

    @Test
    void compares_the_origin_where_browsers_do_not_name_the_site() {
        assertThat(disable(Map.of("Origin", "http://localhost:8080")).status()).isEqualTo(303);
        assertThat(disable(Map.of("Origin", "http://evil.example")).status()).isEqualTo(403);
        assertThat(disable(Map.of("Origin", "null")).status()).isEqualTo(403);
    }

    @Test
    void compares_the_origin_with_the_public_address_behind_a_proxy() {
        try (var proxied =
                new ConsoleFixture(options -> options.publicBase(URI.create("https://ops.example:8443/hooks")))) {
            Webhook known = proxied.webhook("CI", "acme/app", ConsoleFixture.CI);
            ConsoleRequest form = ConsoleFixture.form("/webhooks/" + known.id() + "/disable");

            assertThat(proxied.console
                            .handle(form.withHeaders(headers(Map.of("Origin", "https://ops.example:8443"))))
                            .status())
                    .isEqualTo(303);
            assertThat(proxied.console
                            .handle(form.withHeaders(headers(Map.of("Origin", "http://localhost:8080"))))
                            .status())
                    .isEqualTo(403);
        }
    }

    @Test
    void refuses_a_form_that_does_not_say_where_it_comes_from() {
        assertThat(disable(Map.of()).status()).isEqualTo(403);
    }

    @Test
    void accepts_a_program_that_sends_a_password_and_no_cookie() {
        assertThat(disable(Map.of("Authorization", "Basic eDp5")).status()).isEqualTo(303);
        assertThat(disable(Map.of("Authorization", "Basic eDp5", "Cookie", "a=b"))
                        .status())
                .isEqualTo(403);
    }

    @Test
    void refuses_other_types_of_bodies() {
        assertThat(disable(Map.of("Sec-Fetch-Site", "same-origin", "Content-Type", "text/plain"))
                        .status())
                .isEqualTo(415);
    }

    @Test
    void refuses_a_form_of_more_than_64_kibibytes() {
        ConsoleRequest form = ConsoleFixture.form("/webhooks/" + webhook.id() + "/disable", "x", "y".repeat(65_536))
                .withHeaders(headers(Map.of("Sec-Fetch-Site", "same-origin")));

        assertThat(fixture.console.handle(form).status()).isEqualTo(413);
    }

    private ConsoleResponse disable(Map<String, String> headers) {
        return fixture.console.handle(
                ConsoleFixture.form("/webhooks/" + webhook.id() + "/disable").withHeaders(headers(headers)));
    }

    private static Map<String, List<String>> headers(Map<String, String> some) {
        var headers = new HashMap<String, List<String>>();
        headers.put("Host", List.of("localhost:8080"));
        headers.put("Content-Type", List.of("application/x-www-form-urlencoded"));
        some.forEach((name, value) -> headers.put(name, List.of(value)));
        return headers;
    }
}
