package io.github.webhooks4j.spring.boot.receiver;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.payload.PushPayload;
import io.github.webhooks4j.receiver.WebhookReceiver;
import io.github.webhooks4j.signature.PathSecret;
import io.github.webhooks4j.signature.VerifiedDelivery;
import io.github.webhooks4j.signature.WebhookSecret;
import io.github.webhooks4j.spring.receiver.ReceptionListener;
import io.github.webhooks4j.spring.receiver.VerifiedWebhook;
import io.github.webhooks4j.testkit.SignedDelivery;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** What handlers get, and how an application responds to what it refuses: the same over Tomcat and over Reactor Netty. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ReceiverTests {
    private static final WebhookSecret SECRET = WebhookSecret.of("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
    private static final PathSecret PATH = PathSecret.of("abcdefghijklmnopqrstuv");
    /** Blanks and an umlaut, which no parser would write again in the same way. */
    private static final String PUSH = "{ \"push_data\":{\"pusher\":\"Jürgen\",\"pushed_at\":1,\"tag\":\"latest\"},"
            + "\"repository\":{\"repo_name\":\"acme/app\"},\"callback_url\":\"https://hub.example/1\" }";

    private final HttpClient client = HttpClient.newHttpClient();

    private ConfigurableApplicationContext application;

    /** Returns an application with {@link Handlers}, and the type of web application that it is. */
    abstract SpringApplication application();

    @BeforeAll
    void start() {
        application = application()
                .run(
                        "--server.port=0",
                        "--webhooks.enabled=false",
                        "--spring.datasource.url=jdbc:sqlite::memory:",
                        "--webhooks.receivers.acme.keys=" + SECRET.reveal(),
                        "--webhooks.receivers.hub.path-secrets=" + PATH.reveal());
    }

    @AfterAll
    void stop() {
        application.close();
    }

    @Test
    void calls_a_handler_with_a_verified_delivery() throws Exception {
        assertThat(signed("/hooks/acme", PUSH).body()).isEqualTo("msg_1 " + PUSH);
    }

    @Test
    void calls_a_handler_with_a_push_and_its_bytes() throws Exception {
        assertThat(signed("/hooks/push", PUSH).body())
                .isEqualTo("acme/app " + PUSH.getBytes(StandardCharsets.UTF_8).length);
    }

    @Test
    void takes_a_push_at_a_secret_path() throws Exception {
        assertThat(post("/hooks/hub/" + PATH.reveal(), PUSH, "").body()).isEqualTo("acme/app");
        HttpResponse<String> guess = post("/hooks/hub/guess", PUSH, "");

        assertThat(guess.statusCode()).isEqualTo(404);
        assertThat(guess.body())
                .isEqualTo("{\"type\":\"about:blank\",\"title\":\"Not Found\",\"status\":404,"
                        + "\"detail\":\"there is nothing at this path\"}");
    }

    @Test
    void responds_with_a_problem_to_a_body_that_was_changed() throws Exception {
        HttpResponse<String> response = post("/hooks/acme", PUSH + " ", PUSH);

        assertThat(response.statusCode()).isEqualTo(401);
        assertThat(response.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(response.body())
                .isEqualTo("{\"type\":\"about:blank\",\"title\":\"Unauthorized\",\"status\":401,"
                        + "\"detail\":\"the delivery has no valid signature\"}");
    }

    @Test
    void responds_with_a_problem_to_a_request_without_a_body() throws Exception {
        assertThat(post("/hooks/acme", "", PUSH).statusCode()).isEqualTo(401);
    }

    @Test
    void responds_with_a_problem_to_a_body_that_is_no_push() throws Exception {
        HttpResponse<String> response = signed("/hooks/push", "{}");

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(response.body())
                .startsWith("{\"type\":\"about:blank\",\"title\":\"Bad Request\",\"status\":400,\"detail\":\"");
    }

    @Test
    void responds_with_a_problem_to_a_body_that_is_too_large() throws Exception {
        String large = "x".repeat(WebhookReceiver.MAX_BODY_BYTES + 1);

        HttpResponse<String> response = signed("/hooks/acme", large);

        assertThat(response.statusCode()).isEqualTo(413);
        assertThat(response.body())
                .isEqualTo("{\"type\":\"about:blank\",\"title\":\"Content Too Large\",\"status\":413,"
                        + "\"detail\":\"the body must have at most 1048576 bytes\"}");
    }

    @Test
    void authenticates_no_sender_by_the_key_of_another() throws Exception {
        assertThat(signed("/hooks/both", PUSH).statusCode()).isGreaterThanOrEqualTo(400);
    }

    @Test
    void counts_what_it_accepts_and_refuses_once() throws Exception {
        double accepted = received("accepted");
        double refused = received("no_match");

        signed("/hooks/push", PUSH);
        post("/hooks/acme", PUSH + " ", PUSH);

        assertThat(received("accepted")).isEqualTo(accepted + 1);
        assertThat(received("no_match")).isEqualTo(refused + 1);
    }

    @Test
    void counts_a_delivery_without_the_payload_that_its_handler_takes_as_refused() throws Exception {
        double accepted = received("accepted");
        double refused = received("invalid_payload");

        signed("/hooks/push", "{}");

        assertThat(received("accepted")).isEqualTo(accepted);
        assertThat(received("invalid_payload")).isEqualTo(refused + 1);
    }

    private double received(String result) {
        Counter counter = application
                .getBean(SimpleMeterRegistry.class)
                .find("webhooks.received")
                .tags("receiver", "acme", "result", result)
                .counter();
        return counter == null ? 0 : counter.count();
    }

    private HttpResponse<String> signed(String path, String body) throws IOException, InterruptedException {
        return post(path, body, body);
    }

    private HttpResponse<String> post(String path, String body, String signed)
            throws IOException, InterruptedException {
        URI url =
                URI.create("http://127.0.0.1:" + application.getEnvironment().getProperty("local.server.port") + path);
        HttpRequest.Builder request = HttpRequest.newBuilder(url).POST(BodyPublishers.ofString(body));
        SignedDelivery.of(SECRET, "msg_1", Instant.now(), signed).headers().forEach(request::header);
        return client.send(request.build(), BodyHandlers.ofString());
    }

    /** What an application has. */
    @RestController
    static class Handlers {
        @Bean
        static SimpleMeterRegistry meters() {
            return new SimpleMeterRegistry();
        }

        /** Keeps no delivery from its handler, and no other listener from being notified. */
        @Bean
        static ReceptionListener failing() {
            return (receiver, reception) -> {
                throw new IllegalStateException("this listener fails each time");
            };
        }

        @PostMapping("/hooks/acme")
        String acme(@VerifiedWebhook("acme") VerifiedDelivery delivery) {
            return delivery.id() + " " + new String(delivery.body(), StandardCharsets.UTF_8);
        }

        @PostMapping("/hooks/push")
        String push(@VerifiedWebhook("acme") PushPayload push, @VerifiedWebhook("acme") byte[] body) {
            return push.repository().repoName() + " " + body.length;
        }

        @PostMapping("/hooks/hub/{secret}")
        String hub(@VerifiedWebhook("hub") PushPayload push, @PathVariable("secret") String secret) {
            return push.repository().repoName();
        }

        @PostMapping("/hooks/both")
        String both(
                @VerifiedWebhook("acme") VerifiedDelivery delivery, @VerifiedWebhook("hub") VerifiedDelivery other) {
            return "accepted";
        }
    }
}
