package io.github.webhooks4j.signature;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.NamedParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;

/** Ed25519 (RFC 8032) with keys as bytes, by the platform. Thread-safe: no state. */
final class Ed25519 {
    /** The length of a seed, from which both keys of a pair follow, and of a public key. */
    static final int KEY_BYTES = 32;

    private static final String ALGORITHM = "Ed25519";
    /** What X.509 puts in front of the bytes of a public key (RFC 8410). */
    private static final byte[] X509_HEAD = HexFormat.of().parseHex("302a300506032b6570032100");

    private Ed25519() {}

    /** Returns the pair that follows from a seed of 32 bytes. */
    static KeyPair pair(byte[] seed) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(ALGORITHM);
            // The platform has no other way from a seed to its public key.
            generator.initialize(NamedParameterSpec.ED25519, new Seed(seed));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw absent(e);
        }
    }

    /** Returns the 32 bytes of a public key. */
    static byte[] bytes(PublicKey key) {
        byte[] encoded = key.getEncoded();
        return Arrays.copyOfRange(encoded, encoded.length - KEY_BYTES, encoded.length);
    }

    /**
     * Returns the 32 bytes of a public key.
     *
     * @param bytes those bytes, or the key in X.509
     * @throws IllegalArgumentException if it is something else
     */
    static byte[] rawPublicKey(byte[] bytes) {
        if (bytes.length == KEY_BYTES) {
            return bytes;
        }
        if (bytes.length == X509_HEAD.length + KEY_BYTES
                && MessageDigest.isEqual(X509_HEAD, Arrays.copyOf(bytes, X509_HEAD.length))) {
            return Arrays.copyOfRange(bytes, X509_HEAD.length, bytes.length);
        }
        throw new IllegalArgumentException(
                "a webhook public key must be the 32 bytes of an Ed25519 key, or these in X.509, was " + bytes.length
                        + " bytes");
    }

    /** Returns the public key of 32 bytes. */
    static PublicKey publicKey(byte[] bytes) {
        byte[] encoded = Arrays.copyOf(X509_HEAD, X509_HEAD.length + KEY_BYTES);
        System.arraycopy(bytes, 0, encoded, X509_HEAD.length, KEY_BYTES);
        try {
            return KeyFactory.getInstance(ALGORITHM).generatePublic(new X509EncodedKeySpec(encoded));
        } catch (GeneralSecurityException e) {
            throw absent(e);
        }
    }

    static byte[] sign(PrivateKey key, byte[][] content) {
        try {
            Signature signature = Signature.getInstance(ALGORITHM);
            signature.initSign(key);
            for (byte[] part : content) {
                signature.update(part);
            }
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw absent(e);
        }
    }

    static boolean verifies(PublicKey key, byte[][] content, byte[] signature) {
        try {
            Signature verification = Signature.getInstance(ALGORITHM);
            verification.initVerify(key);
            for (byte[] part : content) {
                verification.update(part);
            }
            return verification.verify(signature);
        } catch (SignatureException e) {
            return false; // not of the form of a signature
        } catch (GeneralSecurityException e) {
            // The key is 32 bytes that are no point of the curve: it has no signature.
            return false;
        }
    }

    private static IllegalStateException absent(GeneralSecurityException cause) {
        return new IllegalStateException("every Java platform from 15 on has " + ALGORITHM, cause);
    }

    /** Returns the seed once as if it were random. */
    private static final class Seed extends SecureRandom {
        private static final long serialVersionUID = 1;

        private final transient byte[] seed;

        Seed(byte[] seed) {
            this.seed = seed;
        }

        @Override
        public void nextBytes(byte[] bytes) {
            System.arraycopy(seed, 0, bytes, 0, bytes.length);
        }
    }
}
