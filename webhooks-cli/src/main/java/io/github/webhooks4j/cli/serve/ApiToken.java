package io.github.webhooks4j.cli.serve;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.http.HttpFields;

/** What the requests of a hub must carry as {@code Authorization: Bearer TOKEN}. Compared in constant time. Immutable. */
final class ApiToken {
    private static final int MIN_CHARACTERS = 16;
    private static final String SCHEME = "Bearer ";

    private final transient byte[] expected;

    /**
     * Creates it.
     *
     * @throws IllegalArgumentException if it has fewer than 16 characters, or others than visible ones of ASCII
     */
    ApiToken(String token) {
        if (token.length() < MIN_CHARACTERS || !token.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw new IllegalArgumentException("must be one line of at least " + MIN_CHARACTERS
                    + " visible characters of ASCII, was " + token.length() + " characters");
        }
        expected = token.getBytes(StandardCharsets.US_ASCII);
    }

    /** Returns the refusal of a request that does not carry it; empty if it does. */
    Optional<HubResponse> refuse(HttpFields headers) {
        List<String> values = headers.getValuesList("Authorization");
        boolean right = values.size() == 1
                && values.get(0).regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                && MessageDigest.isEqual(
                        expected,
                        values.get(0).substring(SCHEME.length()).strip().getBytes(StandardCharsets.UTF_8));
        return right
                ? Optional.empty()
                : Optional.of(HubResponse.error(
                        401, "Authorization must be Bearer and the token in the file that --api-token-file names."));
    }
}
