package io.github.webhooks4j.signature;

import io.github.webhooks4j.internal.hmac.HmacSha256;
import java.util.Base64;

/** The key of HMACs, for signatures of version {@code v1}. */
final class HmacSecret implements SecretForm {
    static final String PREFIX = "whsec_";

    // Transient, since serialisers that read private fields leave transient ones out.
    private final transient byte[] bytes;
    private final transient HmacSha256 hmac;

    HmacSecret(byte[] bytes) {
        this.bytes = bytes;
        this.hmac = new HmacSha256(bytes);
    }

    @Override
    public SignatureScheme scheme() {
        return SignatureScheme.V1;
    }

    @Override
    public String reveal() {
        return PREFIX + Base64.getEncoder().encodeToString(bytes);
    }

    @Override
    public byte[] bytes() {
        return bytes;
    }

    @Override
    public byte[] sign(byte[]... content) {
        return hmac.compute(content);
    }

    /** Shows nothing of the secret. */
    @Override
    public String toString() {
        return "HmacSecret[hidden]";
    }
}
