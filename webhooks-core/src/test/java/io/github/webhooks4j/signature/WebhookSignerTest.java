package io.github.webhooks4j.signature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every signature here was computed with {@code openssl dgst -sha256 -mac HMAC}. */
class WebhookSignerTest {
    private static final WebhookSecret FIRST = WebhookSecret.of("whsec_dGhlLWZpcnN0LXNlY3JldC1vZi10aGlydHktdHdvLWI=");
    private static final WebhookSecret SECOND = WebhookSecret.of("whsec_YS1zZWNvbmQtc2VjcmV0LTI0LWJ5dGVz");
    private static final Instant AT = Instant.ofEpochSecond(1770091506, 999_000_000);
    private static final byte[] BODY = "{\"state\":\"success\"}".getBytes(StandardCharsets.UTF_8);

    @Test
    void signs_id_timestamp_and_body() {
        assertThat(WebhookSigner.of(List.of(FIRST)).sign("msg_1", AT, BODY))
                .isEqualTo("v1,ZEYx5lB+QKgbvFgECj/YInROxBHcHObD6K0ENXXy5zU=");
    }

    @Test
    void signs_once_for_each_secret_in_their_order() {
        assertThat(WebhookSigner.of(List.of(SECOND, FIRST)).sign("msg_1", AT, BODY))
                .isEqualTo("v1,+cIkXgNWAvp30Ij3Wf78VyoUfwQTH+hFVE92qOsLbXo="
                        + " v1,ZEYx5lB+QKgbvFgECj/YInROxBHcHObD6K0ENXXy5zU=");
    }

    @Test
    void satisfies_the_verifier() {
        WebhookSecret secret = WebhookSecret.generate();
        WebhookVerifier verifier = WebhookVerifier.builder(List.of(secret))
                .clock(Clock.fixed(AT, ZoneOffset.UTC))
                .tolerance(Duration.ZERO)
                .build();
        String signature = WebhookSigner.of(List.of(FIRST, secret)).sign("i".repeat(256), AT, BODY);

        assertThatCode(() -> verifier.verify(DeliveryHeaders.of("i".repeat(256), "1770091506", signature), BODY))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "msg.1", "msg 1", "müsli", "msg\n"})
    void refuses_an_id_that_no_verifier_accepts(String id) {
        assertThatThrownBy(() -> WebhookSigner.of(List.of(FIRST)).sign(id, AT, BODY))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a webhook-id must be 1 to 256 characters of visible ASCII without a full stop, was \""
                        + id.replace("ü", "\\u00fc").replace("\n", "\\u000a") + '"');
    }

    @Test
    void refuses_an_id_of_more_than_256_characters() {
        assertThatThrownBy(() -> WebhookSigner.of(List.of(FIRST)).sign("i".repeat(257), AT, BODY))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a webhook-id must be 1 to 256 characters of visible ASCII without a full stop, was \""
                        + "i".repeat(40) + "…\"");
    }

    @Test
    void needs_a_secret() {
        assertThatThrownBy(() -> WebhookSigner.of(List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a signer needs at least one secret");
    }
}
