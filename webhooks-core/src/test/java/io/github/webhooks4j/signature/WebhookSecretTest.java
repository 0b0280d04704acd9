package io.github.webhooks4j.signature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookSecretTest {
    private static final String BASE64 = "YS1zZWNvbmQtc2VjcmV0LTI0LWJ5dGVz";

    @Test
    void reads_base64_with_and_without_its_prefix() {
        assertThat(WebhookSecret.of("whsec_" + BASE64)).isEqualTo(WebhookSecret.of(BASE64));
        assertThat(WebhookSecret.of(BASE64).reveal()).isEqualTo("whsec_" + BASE64);
    }

    @ParameterizedTest
    @ValueSource(ints = {24, 25, 32, 63, 64})
    void takes_24_to_64_bytes(int length) {
        String text = Base64.getEncoder().encodeToString(new byte[length]);

        assertThat(WebhookSecret.of(text).reveal()).isEqualTo("whsec_" + text);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 23, 65, 100_000})
    void refuses_other_lengths(int length) {
        String text = Base64.getEncoder().encodeToString(new byte[length]);

        assertThatThrownBy(() -> WebhookSecret.of("whsec_" + text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a webhook secret must be 24 to 64 bytes, was " + length
                        + " bytes; generate one with WebhookSecret.generate(), or verify with WebhookSecret.ofBytes"
                        + " what a sender has chosen");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "whsec_whsec_" + BASE64,
                "WHSEC_" + BASE64,
                "v2," + BASE64,
                "YS1zZWNvbmQtc2VjcmV0LTI0LWJ5dGV_",
                BASE64 + "A",
                "correct horse battery staple!!!!"
            })
    void refuses_what_is_no_base64_and_shows_none_of_it(String text) {
        assertThatThrownBy(() -> WebhookSecret.of(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a webhook secret must be base64, with or without whsec_ in front;"
                        + " verify with WebhookSecret.ofBytes if the sender's secret is plain text")
                .hasNoCause();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "v1,whsec_" + BASE64,
                "v1," + BASE64,
                " " + BASE64,
                "whsec_" + BASE64 + "\n",
                "\tv1,whsec_" + BASE64
            })
    void reads_it_as_senders_hand_it_out(String text) {
        assertThat(WebhookSecret.of(text)).isEqualTo(WebhookSecret.of(BASE64));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 16, 24, 68, 1_000})
    void takes_any_bytes_for_verifying_only(int length) {
        WebhookSecret secret = WebhookSecret.ofBytes(new byte[length]);

        assertThat(secret.canSign()).isFalse();
        assertThat(secret.scheme()).isEqualTo(SignatureScheme.V1);
        assertThatThrownBy(() -> WebhookSigner.of(List.of(secret)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a signer needs secrets that may sign, was one for verifying only;"
                        + " generate one with WebhookSecret.generate()");
    }

    @Test
    void takes_no_empty_bytes() {
        assertThatThrownBy(() -> WebhookSecret.ofBytes(new byte[0]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a webhook secret must not be empty");
    }

    @Test
    void generates_32_bytes_from_the_source_it_is_given() {
        byte[] bytes = new byte[32];
        new Random(7).nextBytes(bytes);

        assertThat(WebhookSecret.generate(new Random(7)).reveal())
                .isEqualTo("whsec_" + Base64.getEncoder().encodeToString(bytes));
    }

    @Test
    void generates_another_secret_each_time() {
        assertThat(WebhookSecret.generate()).isNotEqualTo(WebhookSecret.generate());
    }

    @Test
    void equals_by_content() {
        assertThat(WebhookSecret.of(BASE64))
                .hasSameHashCodeAs(WebhookSecret.of(BASE64))
                .isNotEqualTo(WebhookSecret.generate())
                .isNotEqualTo(BASE64);
    }

    @Test
    void shows_nothing() {
        assertThat(WebhookSecret.of(BASE64)).hasToString("WebhookSecret[hidden]");
    }
}
