package io.github.webhooks4j.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.callback.Callback;
import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.chain.ChainState;
import io.github.webhooks4j.engine.WebhookEngine;
import io.github.webhooks4j.engine.lifecycle.EnginePhase;
import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.payload.PushData;
import io.github.webhooks4j.payload.PushEvents;
import io.github.webhooks4j.payload.PushPayload;
import io.github.webhooks4j.payload.Repository;
import io.github.webhooks4j.testkit.ReceiverResponse;
import io.github.webhooks4j.testkit.RecordedDelivery;
import io.github.webhooks4j.testkit.TestReceiver;
import io.github.webhooks4j.webhook.WebhookDraft;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.SecurityFilterChain;

/** An application with a real web server: Tomcat. */
@Tag("e2e")
class WebApplicationTest {
    private static final PushPayload PUSH = PushPayload.of(
            PushData.of(null, "ann", "latest"), Repository.builder("acme/app").build());

    @TempDir
    private Path directory;

    @Test
    void takes_the_callbacks_of_a_chain() throws Exception {
        try (TestReceiver ci = TestReceiver.start();
                TestReceiver deploy = TestReceiver.start();
                ConfigurableApplicationContext application = start(freePort())) {
            assertThatChainCompletes(application, ci, deploy);
        }
    }

    @Test
    void takes_the_callback_of_a_delivery_that_is_in_flight_while_it_stops() throws Exception {
        try (TestReceiver ci = TestReceiver.start();
                TestReceiver deploy = TestReceiver.start()) {
            ConfigurableApplicationContext application = start(freePort());
            WebhookEngine engine = application.getBean(WebhookEngine.class);
            // While the application stops, the receiver calls back before it responds to the delivery.
            ci.respondWith(received -> {
                Thread stopping = new Thread(application::close, "stopping");
                stopping.start();
                Awaitility.await().until(() -> !engine.phase().equals(EnginePhase.DELIVERING));
                ci.callBack(received, Callback.success());
                return ReceiverResponse.of(200);
            });

            publish(engine, ci, deploy);
            ci.awaitDeliveries(1, Duration.ofSeconds(10));

            assertThat(ci.awaitCallbacks(1, Duration.ofSeconds(10)).get(0).status())
                    .isEqualTo(200);
            Awaitility.await().until(() -> !application.isActive());
        }
    }

    @Test
    void takes_callbacks_again_after_the_context_was_stopped_and_started() throws Exception {
        try (TestReceiver ci = TestReceiver.start();
                TestReceiver deploy = TestReceiver.start();
                ConfigurableApplicationContext application = start(freePort())) {
            application.stop();
            application.start();

            assertThatChainCompletes(application, ci, deploy);
        }
    }

    @Test
    void finishes_in_a_second_context_what_the_first_has_accepted() throws Exception {
        try (TestReceiver ci = TestReceiver.start();
                TestReceiver deploy = TestReceiver.start()) {
            int port = freePort();
            try (ConfigurableApplicationContext first = start(port, "--webhooks.delivery.enabled=false")) {
                publish(first.getBean(WebhookEngine.class), ci, deploy);
            }

            try (ConfigurableApplicationContext second = start(port)) {
                assertThat(second.isActive()).isTrue();
                RecordedDelivery delivery =
                        ci.awaitDeliveries(1, Duration.ofSeconds(10)).get(0);
                assertThat(ci.callBack(delivery, Callback.success()).status()).isEqualTo(200);
                deploy.awaitDeliveries(1, Duration.ofSeconds(10));
            }
        }
    }

    @Test
    @EnabledForJreRange(min = JRE.JAVA_21)
    void publishes_and_takes_callbacks_on_virtual_threads() throws Exception {
        int port = freePort();
        try (TestReceiver ci = TestReceiver.start();
                TestReceiver deploy = TestReceiver.start();
                ConfigurableApplicationContext application =
                        start(LoadedApplication.class, port, "--spring.threads.virtual.enabled=true")) {
            createWebhook(application.getBean(WebhookEngine.class), ci, deploy);

            String thread = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/pushes?tag=v1"))
                                    .POST(BodyPublishers.noBody())
                                    .build(),
                            BodyHandlers.ofString())
                    .body();

            assertThat(thread).startsWith("VirtualThread[");
            RecordedDelivery delivery =
                    ci.awaitDeliveries(1, Duration.ofSeconds(10)).get(0);
            assertThat(ci.callBack(delivery, Callback.success()).status()).isEqualTo(200);
            deploy.awaitDeliveries(1, Duration.ofSeconds(10));
        }
    }

    private void assertThatChainCompletes(
            ConfigurableApplicationContext application, TestReceiver ci, TestReceiver deploy) throws Exception {
        WebhookEngine engine = application.getBean(WebhookEngine.class);
        ChainId chain = publish(engine, ci, deploy);
        RecordedDelivery delivery =
                ci.awaitDeliveries(1, Duration.ofSeconds(10)).get(0);

        assertThat(ci.callBack(delivery, Callback.success()).status()).isEqualTo(200);

        RecordedDelivery last =
                deploy.awaitDeliveries(1, Duration.ofSeconds(10)).get(0);
        deploy.callBack(last, Callback.success());
        Awaitility.await()
                .until(() -> engine.history().chain(chain).orElseThrow().state() instanceof ChainState.Complete);
    }

    private ChainId publish(WebhookEngine engine, TestReceiver ci, TestReceiver deploy) {
        createWebhook(engine, ci, deploy);
        return engine.publish(PushEvents.of(new EventId("push-1"), Instant.now(), PUSH))
                .chains()
                .get(0);
    }

    private static void createWebhook(WebhookEngine engine, TestReceiver ci, TestReceiver deploy) {
        engine.webhooks()
                .create(WebhookDraft.builder("CI, then deploy", "acme/app", List.of(ci.url(), deploy.url()))
                        .build());
    }

    private ConfigurableApplicationContext start(int port, String... properties) {
        return start(Application.class, port, properties);
    }

    private ConfigurableApplicationContext start(Class<?> application, int port, String... properties) {
        var arguments = new ArrayList<>(List.of(
                "--server.port=" + port,
                "--server.shutdown=graceful",
                "--spring.application.name=hub",
                "--spring.datasource.url=jdbc:sqlite:" + directory.resolve("hub.db"),
                "--webhooks.callback-base=http://127.0.0.1:" + port + "/webhooks/callbacks",
                "--webhooks.transport.allow-loopback=true"));
        arguments.addAll(List.of(properties));
        return new SpringApplication(application).run(arguments.toArray(String[]::new));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {
        /** As the documents have it. */
        @Bean
        @Order(1)
        SecurityFilterChain callbacks(HttpSecurity http) throws Exception {
            return http.securityMatcher("/webhooks/callbacks/**")
                    .csrf(csrf -> csrf.disable())
                    .authorizeHttpRequests(requests -> requests.anyRequest().permitAll())
                    .build();
        }
    }
}
