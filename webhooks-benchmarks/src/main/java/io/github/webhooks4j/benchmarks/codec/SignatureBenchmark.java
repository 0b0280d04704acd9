package io.github.webhooks4j.benchmarks.codec;

import io.github.webhooks4j.signature.VerifiedDelivery;
import io.github.webhooks4j.signature.WebhookHeaders;
import io.github.webhooks4j.signature.WebhookSecret;
import io.github.webhooks4j.signature.WebhookSigner;
import io.github.webhooks4j.signature.WebhookVerifier;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * A payload of 1.2 KB signed and verified, beside one {@code Mac} that is created once and runs over the same bytes. Not final,
 * because JMH extends it.
 */
@State(Scope.Thread)
public class SignatureBenchmark {
    private static final String ID = "msg_2KWPBgLlAfxdpx2AI54pPJ85f4W";
    private static final Instant NOW = Instant.ofEpochSecond(1_674_087_231);

    private final byte[] body = Sample.payload();
    private final WebhookSecret secret = WebhookSecret.of("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
    private final WebhookSigner signer = WebhookSigner.of(List.of(secret));
    private final WebhookVerifier verifier = WebhookVerifier.builder(List.of(secret))
            .clock(Clock.fixed(NOW, ZoneOffset.UTC))
            .build();
    private final String timestamp = Long.toString(NOW.getEpochSecond());
    private final String signature = signer.sign(ID, NOW, body);

    private final Map<String, String> headers =
            Map.of(WebhookHeaders.ID, ID, WebhookHeaders.TIMESTAMP, timestamp, WebhookHeaders.SIGNATURE, signature);

    private final byte[] head = (ID + '.' + timestamp + '.').getBytes(StandardCharsets.UTF_8);
    private final Mac mac = newMac();
    private final byte[] expected = sign(mac, head, body);

    @Benchmark
    public String sign() {
        return signer.sign(ID, NOW, body);
    }

    @Benchmark
    public byte[] signBare() {
        return sign(mac, head, body);
    }

    @Benchmark
    public VerifiedDelivery verify() {
        return verifier.verify(headers::get, body);
    }

    @Benchmark
    public boolean verifyBare() {
        return MessageDigest.isEqual(expected, sign(mac, head, body));
    }

    private static byte[] sign(Mac mac, byte[] head, byte[] body) {
        mac.update(head);
        return mac.doFinal(body);
    }

    private static Mac newMac() {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec("twenty-four bytes of key".getBytes(StandardCharsets.US_ASCII), "HmacSHA256"));
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HmacSHA256", e);
        }
    }
}
