package io.github.webhooks4j.signature;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.webhooks4j.signature.InvalidSignatureException.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Signatures of version {@code v1a}. */
class PublicKeySignatureTest {
    private static final Instant NOW = Instant.ofEpochSecond(1_700_000_000);
    private static final byte[] BODY = "{\"a\":1}".getBytes(UTF_8);

    private final WebhookSecret pair = WebhookSecret.generate(SignatureScheme.V1A, new SplittableRandom(1));

    /** A line of the file of vectors. */
    record Vector(
            String source, String secretKey, String publicKey, String id, String time, String body, String signature) {
        Instant at() {
            return Instant.ofEpochSecond(Long.parseLong(time));
        }
    }

    static List<Vector> vectors() throws IOException {
        try (InputStream in = requireNonNull(PublicKeySignatureTest.class.getResourceAsStream("v1a-vectors.tsv"))) {
            return new String(in.readAllBytes(), UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.split("\t"))
                    .map(columns -> new Vector(
                            columns[0], columns[1], columns[2], columns[3], columns[4], columns[5], columns[6]))
                    .toList();
        }
    }

    static Stream<Vector> vectorsWithSecretKeys() throws IOException {
        return vectors().stream().filter(vector -> !vector.secretKey().equals("-"));
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void verifies_what_other_libraries_have_signed(Vector vector) {
        WebhookVerifier verifier = verifier(vector.at(), WebhookPublicKey.of(vector.publicKey()));

        assertThat(verify(verifier, vector.id(), vector.at(), vector.signature(), vector.body())
                        .id())
                .isEqualTo(vector.id());
        assertThatThrownBy(() -> verify(verifier, vector.id(), vector.at(), vector.signature(), vector.body() + " "))
                .isInstanceOfSatisfying(
                        InvalidSignatureException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.NO_MATCH));
        assertThatThrownBy(() -> verify(verifier, vector.id() + "x", vector.at(), vector.signature(), vector.body()))
                .isInstanceOf(InvalidSignatureException.class);
    }

    @ParameterizedTest
    @MethodSource("vectorsWithSecretKeys")
    void signs_as_other_libraries_do(Vector vector) {
        WebhookSecret secret = WebhookSecret.of(vector.secretKey());

        assertThat(WebhookSigner.of(List.of(secret))
                        .sign(vector.id(), vector.at(), vector.body().getBytes(UTF_8)))
                .isEqualTo(vector.signature());
        assertThat(secret.publicKey()).contains(WebhookPublicKey.of(vector.publicKey()));
        assertThat(secret.reveal()).isEqualTo(vector.secretKey());
    }

    @Test
    void signs_with_both_schemes_and_is_verified_by_either() {
        WebhookSecret shared = WebhookSecret.generate(new SplittableRandom(2));
        String signatures = WebhookSigner.of(List.of(shared, pair)).sign("msg_1", NOW, BODY);

        assertThat(signatures).matches("v1,\\S+ v1a,\\S+");
        assertThat(verify(verifier(NOW, shared), signatures).id()).isEqualTo("msg_1");
        assertThat(verify(verifier(NOW, publicKey()), signatures).id()).isEqualTo("msg_1");
        assertThat(verify(verifier(NOW, pair), signatures).id()).isEqualTo("msg_1");
    }

    @Test
    void trusts_any_of_several_public_keys_while_one_is_replaced() {
        WebhookSecret next = WebhookSecret.generate(SignatureScheme.V1A, new SplittableRandom(3));
        WebhookVerifier verifier = verifier(NOW, publicKey(), next.publicKey().orElseThrow());

        for (WebhookSecret signing : List.of(pair, next)) {
            String signature = WebhookSigner.of(List.of(signing)).sign("msg_1", NOW, BODY);
            assertThat(verify(verifier, signature).id()).isEqualTo("msg_1");
        }
    }

    @Test
    void does_not_take_a_shared_secret_for_a_public_key() {
        String hmac = WebhookSigner.of(List.of(WebhookSecret.generate())).sign("msg_1", NOW, BODY);

        assertReason(hmac, Reason.NO_KNOWN_SIGNATURE);
        assertReason(hmac.replace("v1,", "v1a,"), Reason.NO_MATCH);
        assertReason("v1a,%%%", Reason.NO_MATCH);
        assertReason("v1a,", Reason.NO_MATCH);
        assertReason("v1a," + Base64.getEncoder().encodeToString(new byte[64]), Reason.NO_MATCH);
    }

    @Test
    void reads_a_seed_alone_and_writes_it_with_its_public_key() {
        byte[] both = Base64.getDecoder().decode(pair.reveal().substring("whsk_".length()));
        byte[] seed = Arrays.copyOf(both, 32);

        assertThat(WebhookSecret.of("whsk_" + Base64.getEncoder().encodeToString(seed)))
                .isEqualTo(pair)
                .hasSameHashCodeAs(pair);
        assertThat(pair.scheme()).isEqualTo(SignatureScheme.V1A);
        assertThat(pair).hasToString("WebhookSecret[hidden]");
    }

    @Test
    void refuses_a_secret_key_with_the_public_key_of_another() {
        byte[] both = Base64.getDecoder().decode(pair.reveal().substring("whsk_".length()));
        both[63] ^= 1;

        assertThatThrownBy(() -> WebhookSecret.of("whsk_" + Base64.getEncoder().encodeToString(both)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a webhook secret key must be followed by its own public key, was followed by another one;"
                        + " use it as it was generated");
        assertThatThrownBy(() -> WebhookSecret.of("whsk_" + Base64.getEncoder().encodeToString(new byte[33])))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "a webhook secret key must be 32 bytes, or 64 with the public key behind them, was 33 bytes;"
                                + " generate one with WebhookSecret.generate(SignatureScheme.V1A)");
    }

    @Test
    void reads_a_key_in_the_form_in_which_it_is_handed_out() {
        assertThat(VerificationKey.of(" " + publicKey().text() + "\n")).isEqualTo(publicKey());
        assertThat(VerificationKey.of(pair.reveal())).isEqualTo(pair);
        assertThatThrownBy(() -> WebhookSecret.of(publicKey().text()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a webhook secret must not be a public key (whpk_); verify with WebhookPublicKey.of");
        assertThat(publicKey()).hasToString("WebhookPublicKey[" + publicKey().text() + "]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"whpk_", "whpk_AAAA", "AAAA"})
    void refuses_what_is_no_public_key(String text) {
        assertThatThrownBy(() -> WebhookPublicKey.of(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a webhook public key must be the 32 bytes of an Ed25519 key, or these in X.509, was "
                        + (text.equals("whpk_") ? 0 : 3) + " bytes");
        assertThatThrownBy(() -> WebhookPublicKey.of("whpk_%"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a webhook public key must be base64, with or without whpk_ in front");
    }

    private WebhookPublicKey publicKey() {
        return pair.publicKey().orElseThrow();
    }

    private void assertReason(String signatures, Reason reason) {
        assertThatThrownBy(() -> verify(verifier(NOW, publicKey()), signatures))
                .isInstanceOfSatisfying(
                        InvalidSignatureException.class,
                        e -> assertThat(e.reason()).as(signatures).isEqualTo(reason));
    }

    private static WebhookVerifier verifier(Instant now, VerificationKey... keys) {
        return WebhookVerifier.builder(List.of(keys))
                .clock(Clock.fixed(now, ZoneOffset.UTC))
                .build();
    }

    private static VerifiedDelivery verify(WebhookVerifier verifier, String signatures) {
        return verify(verifier, "msg_1", NOW, signatures, new String(BODY, UTF_8));
    }

    private static VerifiedDelivery verify(
            WebhookVerifier verifier, String id, Instant at, String signatures, String body) {
        Map<String, String> headers = Map.of(
                WebhookHeaders.ID, id,
                WebhookHeaders.TIMESTAMP, Long.toString(at.getEpochSecond()),
                WebhookHeaders.SIGNATURE, signatures);
        return verifier.verify(headers::get, body.getBytes(UTF_8));
    }
}
