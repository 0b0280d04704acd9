package io.github.webhooks4j.internal.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Comparator;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class Base32Test {
    private static final List<Long> NUMBERS =
            List.of(0L, 1L, 31L, 32L, 1_023L, 1L << 31, 1L << 32, (1L << 53) + 1, 1L << 62, Long.MAX_VALUE);

    @Test
    void writes_13_digits_of_the_alphabet_without_i_l_o_and_u() {
        assertThat(Base32.encode(0)).isEqualTo("0000000000000");
        assertThat(Base32.encode(31)).isEqualTo("000000000000z");
        assertThat(Base32.encode(32)).isEqualTo("0000000000010");
        assertThat(Base32.encode(Long.MAX_VALUE)).isEqualTo("7zzzzzzzzzzzz");
        assertThat(LongStream.range(0, 32)
                        .mapToObj(Base32::encode)
                        .map(text -> text.substring(12))
                        .toList())
                .hasToString("[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, a, b, c, d, e, f, g, h, j, k, m, n, p, q, r, s, t, v, w,"
                        + " x, y, z]");
    }

    @Test
    void reads_what_it_writes() {
        for (long number : NUMBERS) {
            String text = "x" + Base32.encode(number) + "x";

            assertThat(Base32.isNumber(text, 1)).as(text).isTrue();
            assertThat(Base32.decode(text, 1)).isEqualTo(number);
        }
    }

    @Test
    void sorts_texts_as_their_numbers() {
        assertThat(NUMBERS.stream().map(Base32::encode)).isSortedAccordingTo(Comparator.naturalOrder());
    }

    @Test
    void knows_what_is_no_number() {
        for (String text : List.of(
                "8000000000000", // 64 bits
                "z000000000000",
                "000000000000i",
                "000000000000l",
                "000000000000o",
                "000000000000u",
                "000000000000A",
                "000000000000_",
                "000000000000\u00e9")) {
            assertThat(Base32.isNumber(text, 0)).as(text).isFalse();
        }
    }

    @Test
    void takes_no_negative_number() {
        assertThatThrownBy(() -> Base32.encode(-1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a number must not be negative, was -1");
    }
}
