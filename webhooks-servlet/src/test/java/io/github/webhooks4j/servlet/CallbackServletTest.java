package io.github.webhooks4j.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.chain.ChainState;
import io.github.webhooks4j.engine.WebhookEngine;
import io.github.webhooks4j.event.Event;
import io.github.webhooks4j.testkit.InMemoryStore;
import io.github.webhooks4j.testkit.RecordedDelivery;
import io.github.webhooks4j.testkit.ScriptedTransport;
import io.github.webhooks4j.webhook.WebhookDraft;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.startup.Tomcat;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real engine behind a real Tomcat. */
class CallbackServletTest {
    private static final String CI = "https://ci.example/hook";
    private static final String DEPLOY = "https://deploy.example/hook";
    private static final Pattern CALLBACK_URL = Pattern.compile("\"callback_url\":\"([^\"]+)\"");

    private final Tomcat tomcat = new Tomcat();
    private final InMemoryStore store = new InMemoryStore();
    private final ScriptedTransport transport = new ScriptedTransport();
    private final HttpClient client = HttpClient.newHttpClient();

    @TempDir
    private Path directory;

    private WebhookEngine engine;

    @BeforeEach
    void start() throws LifecycleException {
        engine = WebhookEngine.builder(store, transport)
                .callbackBase(() ->
                        URI.create("http://127.0.0.1:" + tomcat.getConnector().getLocalPort() + "/hub/callbacks"))
                .build();
        tomcat.setBaseDir(directory.toString());
        tomcat.setPort(0);
        Context hub = tomcat.addContext("/hub", new File(directory.toString()).getAbsolutePath());
        Tomcat.addServlet(hub, "callbacks", new CallbackServlet(engine.callbacks()));
        hub.addServletMappingDecoded("/callbacks/*", "callbacks");
        tomcat.start();
        engine.startDelivering();
    }

    @AfterEach
    void stop() throws LifecycleException {
        engine.close();
        tomcat.stop();
        tomcat.destroy();
    }

    @Test
    void passes_a_callback_on_that_moves_a_chain() throws Exception {
        ChainId chain = startChain();

        HttpResponse<String> response = post(callbackUrl(), "{\"state\":\"success\"}");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
        Awaitility.await().until(() -> transport.requests().size() == 2);
        assertThat(transport.requests().get(1).url()).isEqualTo(DEPLOY);
        assertThat(engine.history().chain(chain).orElseThrow().state().step()).isEqualTo(1);
    }

    @Test
    void responds_to_what_is_no_callback() throws Exception {
        startChain();
        URI url = callbackUrl();

        assertThat(post(url, "{\"state\":\"fine\"}").statusCode()).isEqualTo(400);
        assertThat(post(url, "x".repeat(200_000)).statusCode()).isEqualTo(413);
        assertThat(post(url.resolve("unknown"), "{\"state\":\"success\"}").body())
                .isEqualTo("{\"error\":\"There is nothing to call back here.\"}");
        HttpResponse<String> get = client.send(HttpRequest.newBuilder(url).build(), BodyHandlers.ofString());
        assertThat(get.statusCode()).isEqualTo(405);
        assertThat(get.headers().firstValue("Allow")).contains("POST");
    }

    @Test
    void refuses_a_coded_body() throws Exception {
        ChainId chain = startChain();
        HttpRequest coded = HttpRequest.newBuilder(callbackUrl())
                .header("Content-Encoding", "gzip")
                .POST(BodyPublishers.ofString("{\"state\":\"success\"}"))
                .build();

        assertThat(client.send(coded, BodyHandlers.ofString()).statusCode()).isEqualTo(415);
        assertThat(engine.history().chain(chain).orElseThrow().state()).isInstanceOf(ChainState.AwaitingCallback.class);
    }

    private ChainId startChain() {
        engine.webhooks()
                .create(WebhookDraft.builder("CI, then deploy", "acme/app", List.of(CI, DEPLOY))
                        .build());
        ChainId chain = engine.publish(Event.builder("order.created")
                        .topic("acme/app")
                        .id("e-1")
                        .body(Map.of("order", 1))
                        .build())
                .chains()
                .get(0);
        Awaitility.await()
                .until(() ->
                        engine.history().chain(chain).orElseThrow().state() instanceof ChainState.AwaitingCallback);
        return chain;
    }

    private URI callbackUrl() {
        RecordedDelivery delivery = transport.requests().get(0);
        Matcher url = CALLBACK_URL.matcher(delivery.text());
        assertThat(url.find()).isTrue();
        return URI.create(url.group(1));
    }

    private HttpResponse<String> post(URI url, String body) throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(url).POST(BodyPublishers.ofString(body)).build(), BodyHandlers.ofString());
    }
}
