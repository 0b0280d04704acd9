package io.github.webhooks4j.signature;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.signature.SignatureList.Candidate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SignatureListTest {
    private static final int ROUNDS = 20_000;
    private static final List<String> PIECES =
            List.of("v1", "v1a", "v2", "g0hM", "K5o=", ",", ",", ",", " ", "\t", "\f");

    @Test
    void pairs_each_known_version_with_the_word_behind_its_comma() {
        assertThat(SignatureList.read("v1,g0hM v2,xxxx v1a , K5o=", Set.of(SignatureScheme.values())))
                .containsExactly(new Candidate(SignatureScheme.V1, "g0hM"), new Candidate(SignatureScheme.V1A, "K5o="));
    }

    @Test
    void stops_after_sixteen() {
        assertThat(SignatureList.read("v1,g0hM ".repeat(17), Set.of(SignatureScheme.V1)))
                .hasSize(16);
    }

    /** The definition: a version is a word with a comma behind it, perhaps after blanks. */
    @ParameterizedTest
    @EnumSource
    void reads_what_the_regular_expression_of_the_definition_reads(SignatureScheme scheme) {
        long seed = System.nanoTime();
        var random = new SplittableRandom(seed);
        for (int round = 0; round < ROUNDS; round++) {
            var text = new StringBuilder();
            for (int i = random.nextInt(40); i > 0; i--) {
                text.append(PIECES.get(random.nextInt(PIECES.size())));
            }

            assertThat(SignatureList.read(text.toString(), Set.of(scheme)))
                    .as("seed %d, round %d: '%s'", seed, round, text)
                    .isEqualTo(defined(text.toString(), scheme));
        }
    }

    private static List<Candidate> defined(String text, SignatureScheme scheme) {
        var candidates = new ArrayList<Candidate>();
        Matcher words = Pattern.compile("([^\\s,]+)(\\s*,)?").matcher(text);
        boolean versioned = false;
        while (candidates.size() < 16 && words.find()) {
            boolean next = words.group(2) != null && words.group(1).equals(scheme.code());
            if (versioned) {
                candidates.add(new Candidate(scheme, next ? "" : words.group(1)));
            }
            versioned = next;
        }
        if (versioned) {
            candidates.add(new Candidate(scheme, ""));
        }
        return candidates;
    }
}
