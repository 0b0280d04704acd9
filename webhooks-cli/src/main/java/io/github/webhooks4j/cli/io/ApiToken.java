package io.github.webhooks4j.cli.io;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.List;

/**
 * What the requests of a hub must carry as {@code Authorization: Bearer TOKEN}. Compared in constant time. Immutable and
 * thread-safe.
 */
public final class ApiToken {
    private static final int MIN_CHARACTERS = 16;
    private static final int MAX_FILE_BYTES = 4 << 10;
    private static final String SCHEME = "Bearer ";

    private final transient String token;

    /**
     * Creates it.
     *
     * @throws IllegalArgumentException if it has fewer than 16 characters, or others than visible ones of ASCII
     */
    public ApiToken(String token) {
        if (token.length() < MIN_CHARACTERS || !token.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw new IllegalArgumentException("must be one line of at least " + MIN_CHARACTERS
                    + " visible characters of ASCII, was " + token.length() + " characters");
        }
        this.token = token;
    }

    /**
     * Returns the token that a file holds.
     *
     * @throws CommandFailure if the file cannot be read, or holds no such token; the message does not show it
     */
    public static ApiToken read(Path file) {
        try {
            return new ApiToken(InputFile.text("token", file, MAX_FILE_BYTES).strip());
        } catch (IllegalArgumentException e) {
            throw CommandFailure.refused("the token in " + file + " " + e.getMessage());
        }
    }

    /** Returns the value of {@code Authorization} that carries it, which is a secret. */
    public String authorization() {
        return SCHEME + token;
    }

    /** Returns whether the values of {@code Authorization} of a request are one that carries it. */
    public boolean isCarriedBy(List<String> authorization) {
        return authorization.size() == 1
                && authorization.get(0).regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                && MessageDigest.isEqual(
                        token.getBytes(StandardCharsets.UTF_8),
                        authorization.get(0).substring(SCHEME.length()).strip().getBytes(StandardCharsets.UTF_8));
    }
}
