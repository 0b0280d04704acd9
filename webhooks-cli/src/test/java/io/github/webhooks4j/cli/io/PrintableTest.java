package io.github.webhooks4j.cli.io;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrintableTest {
    @Test
    void leaves_what_can_be_read_as_it_is() {
        assertThat(Printable.of("387 tests: grün ✓ 测试 🚀 <b>\"é\"</b> %n ${x}"))
                .isEqualTo("387 tests: grün ✓ 测试 🚀 <b>\"é\"</b> %n ${x}");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "10, a",
        "13, d",
        "27, 1b",
        "127, 7f",
        "155, 9b",
        "173, ad",
        "8203, 200b",
        "8232, 2028",
        "8233, 2029",
        "8238, 202e",
        "8294, 2066",
        "55357, d83d",
        "57344, e000",
        "65279, feff",
        "917505, e0001"
    })
    void escapes_what_does_something_else_than_stand_there(int codePoint, String hex) {
        assertThat(Printable.of("a" + Character.toString(codePoint) + "b")).isEqualTo("a\\u{" + hex + "}b");
    }

    @Test
    void escapes_what_would_look_like_an_escape() {
        assertThat(Printable.of("\\u{a}")).isEqualTo("\\u{5c}u{a}");
    }
}
