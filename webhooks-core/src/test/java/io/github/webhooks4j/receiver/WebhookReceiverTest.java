package io.github.webhooks4j.receiver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.webhooks4j.signature.PathSecret;
import io.github.webhooks4j.signature.VerifiedDelivery;
import io.github.webhooks4j.signature.WebhookHeaders;
import io.github.webhooks4j.signature.WebhookSecret;
import io.github.webhooks4j.signature.WebhookSigner;
import io.github.webhooks4j.signature.WebhookVerifier;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What a receiver accepts, and how it responds to what it refuses. */
class WebhookReceiverTest {
    private static final Instant NOW = Instant.parse("2026-12-01T12:00:00Z");
    private static final WebhookSecret SECRET = WebhookSecret.of("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
    private static final PathSecret PATH = PathSecret.of("abcdefghijklmnopqrstuv");
    private static final byte[] BODY = "{\"order\":1}".getBytes(StandardCharsets.UTF_8);

    private final WebhookReceiver receiver = WebhookReceiver.of(WebhookVerifier.builder(List.of(SECRET))
            .clock(Clock.fixed(NOW, ZoneOffset.UTC))
            .build());

    @Test
    void accepts_a_delivery_that_is_signed() {
        assertThat(delivery(receiver.receive("/hook", signed(BODY)::get, BODY)).id())
                .isEqualTo("msg_1");
    }

    @Test
    void refuses_a_body_that_was_changed_without_a_reason_in_the_response() {
        Reception.Refused refused = refused(receiver.receive("/hook", signed(BODY)::get, new byte[] {'{', '}'}));

        assertThat(refused.reason()).isEqualTo("no_match");
        assertThat(refused.status()).isEqualTo(401);
        assertThat(text(refused))
                .isEqualTo("{\"type\":\"about:blank\",\"title\":\"Unauthorized\",\"status\":401,"
                        + "\"detail\":\"the delivery has no valid signature\"}");
    }

    @Test
    void refuses_a_body_that_is_too_large() {
        Reception.Refused refused =
                refused(receiver.receive("/hook", name -> null, new byte[WebhookReceiver.MAX_BODY_BYTES + 1]));

        assertThat(refused.reason()).isEqualTo("too_large");
        assertThat(text(refused))
                .isEqualTo("{\"type\":\"about:blank\",\"title\":\"Content Too Large\",\"status\":413,"
                        + "\"detail\":\"the body must have at most 1048576 bytes\"}");
    }

    @Test
    void accepts_a_push_at_any_of_its_secret_paths() {
        WebhookReceiver hub = WebhookReceiver.atSecretPath(List.of(PathSecret.generate(), PATH));
        byte[] push = ("{\"push_data\":{\"pushed_at\":1,\"pusher\":\"ann\",\"tag\":\"latest\"},"
                        + "\"repository\":{\"repo_name\":\"acme/app\"},\"callback_url\":\"https://hub.example/1\"}")
                .getBytes(StandardCharsets.UTF_8);

        assertThat(delivery(hub.receive("/docker/" + PATH.reveal(), name -> null, push))
                        .id())
                .startsWith("sha256_");
    }

    @Test
    void knows_nothing_at_another_path() {
        WebhookReceiver hub = WebhookReceiver.atSecretPath(List.of(PATH));

        Reception.Refused refused = refused(hub.receive("/docker/guess", name -> null, BODY));

        assertThat(refused.reason()).isEqualTo("no_path_secret");
        assertThat(text(refused))
                .isEqualTo("{\"type\":\"about:blank\",\"title\":\"Not Found\",\"status\":404,"
                        + "\"detail\":\"there is nothing at this path\"}");
    }

    @Test
    void refuses_a_body_at_its_secret_path_that_is_no_push() {
        WebhookReceiver hub = WebhookReceiver.atSecretPath(List.of(PATH));

        Reception.Refused refused =
                refused(hub.receive("/docker/" + PATH.reveal(), name -> null, "[".getBytes(StandardCharsets.UTF_8)));

        assertThat(refused.reason()).isEqualTo("invalid_payload");
        assertThat(refused.status()).isEqualTo(400);
    }

    @Test
    void needs_a_path_secret() {
        assertThatThrownBy(() -> WebhookReceiver.atSecretPath(List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a receiver needs at least one path secret");
    }

    private static Map<String, String> signed(byte[] body) {
        var headers = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
        headers.put(WebhookHeaders.ID, "msg_1");
        headers.put(WebhookHeaders.TIMESTAMP, Long.toString(NOW.getEpochSecond()));
        headers.put(WebhookHeaders.SIGNATURE, WebhookSigner.of(List.of(SECRET)).sign("msg_1", NOW, body));
        return headers;
    }

    private static VerifiedDelivery delivery(Reception reception) {
        assertThat(reception).isInstanceOf(Reception.Accepted.class);
        return ((Reception.Accepted) reception).delivery();
    }

    private static Reception.Refused refused(Reception reception) {
        assertThat(reception).isInstanceOf(Reception.Refused.class);
        return (Reception.Refused) reception;
    }

    private static String text(Reception.Refused refused) {
        return new String(refused.problem(), StandardCharsets.UTF_8);
    }
}
