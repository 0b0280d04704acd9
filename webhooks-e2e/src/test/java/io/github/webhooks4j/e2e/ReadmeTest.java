package io.github.webhooks4j.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.callback.Callback;
import io.github.webhooks4j.engine.WebhookEngine;
import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.okhttp.AddressPolicy;
import io.github.webhooks4j.okhttp.OkHttpTransport;
import io.github.webhooks4j.payload.PushEvents;
import io.github.webhooks4j.payload.PushPayload;
import io.github.webhooks4j.sqlite.SqliteStore;
import io.github.webhooks4j.testkit.ReceiverResponse;
import io.github.webhooks4j.testkit.TestReceiver;
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
    void shows_a_snippet_that_works() throws Exception {
        byte[] pushJson = "{\"repository\":{\"repo_name\":\"acme/app\"}}".getBytes(StandardCharsets.UTF_8);
        try (TestReceiver ci = TestReceiver.start()) {
            ci.respondWith(ReceiverResponse.of(202));

            snippet(directory.resolve("webhooks.db"), AddressPolicy.allowLoopback(), ci.url(), pushJson, () -> {
                assertThat(ci.awaitDeliveries(1, Duration.ofSeconds(10))).hasSize(1);
                return null;
            });
        }
    }

    private static void snippet(
            Path file, AddressPolicy policy, String ciUrl, byte[] pushJson, Callable<@Nullable Void> whileRunning)
            throws Exception {
        // begin
        var store = SqliteStore.open(file);
        var transport = OkHttpTransport.builder().addressPolicy(policy).build();
        var engine = WebhookEngine.builder(store, transport)
                .callbackBase(URI.create("https://hub.example.com/callbacks"))
                .start();

        engine.webhooks()
                .create(WebhookDraft.builder("CI", "acme/app", List.of(ciUrl)).build());

        var push = PushEvents.of(new EventId("push-1"), Instant.now(), PushPayload.parse(pushJson));
        engine.publish(push); // on disk now; every matching webhook gets it
        // end
        try (store;
                transport;
                engine) {
            whileRunning.call();
        }
    }

    @Test
    void shows_the_snippet_as_it_is_compiled() throws IOException {
        List<String> source = Files.readAllLines(THIS);
        List<String> snippet = source.subList(indexOf(source, "// begin") + 1, indexOf(source, "// end"));

        assertThat(codeBlocks(Files.readString(README)).get(0))
                .isEqualTo(String.join("\n", snippet).stripIndent());
    }

    @Test
    void has_one_command_to_try_it_and_one_to_test_it() throws IOException {
        assertThat(codeBlocks(section("Try it")))
                .singleElement()
                .asString()
                .hasLineCount(1)
                .contains("webhooks-examples/target/webhooks-examples.jar demo");
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

    private static int indexOf(List<String> lines, String text) {
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).strip().equals(text)) {
                return i;
            }
        }
        throw new AssertionError("no line " + text);
    }
}
