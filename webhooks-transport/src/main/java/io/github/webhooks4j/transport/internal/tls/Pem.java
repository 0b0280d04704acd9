package io.github.webhooks4j.transport.internal.tls;

import io.github.webhooks4j.Violation;
import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads certificates and private keys in PEM (RFC 7468). Messages of exceptions show the labels of blocks, and nothing else. */
public final class Pem {
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]{1,40})-----([^-]*)-----END ([A-Z0-9 ]{1,40})-----");
    private static final String CERTIFICATE = "CERTIFICATE";
    private static final String PRIVATE_KEY = "PRIVATE KEY";

    private Pem() {}

    private static final class Block {
        private final String label;
        private final byte[] content;

        Block(String label, byte[] content) {
            this.label = label;
            this.content = content;
        }
    }

    /**
     * Returns the certificates in {@code text}, at least one; what is not a block is skipped.
     *
     * @throws IllegalArgumentException if there is none, another block is there, or one cannot be read
     */
    public static List<X509Certificate> certificates(String text) {
        var certificates = new ArrayList<X509Certificate>();
        for (Block block : blocks(text)) {
            if (!block.label.equals(CERTIFICATE)) {
                throw refused("certificates must be blocks of BEGIN CERTIFICATE only", block);
            }
            try {
                certificates.add((X509Certificate) CertificateFactory.getInstance("X.509")
                        .generateCertificate(new ByteArrayInputStream(block.content)));
            } catch (CertificateException e) {
                throw new IllegalArgumentException("certificates must be X.509 in PEM, was one that cannot be read");
            }
        }
        if (certificates.isEmpty()) {
            throw new IllegalArgumentException(
                    "certificates must be PEM with at least one block of BEGIN CERTIFICATE, was without one");
        }
        return certificates;
    }

    /**
     * Returns the private key in {@code text}.
     *
     * @param algorithm that of the certificate's public key
     * @throws IllegalArgumentException if it is not one block of PKCS #8, or not of this algorithm
     */
    public static PrivateKey privateKey(String text, String algorithm) {
        List<Block> blocks = blocks(text);
        if (blocks.size() != 1) {
            throw new IllegalArgumentException(
                    "a private key must be PEM with one block of BEGIN PRIVATE KEY, was " + blocks.size() + " blocks");
        }
        Block block = blocks.get(0);
        if (!block.label.equals(PRIVATE_KEY)) {
            throw refused(
                    "a private key must be PKCS #8 without a password, a block of BEGIN PRIVATE KEY (openssl pkcs8"
                            + " -topk8 -nocrypt makes one)",
                    block);
        }
        try {
            return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(block.content));
        } catch (GeneralSecurityException e) {
            // Not as the cause, whose message may quote the key.
            throw new IllegalArgumentException("a private key must be one of its certificate's algorithm, " + algorithm
                    + ", was one that cannot be read as such");
        }
    }

    private static List<Block> blocks(String text) {
        var blocks = new ArrayList<Block>();
        Matcher matcher = BLOCK.matcher(text);
        while (matcher.find()) {
            String label = matcher.group(1);
            try {
                blocks.add(new Block(label, Base64.getMimeDecoder().decode(matcher.group(2))));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("a block of PEM must be base64, was other text: BEGIN " + label);
            }
        }
        return blocks;
    }

    private static IllegalArgumentException refused(String rule, Block block) {
        return new IllegalArgumentException(rule + ", was " + Violation.quote("BEGIN " + block.label));
    }
}
