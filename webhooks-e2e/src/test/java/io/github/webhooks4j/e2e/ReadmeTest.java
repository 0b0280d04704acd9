package io.github.webhooks4j.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.callback.Callback;
import io.github.webhooks4j.engine.WebhookEngine;
import io.github.webhooks4j.event.Event;
import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.okhttp.OkHttpTransport;
import io.github.webhooks4j.payload.PushEvents;
import io.github.webhooks4j.payload.PushPayload;
import io.github.webhooks4j.spi.store.Store;
import io.github.webhooks4j.spi.transport.Transport;
import io.github.webhooks4j.sqlite.SqliteStore;
import io.github.webhooks4j.testkit.ReceiverResponse;
import io.github.webhooks4j.testkit.RecordedDelivery;
import io.github.webhooks4j.testkit.TestReceiver;
import io.github.webhooks4j.transport.AddressPolicy;
import io.github.webhooks4j.webhook.WebhookDraft;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the README shows is compiled and run here; what it says to type is what stands in its code blocks. */
class ReadmeTest {
    private static final Path README = Path.of("..", "README.md");
    private static final Path THIS = Path.of("src/test/java/io/github/webhooks4j/e2e/ReadmeTest.java");

    @TempDir
    private Path directory;

    @Test
    void shows_an_event_of_the_application_that_is_delivered() throws Exception {
        try (TestReceiver billing = TestReceiver.start()) {
            publishOrder(directory.resolve("webhooks.db"), AddressPolicy.allowLoopback(), billing.url(), () -> {
                RecordedDelivery delivery =
                        billing.awaitDeliveries(1, Duration.ofSeconds(10)).get(0);
                assertThat(delivery.header("webhook-type")).contains("order.paid");
                assertThat(delivery.text()).contains("\"amount\":\"9.90\"");
                return null;
            });
        }
    }

    private static void publishOrder(Path file, AddressPolicy policy, String url, Callable<@Nullable Void> whileRunning)
            throws Exception {
        // begin
        var store = SqliteStore.open(file);
        var transport = OkHttpTransport.builder().addressPolicy(policy).build();
        var engine = WebhookEngine.builder(store, transport).start();

        engine.webhooks()
                .create(WebhookDraft.builder("Billing", "shop/orders", List.of(url))
                        .types(List.of("order.*"))
                        .build());

        var paid = Event.builder("order.paid")
                .topic("shop/orders")
                .id("order-1-paid") // published again under this id, it is still accepted once
                .body(Map.of("order", 1, "amount", "9.90"))
                .build();
        engine.publish(paid); // on disk now; every matching webhook gets it
        // end
        try (store;
                transport;
                engine) {
            whileRunning.call();
        }
    }

    @Test
    void shows_a_chain_for_a_push_that_runs() throws Exception {
        byte[] pushJson = "{\"repository\":{\"repo_name\":\"acme/app\"}}".getBytes(StandardCharsets.UTF_8);
        try (SqliteStore store = SqliteStore.open(directory.resolve("webhooks.db"));
                OkHttpTransport transport = OkHttpTransport.builder()
                        .addressPolicy(AddressPolicy.allowLoopback())
                        .build();
                TestReceiver ci = TestReceiver.start();
                TestReceiver deploy = TestReceiver.start()) {
            ci.respondWith(ReceiverResponse.of(202));

            publishPush(store, transport, ci.url(), deploy.url(), pushJson, () -> {
                assertThat(ci.awaitDeliveries(1, Duration.ofSeconds(10))).hasSize(1);
                return null;
            });
        }
    }

    private static void publishPush(
            Store store,
            Transport transport,
            String ciUrl,
            String deployUrl,
            byte[] pushJson,
            Callable<@Nullable Void> whileRunning)
            throws Exception {
        // begin
        var engine = WebhookEngine.builder(store, transport)
                .callbackBase(URI.create("https://hub.example.com/callbacks"))
                .start();

        engine.webhooks()
                .create(WebhookDraft.builder("CI, then deploy", "acme/app", List.of(ciUrl, deployUrl))
                        .build());

        engine.publish(PushEvents.of(new EventId("push-1"), Instant.now(), PushPayload.parse(pushJson)));
        // end
        try (engine) {
            whileRunning.call();
        }
    }

    @Test
    void shows_the_snippets_as_they_are_compiled() throws IOException {
        assertThat(codeBlocks(Files.readString(README)).subList(0, 2))
                .containsExactlyElementsOf(snippets(Files.readAllLines(THIS)));
    }

    @Test
    void has_one_command_to_try_it_and_one_to_test_it() throws IOException {
        assertThat(codeBlocks(section("Try it")))
                .singleElement()
                .asString()
                .hasLineCount(1)
                .contains("-pl webhooks-examples -am package", "webhooks-examples/target/webhooks-examples.jar demo");
        assertThat(codeBlocks(section("Test")))
                .singleElement()
                .asString()
                .hasLineCount(1)
                .startsWith("mvn ");
    }

    @Test
    void keeps_the_callback_rules_that_it_names() {
        assertThat(Callback.MAX_DESCRIPTION).isEqualTo(255);
        assertThat(Callback.MAX_CONTEXT).isEqualTo(100);
    }

    private static String section(String title) throws IOException {
        return Arrays.stream(Files.readString(README).split("(?m)^## ", -1))
                .filter(section -> section.startsWith(title + "\n"))
                .findFirst()
                .orElseThrow();
    }

    private static List<String> codeBlocks(String markdown) {
        var blocks = new ArrayList<String>();
        String[] parts = markdown.split("(?m)^```", -1);
        for (int i = 1; i < parts.length; i += 2) {
            blocks.add(parts[i].substring(parts[i].indexOf('\n') + 1).stripTrailing());
        }
        return blocks;
    }

    private static List<String> snippets(List<String> lines) {
        var snippets = new ArrayList<String>();
        int begin = -1;
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).strip().equals("// begin")) {
                begin = i + 1;
            } else if (lines.get(i).strip().equals("// end")) {
                snippets.add(String.join("\n", lines.subList(begin, i)).stripIndent());
            }
        }
        return snippets;
    }
}
