package io.github.webhooks4j.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.callback.Callback;
import io.github.webhooks4j.cli.io.LoopbackServer;
import io.github.webhooks4j.okhttp.OkHttpTransport;
import io.github.webhooks4j.payload.PushPayload;
import io.github.webhooks4j.signature.WebhookHeaders;
import io.github.webhooks4j.signature.WebhookSecret;
import io.github.webhooks4j.signature.WebhookSigner;
import io.github.webhooks4j.signature.WebhookVerifier;
import io.github.webhooks4j.transport.CallbackClient;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReceiverTest {
    private static final String PUSH = "{\"push_data\":{\"tag\":\"v1\"},\"repository\":{\"repo_name\":\"acme/app\"}}";

    private final Instant now = Instant.now();
    private final WebhookSecret secret = WebhookSecret.generate();
    private final AtomicReference<Executor> workers = new AtomicReference<>(Runnable::run);
    private final List<String> log = new ArrayList<>();
    private final List<PushPayload> done = new ArrayList<>();
    private final OkHttpTransport transport = OkHttpTransport.builder().build();
    private final CallbackClient client =
            CallbackClient.builder(Set.of("hub.example"), transport).build();
    private final LoopbackServer server = LoopbackServer.bind(0);

    @BeforeEach
    void serve() {
        var verifier = WebhookVerifier.of(secret);
        server.serve(
                "/hook",
                new Receiver(verifier, client, this::work, task -> workers.get().execute(task), log::add));
        server.start();
    }

    @AfterEach
    void close() {
        server.close();
        client.close();
        transport.close();
    }

    @Test
    void works_once_however_often_a_delivery_comes() throws Exception {
        assertThat(deliver("msg_1", PUSH).statusCode()).isEqualTo(202);
        assertThat(deliver("msg_1", PUSH).statusCode()).isEqualTo(202);

        assertThat(done).hasSize(1);
    }

    @Test
    void responds_to_a_forged_delivery_with_the_status_only() throws Exception {
        HttpResponse<String> answer = send("msg_1", "v1,AAAA", PUSH);

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.body()).isEmpty();
        assertThat(log).containsExactly("refuses a delivery: NO_MATCH");
        assertThat(done).isEmpty();
    }

    @Test
    void refuses_what_is_too_large_before_it_is_verified() throws Exception {
        assertThat(deliver("msg_1", " ".repeat(PushPayload.MAX_BYTES) + PUSH).statusCode())
                .isEqualTo(413);

        assertThat(log).containsExactly("refuses a delivery: it has more than 1048576 bytes");
    }

    @Test
    void takes_a_delivery_again_that_it_had_no_room_for() throws Exception {
        workers.set(task -> {
            throw new RejectedExecutionException("full");
        });
        assertThat(deliver("msg_1", PUSH).statusCode()).isEqualTo(503);
        workers.set(Runnable::run);

        assertThat(deliver("msg_1", PUSH).statusCode()).isEqualTo(202);

        assertThat(done).hasSize(1);
        assertThat(log).startsWith("has no room for acme/app:v1");
    }

    @Test
    void logs_untrusted_names_on_one_line() throws Exception {
        deliver("msg_1", PUSH.replace("v1", "v1\\r\\nINFO all is well\\u001b[2J"));

        assertThat(log).contains("receives acme/app:v1\\u{d}\\u{a}INFO all is well\\u{1b}[2J, signature verified");
    }

    private Callback work(PushPayload payload) {
        done.add(payload);
        return Callback.success();
    }

    private HttpResponse<String> deliver(String id, String body) throws IOException, InterruptedException {
        String signature = WebhookSigner.of(List.of(secret)).sign(id, now, body.getBytes(StandardCharsets.UTF_8));
        return send(id, signature, body);
    }

    private HttpResponse<String> send(String id, String signature, String body)
            throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(server.url("/hook"))
                .header(WebhookHeaders.ID, id)
                .header(WebhookHeaders.TIMESTAMP, Long.toString(now.getEpochSecond()))
                .header(WebhookHeaders.SIGNATURE, signature)
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    }
}
