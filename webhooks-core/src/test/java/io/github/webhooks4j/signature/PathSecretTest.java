package io.github.webhooks4j.signature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PathSecretTest {
    private static final String TEXT = "Zm9ydHktdGhyZWUtY2hhcmFjdGVycy1vZi1zZWNyZXQ_-";

    private final PathSecret secret = PathSecret.of(TEXT);

    @ParameterizedTest
    @ValueSource(strings = {TEXT, "/" + TEXT, "/docker-hub/" + TEXT, "//a/../" + TEXT})
    void matches_the_last_segment_of_a_path(String path) {
        assertThat(secret.matches(path)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "/docker-hub/",
                "/" + TEXT + "/",
                "/" + TEXT + "/.",
                "/" + TEXT + "?",
                "/" + TEXT + TEXT,
                "/A" + TEXT,
                "/docker-hub" + TEXT,
                "/Zm9ydHktdGhyZWUtY2hhcmFjdGVycy1vZi1zZWNyZXQ_",
                "/Zm9ydHktdGhyZWUtY2hhcmFjdGVycy1vZi1zZWNyZXQ_%2D",
                "/zm9ydHktdGhyZWUtY2hhcmFjdGVycy1vZi1zZWNyZXQ_-",
                "/\ud83d" + TEXT,
                "/\u0000"
            })
    void matches_nothing_else(String path) {
        assertThat(secret.matches(path)).isFalse();
    }

    @Test
    void matches_with_no_single_character_changed() {
        for (int i = 0; i < TEXT.length(); i++) {
            var changed = new StringBuilder(TEXT);
            changed.setCharAt(i, TEXT.charAt(i) == 'A' ? 'B' : 'A');

            assertThat(secret.matches("/" + changed)).as("place %d", i).isFalse();
        }
    }

    @Test
    void generates_256_bits_from_the_source_it_is_given() {
        byte[] bytes = new byte[32];
        new Random(7).nextBytes(bytes);

        assertThat(PathSecret.generate(new Random(7)).reveal())
                .isEqualTo(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes))
                .hasSize(43);
    }

    @Test
    void generates_another_secret_each_time_which_can_be_read_again() {
        PathSecret generated = PathSecret.generate();

        assertThat(generated).isNotEqualTo(PathSecret.generate());
        assertThat(PathSecret.of(generated.reveal())).isEqualTo(generated).hasSameHashCodeAs(generated);
        assertThat(generated.matches("/docker-hub/" + generated.reveal())).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {22, 128})
    void takes_22_to_128_characters(int length) {
        assertThat(PathSecret.of("a".repeat(length)).reveal()).hasSize(length);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "correct-horse-battery",
                "correct horse battery staple",
                "correct/horse/battery/staple",
                "correct+horse+battery+staple",
                "correct.horse.battery.staple",
                "correct%20horse%20battery%20staple",
                "richtiges_pferd_ölbatterie",
                TEXT + TEXT + TEXT
            })
    void refuses_what_cannot_be_guarded_and_shows_none_of_it(String text) {
        assertThatThrownBy(() -> PathSecret.of(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a path secret must be 22 to 128 characters of [A-Za-z0-9_-], was " + text.length()
                        + " characters; generate one with PathSecret.generate()");
    }

    @Test
    void shows_nothing() {
        assertThat(secret).hasToString("PathSecret[hidden]").isNotEqualTo(TEXT);
    }
}
