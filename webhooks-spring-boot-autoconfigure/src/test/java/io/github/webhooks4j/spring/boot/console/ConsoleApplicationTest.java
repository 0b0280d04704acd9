package io.github.webhooks4j.spring.boot.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.console.access.Scope;
import io.github.webhooks4j.console.display.ConsoleBrand;
import io.github.webhooks4j.console.portal.PortalGrant;
import io.github.webhooks4j.console.portal.PortalLinks;
import io.github.webhooks4j.engine.WebhookEngine;
import io.github.webhooks4j.testkit.InMemoryStore;
import io.github.webhooks4j.webhook.Webhook;
import io.github.webhooks4j.webhook.WebhookDraft;
import io.github.webhooks4j.webhook.WebhookStatus;
import java.io.IOException;
import java.net.CookieManager;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;

/** The console and the customers' page over Tomcat, behind Spring Security with its protection against forged forms. */
@Tag("e2e")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConsoleApplicationTest {
    private static final Pattern TOKEN = Pattern.compile("name=\"_csrf\" value=\"([^\"]+)\"");

    private final CookieManager cookies = new CookieManager();
    private final HttpClient client =
            HttpClient.newBuilder().cookieHandler(cookies).build();

    private ConfigurableApplicationContext application;
    private String base;

    @BeforeAll
    void start() throws IOException {
        int port = freePort();
        base = "http://127.0.0.1:" + port;
        var starting = new SpringApplication(Application.class);
        starting.setWebApplicationType(WebApplicationType.SERVLET);
        application = starting.run(
                "--server.port=" + port,
                "--spring.datasource.url=jdbc:sqlite::memory:",
                "--webhooks.console.enabled=true",
                "--webhooks.portal.enabled=true",
                "--webhooks.portal.base=" + base + "/webhooks/portal");
    }

    @AfterAll
    void stop() {
        application.close();
    }

    @Test
    void asks_who_is_unknown_to_log_in() throws Exception {
        assertThat(get("/webhooks/console/", null).statusCode()).isEqualTo(401);
    }

    @Test
    void refuses_a_user_without_an_authority() throws Exception {
        assertThat(get("/webhooks/console/", "guest").statusCode()).isEqualTo(403);
    }

    @Test
    void shows_the_console_to_a_user_who_may_look() throws Exception {
        HttpResponse<String> page = get("/webhooks/console/", "viewer");

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body()).contains("Acme Hub");
    }

    @Test
    void lets_a_user_who_may_look_change_nothing() throws Exception {
        Webhook webhook = webhook();
        // Of the same session, so that it is not the token for which the form is refused.
        String token = token(get(path(webhook), "operator"));

        assertThat(post(path(webhook) + "/disable", "viewer", token).statusCode())
                .isEqualTo(403);
        assertThat(isEnabled(webhook)).isTrue();
    }

    @Test
    void accepts_a_form_with_the_token_of_spring_security() throws Exception {
        Webhook webhook = webhook();
        String token = token(get(path(webhook), "operator"));

        assertThat(post(path(webhook) + "/disable", "operator", token).statusCode())
                .isEqualTo(303);
        assertThat(isEnabled(webhook)).isFalse();
    }

    @Test
    void refuses_a_form_without_the_token() throws Exception {
        Webhook webhook = webhook();

        assertThat(post(path(webhook) + "/disable", "operator", "forged").statusCode())
                .isEqualTo(403);
        assertThat(isEnabled(webhook)).isTrue();
    }

    @Test
    void lets_a_customer_in_by_a_link_and_accepts_their_form() throws Exception {
        Webhook webhook = webhook();
        URI link = application.getBean(PortalLinks.class).create(PortalGrant.of(Scope.of("acme/app"), "user-17"));
        HttpResponse<String> entered = client.send(HttpRequest.newBuilder(link).build(), BodyHandlers.ofString());
        assertThat(entered.statusCode()).isEqualTo(303);
        // Otherwise the JDK would send it in quotes, as no browser does.
        cookies.getCookieStore().getCookies().forEach(cookie -> cookie.setVersion(0));
        String path = "/webhooks/portal/webhooks/" + webhook.id().value();

        HttpResponse<String> page = get(path, null);
        HttpResponse<String> disabled = post(path + "/disable", null, token(page));

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(disabled.statusCode()).isEqualTo(303);
        assertThat(isEnabled(webhook)).isFalse();
    }

    private WebhookEngine engine() {
        return application.getBean(WebhookEngine.class);
    }

    private Webhook webhook() {
        return engine().webhooks()
                .create(WebhookDraft.builder("CI", "acme/app", List.of("https://ci.example/hook"))
                        .build());
    }

    private boolean isEnabled(Webhook webhook) {
        return engine().webhooks().get(webhook.id()).orElseThrow().status() == WebhookStatus.ENABLED;
    }

    private static String path(Webhook webhook) {
        return "/webhooks/console/webhooks/" + webhook.id().value();
    }

    private static String token(HttpResponse<String> page) {
        Matcher found = TOKEN.matcher(page.body());
        return found.find() ? found.group(1) : "none";
    }

    private HttpResponse<String> get(String path, @Nullable String user) throws IOException, InterruptedException {
        return client.send(request(path, user).build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> post(String path, @Nullable String user, String token)
            throws IOException, InterruptedException {
        return client.send(
                request(path, user)
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .header("Sec-Fetch-Site", "same-origin")
                        .POST(BodyPublishers.ofString("_csrf=" + URLEncoder.encode(token, StandardCharsets.UTF_8)))
                        .build(),
                BodyHandlers.ofString());
    }

    private HttpRequest.Builder request(String path, @Nullable String user) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path));
        if (user != null) {
            String credentials = Base64.getEncoder().encodeToString((user + ":pw").getBytes(StandardCharsets.UTF_8));
            request.header("Authorization", "Basic " + credentials);
        }
        return request;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {
        @Bean
        InMemoryStore store() {
            return new InMemoryStore();
        }

        @Bean
        WebhookConsoleCustomizer brand() {
            return console -> console.brand(ConsoleBrand.of("Acme Hub"));
        }

        @Bean
        SecurityFilterChain application(HttpSecurity http) throws Exception {
            return http.authorizeHttpRequests(requests -> requests.requestMatchers("/webhooks/portal/**", "/error")
                            .permitAll()
                            .anyRequest()
                            .authenticated())
                    .httpBasic(Customizer.withDefaults())
                    .build();
        }

        @Bean
        UserDetailsService users() {
            return new InMemoryUserDetailsManager(
                    User.withUsername("guest")
                            .password("{noop}pw")
                            .authorities("OTHER")
                            .build(),
                    User.withUsername("viewer")
                            .password("{noop}pw")
                            .authorities("WEBHOOKS_VIEW")
                            .build(),
                    User.withUsername("operator")
                            .password("{noop}pw")
                            .authorities("WEBHOOKS_OPERATE")
                            .build());
        }
    }
}
