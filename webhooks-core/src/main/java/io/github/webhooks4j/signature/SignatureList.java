package io.github.webhooks4j.signature;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The signatures of a {@code webhook-signature} header: pairs of a version and a signature with a comma between (Standard
 * Webhooks, "Webhook Headers (Sending metadata to consumers)"). Proxies join and rewrite lists, so blanks or commas may be
 * between any two words. A loop and not a regular expression, since receivers read one with every delivery.
 */
final class SignatureList {
    /** More are not needed: Svix, the sender with the most signatures, signs with up to ten old keys beside the current one. */
    private static final int MAX_SIGNATURES = 16;

    private final String text;
    private int next;

    private SignatureList(String text) {
        this.text = text;
    }

    /** A signature as it was sent, in base64 if it is a valid one; empty if its version has nothing behind it. */
    record Candidate(SignatureScheme scheme, String signature) {}

    /** Returns the first signatures of {@code schemes}, in their order. */
    static List<Candidate> read(String text, Set<SignatureScheme> schemes) {
        return new SignatureList(text).read(schemes);
    }

    private List<Candidate> read(Set<SignatureScheme> schemes) {
        var candidates = new ArrayList<Candidate>(1);
        SignatureScheme version = null;
        while (candidates.size() < MAX_SIGNATURES && skip(true) < text.length()) {
            int from = next;
            while (next < text.length() && !isBlank(text.charAt(next)) && text.charAt(next) != ',') {
                next++;
            }
            String word = text.substring(from, next);
            boolean beforeComma = skip(false) < text.length() && text.charAt(next) == ',';
            SignatureScheme scheme = beforeComma
                    ? SignatureScheme.fromCode(word).filter(schemes::contains).orElse(null)
                    : null;
            if (version != null) {
                // A version behind a version: the first one has no signature.
                candidates.add(new Candidate(version, scheme == null ? word : ""));
            }
            version = scheme;
        }
        if (version != null) {
            candidates.add(new Candidate(version, ""));
        }
        return candidates;
    }

    /** Moves behind blanks, or behind blanks and commas, and returns where that is. */
    private int skip(boolean commas) {
        while (next < text.length() && (isBlank(text.charAt(next)) || (commas && text.charAt(next) == ','))) {
            next++;
        }
        return next;
    }

    private static boolean isBlank(char c) {
        return c == ' ' || (c >= '\t' && c <= '\r');
    }
}
