package io.github.webhooks4j.cli.serve;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.webhooks4j.callback.Callback;
import io.github.webhooks4j.testkit.ReceiverResponse;
import io.github.webhooks4j.testkit.RecordedDelivery;
import io.github.webhooks4j.testkit.TestReceiver;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("e2e")
class HubProcessTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String WEBHOOKS = "/repositories/acme/app/webhooks";
    private static final String PUSHES = "/repositories/acme/app/pushes";

    @TempDir
    private Path folder;

    private final TestReceiver ci = TestReceiver.start();
    private final TestReceiver deploy = TestReceiver.start();

    @AfterEach
    void close() {
        ci.close();
        deploy.close();
    }

    @Test
    void goes_on_where_it_was_after_it_was_killed() throws Exception {
        Path store = folder.resolve("hub.db");
        var chains = new ArrayList<String>();
        try (HubProcess hub = HubProcess.start(store)) {
            createChain(hub.client());
            for (int push = 0; push < 20; push++) {
                chains.add(publish(hub.client(), "v" + push));
            }
            ci.awaitDeliveries(5, PATIENCE);
            hub.kill();
        }
        int deliveredBefore = ci.deliveries().size();

        try (HubProcess hub = HubProcess.start(store)) {
            ci.respondWith(ReceiverResponse.of(202).withCallbacksAfter(Callback.success()));
            deploy.respondWith(ReceiverResponse.of(202).withCallbacksAfter(Callback.success()));
            for (String chain : chains) {
                JsonNode first = hub.client().awaitChain(chain, HubProcessTest::isBeyondItsFirstDelivery);
                if (first.get("state").textValue().equals("awaiting_callback")
                        && first.get("step").intValue() == 0) {
                    // Delivered before the kill: its receiver calls back only now, to the URL it got then.
                    callBackTo(hub.client(), chain);
                }
                hub.client()
                        .awaitChain(chain, json -> json.get("state").textValue().equals("complete"));
            }

            assertThat(hub.client().get("/health").json().at("/ledger/complete").intValue())
                    .isEqualTo(20);
            assertThat(idsOf(deploy.deliveries())).hasSize(20);
            assertThat(idsOf(ci.deliveries())).hasSize(20);
            assertThat(deliveredBefore).isPositive();
        }
    }

    @Test
    void refuses_a_store_that_another_hub_uses() throws Exception {
        Path store = folder.resolve("hub.db");
        try (HubProcess hub = HubProcess.start(store)) {
            Process second = HubProcess.builder(store).start();

            assertThat(second.waitFor(30, TimeUnit.SECONDS)).isTrue();

            assertThat(second.exitValue()).isEqualTo(1);
            assertThat(new String(second.getErrorStream().readAllBytes(), StandardCharsets.UTF_8))
                    .contains("error: the store file " + store + " is in use by another process");
            assertThat(hub.client().get("/health").status()).isEqualTo(200);
        }
    }

    @Test
    void ends_cleanly_when_it_is_terminated() throws Exception {
        Path store = folder.resolve("hub.db");
        try (HubProcess hub = HubProcess.start(store)) {
            assertThat(hub.terminate()).isZero();
        }
        try (HubProcess hub = HubProcess.start(store)) {
            assertThat(hub.client().get("/health").status()).isEqualTo(200);
        }
    }

    @Test
    void prints_a_link_to_the_console_after_it_is_ready() throws Exception {
        try (HubProcess hub = HubProcess.start(folder.resolve("hub.db"), "--console")) {
            assertThat(hub.line()).matches("console on http://127\\.0\\.0\\.1:\\d+/console/enter\\?t=[0-9a-f]{64}");
        }
    }

    @Test
    void prints_where_the_console_is_if_it_has_a_password() throws Exception {
        Path password = Files.writeString(folder.resolve("password.txt"), "correct horse battery");

        try (HubProcess hub = HubProcess.start(
                folder.resolve("hub.db"), "--console", "--console-password-file", password.toString())) {
            assertThat(hub.line()).matches("console on http://127\\.0\\.0\\.1:\\d+/console");
        }
    }

    private void createChain(HubClient hub) throws Exception {
        assertThat(hub.post(
                                WEBHOOKS,
                                "{\"name\":\"chain\",\"destinations\":[\"" + ci.url() + "\",\"" + deploy.url() + "\"]}")
                        .status())
                .isEqualTo(201);
    }

    private static String publish(HubClient hub, String tag) throws Exception {
        return hub.post(PUSHES, "{\"push_data\":{\"tag\":\"" + tag + "\"},\"repository\":{\"repo_name\":\"acme/app\"}}")
                .json()
                .at("/chains/0")
                .textValue();
    }

    private static boolean isBeyondItsFirstDelivery(JsonNode chain) {
        return chain.get("step").intValue() > 0
                || !chain.get("state").textValue().equals("delivering");
    }

    /** The callback URL names the dead process's port; the new one has the same paths. */
    private void callBackTo(HubClient hub, String chain) throws Exception {
        RecordedDelivery delivery = ci.deliveries().stream()
                .filter(each -> each.header("webhook-id").orElseThrow().equals(chain + "_0"))
                .findFirst()
                .orElseThrow();
        String path = requireNonNull(delivery.payload().callbackUrl()).getPath();
        assertThat(hub.post(path, "{\"state\":\"success\"}").status()).isEqualTo(200);
    }

    private static List<String> idsOf(List<RecordedDelivery> deliveries) {
        return deliveries.stream()
                .map(delivery -> delivery.header("webhook-id").orElseThrow())
                .distinct()
                .toList();
    }
}
