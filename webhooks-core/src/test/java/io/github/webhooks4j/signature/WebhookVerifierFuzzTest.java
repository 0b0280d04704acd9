package io.github.webhooks4j.signature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An input is a line for each header, id, timestamp and signatures, and then the body. */
class WebhookVerifierFuzzTest {
    private static final Instant NOW = Instant.ofEpochSecond(1_770_091_506);
    private static final String TIMESTAMP = "1770091506";
    private static final List<WebhookSecret> SECRETS = List.of(
            WebhookSecret.of("whsec_dGhlLWZpcnN0LXNlY3JldC1vZi10aGlydHktdHdvLWI="),
            WebhookSecret.of("whsec_YS1zZWNvbmQtc2VjcmV0LTI0LWJ5dGVz"));

    private final WebhookSigner signer = WebhookSigner.of(SECRETS);
    private final WebhookVerifier verifier = WebhookVerifier.builder(SECRETS)
            .clock(Clock.fixed(NOW, ZoneOffset.UTC))
            .build();

    @FuzzTest
    void accepts_what_was_signed_and_nothing_else(byte[] input) {
        List<byte[]> lines = lines(input);
        String id = text(lines, 0);
        String timestamp = text(lines, 1);
        String signatures = text(lines, 2);
        byte[] body = lines.size() < 4 ? new byte[0] : lines.get(3);

        if (id != null && timestamp != null && signatures != null && accepts(id, timestamp, signatures, body)) {
            Instant signedAt = Instant.ofEpochSecond(Long.parseLong(timestamp));
            assertThat(signatures.split(" "))
                    .containsAnyOf(signer.sign(id, signedAt, body).split(" "));
            assertThat(signedAt).isBetween(NOW.minusSeconds(300), NOW.plusSeconds(300));
        } else if (id == null || timestamp == null || signatures == null) {
            assertThat(accepts(id, timestamp, signatures, body)).isFalse();
        }
        if (id != null && WebhookHeaders.isId(id)) {
            assertSignedIsAccepted(id, body);
        }
    }

    private void assertSignedIsAccepted(String id, byte[] body) {
        String signed = signer.sign(id, NOW, body);
        assertThatCode(() -> verifier.verify(DeliveryHeaders.of(id, TIMESTAMP, signed), body))
                .doesNotThrowAnyException();
        assertThat(accepts(id, "1770091507", signed, body)).isFalse();
        assertThat(accepts(id + "x", TIMESTAMP, signed, body)).isFalse();
        assertThat(accepts(id, TIMESTAMP, signed, Arrays.copyOf(body, body.length + 1)))
                .isFalse();
        if (body.length > 0) {
            byte[] changed = body.clone();
            changed[Math.floorMod(Arrays.hashCode(body), body.length)] ^= 1;
            assertThat(accepts(id, TIMESTAMP, signed, changed)).isFalse();
        }
    }

    private boolean accepts(@Nullable String id, @Nullable String timestamp, @Nullable String signatures, byte[] body) {
        try {
            verifier.verify(DeliveryHeaders.of(id, timestamp, signatures), body);
            return true;
        } catch (InvalidSignatureException e) {
            return false;
        }
    }

    private static @Nullable String text(List<byte[]> lines, int line) {
        return line < lines.size() ? new String(lines.get(line), StandardCharsets.UTF_8) : null;
    }

    /** Returns up to three lines and what is left. */
    private static List<byte[]> lines(byte[] input) {
        var lines = new ArrayList<byte[]>();
        int from = 0;
        for (int i = 0; i < input.length && lines.size() < 3; i++) {
            if (input[i] == '\n') {
                lines.add(Arrays.copyOfRange(input, from, i));
                from = i + 1;
            }
        }
        lines.add(Arrays.copyOfRange(input, from, input.length));
        return lines;
    }
}
