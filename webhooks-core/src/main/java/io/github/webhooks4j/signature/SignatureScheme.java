package io.github.webhooks4j.signature;

import java.util.Map;
import java.util.Optional;

/** How a signature is made (Standard Webhooks, "Signature scheme"). */
public enum SignatureScheme {
    /** HMAC-SHA256 under a secret that sender and receiver share: {@code whsec_}. Who can verify can also sign. */
    V1("v1"),
    /** Ed25519: the sender signs with a secret key, {@code whsk_}, and receivers verify with its public key, {@code whpk_}. */
    V1A("v1a");

    private static final Map<String, SignatureScheme> BY_CODE = Map.of(V1.code, V1, V1A.code, V1A);

    private final String code;

    SignatureScheme(String code) {
        this.code = code;
    }

    /** Returns the identifier in front of a signature, {@code v1} or {@code v1a}. */
    public String code() {
        return code;
    }

    /** Returns the scheme with an identifier, or empty. */
    public static Optional<SignatureScheme> fromCode(String code) {
        return Optional.ofNullable(BY_CODE.get(code));
    }
}
