package io.github.webhooks4j.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.cli.io.ApiToken;
import io.github.webhooks4j.console.access.ConsoleGate;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("e2e")
class HubConsoleTest {
    private static final String PASSWORD = "correct horse battery";

    @TempDir
    private Path folder;

    @SuppressWarnings("NullAway.Init") // opened by each test
    private Hub hub;

    @AfterEach
    void close() {
        hub.close();
    }

    private void open(ConsoleGate gate) {
        hub = TestHub.open(folder.resolve("hub.db"), AccessRules.of(null, List.of()), url -> gate);
    }

    private void openWithLink() {
        hub = TestHub.open(
                folder.resolve("hub.db"), AccessRules.of(null, List.of()), url -> new OneTimeLink(url, new Random(1)));
    }

    private RawHttp.Response get(String path, String... headers) throws IOException {
        return send("GET", path, "", headers);
    }

    private RawHttp.Response send(String method, String path, String body, String... headers) throws IOException {
        String[] lines = new String[headers.length + 2];
        lines[0] = method + " " + path + " HTTP/1.1";
        lines[1] = "Host: 127.0.0.1:" + hub.url().getPort();
        System.arraycopy(headers, 0, lines, 2, headers.length);
        return RawHttp.send(hub.url(), body, lines);
    }

    private String link() {
        URI url = hub.console().orElseThrow();
        return url.getPath() + "?" + url.getQuery();
    }

    private static String cookie(RawHttp.Response response) {
        return response.head()
                .lines()
                .filter(line -> line.startsWith("Set-Cookie: "))
                .map(line ->
                        "Cookie: " + line.substring("Set-Cookie: ".length()).split(";", 2)[0])
                .findFirst()
                .orElseThrow();
    }

    @Test
    void shows_its_pages_to_the_browser_that_opens_the_link() throws IOException {
        openWithLink();

        RawHttp.Response entered = get(link(), "Sec-Fetch-Mode: navigate");

        assertThat(entered.status()).isEqualTo(303);
        assertThat(entered.head()).contains("Location: /console/", "; Path=/console; HttpOnly; SameSite=Lax");
        RawHttp.Response overview = get("/console/", cookie(entered));
        assertThat(overview.status()).isEqualTo(200);
        assertThat(overview.body()).contains("<h1>");
        assertThat(overview.head()).contains("Content-Security-Policy: default-src 'none'");
    }

    @Test
    void refuses_a_second_browser_with_the_same_link() throws IOException {
        openWithLink();
        RawHttp.Response first = get(link());

        assertThat(get(link()).status()).isEqualTo(401);
        assertThat(get(link(), cookie(first)).status()).isEqualTo(303);
    }

    @Test
    void does_not_use_the_link_up_for_a_preview_of_it() throws IOException {
        openWithLink();

        assertThat(send("HEAD", link(), "").status()).isEqualTo(401);
        assertThat(get(link(), "Sec-Fetch-Mode: no-cors").status()).isEqualTo(401);
        assertThat(get(link()).status()).isEqualTo(303);
    }

    @Test
    void refuses_who_has_neither_link_nor_cookie() throws IOException {
        openWithLink();

        assertThat(get("/console/").status()).isEqualTo(401);
        assertThat(get("/console/enter?t=guess").status()).isEqualTo(401);
        assertThat(get("/console/", "Cookie: wh-console-" + hub.url().getPort() + "=guess")
                        .status())
                .isEqualTo(401);
    }

    @Test
    void refuses_a_form_of_another_origin() throws IOException {
        openWithLink();
        String cookie = cookie(get(link()));

        RawHttp.Response forged = send(
                "POST",
                "/console/webhooks",
                "name=n",
                cookie,
                "Origin: https://evil.example",
                "Content-Type: application/x-www-form-urlencoded");

        assertThat(forged.status()).isEqualTo(403);
    }

    @Test
    void refuses_its_pages_under_a_name_that_is_not_its_own() throws IOException {
        openWithLink();

        RawHttp.Response rebound = RawHttp.send(hub.url(), "", "GET " + link() + " HTTP/1.1", "Host: evil.example");

        assertThat(rebound.status()).isEqualTo(421);
        assertThat(get(link()).status()).isEqualTo(303);
    }

    @Test
    void asks_for_the_password_if_there_is_one() throws IOException {
        open(ConsoleGate.basic("operator", PASSWORD));
        String right = Base64.getEncoder().encodeToString(("operator:" + PASSWORD).getBytes(StandardCharsets.UTF_8));

        assertThat(hub.console()).contains(hub.url().resolve("/console"));
        assertThat(get("/console/").head()).contains("WWW-Authenticate: Basic");
        assertThat(get("/console/", "Authorization: Basic " + right).status()).isEqualTo(200);
    }

    @Test
    void is_absent_unless_it_is_asked_for() throws IOException {
        hub = TestHub.open(folder.resolve("hub.db"), AccessRules.of(null, List.of()));

        assertThat(get("/console/").status()).isEqualTo(404);
        assertThat(hub.console()).isEmpty();
    }

    @Test
    void takes_only_json_requests_with_the_token_if_there_is_one() throws IOException {
        hub = TestHub.open(
                folder.resolve("hub.db"), AccessRules.of(null, List.of()).withToken(new ApiToken("0123456789abcdef")));

        RawHttp.Response without = get("/health");

        assertThat(without.status()).isEqualTo(401);
        assertThat(without.body())
                .isEqualTo("{\"error\":\"Authorization must be Bearer and the token in the file that --api-token-file"
                        + " names.\"}");
        assertThat(get("/health", "Authorization: Bearer 0123456789abcdeX").status())
                .isEqualTo(401);
        assertThat(get("/health", "Authorization: Bearer 0123456789abcdef").status())
                .isEqualTo(200);
        assertThat(get("/callbacks/none").status()).isNotEqualTo(401);
    }
}
