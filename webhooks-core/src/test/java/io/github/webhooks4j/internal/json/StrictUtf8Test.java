package io.github.webhooks4j.internal.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StrictUtf8Test {
    @ParameterizedTest
    @ValueSource(
            strings = {
                // too long for what they say, the last shortest ones included
                "c080",
                "c1bf",
                "e08080",
                "e09fbf",
                "f0808080",
                "f08fbfbf",
                // surrogates, beyond the last code point, bytes that UTF-8 has not
                "eda080",
                "edbfbf",
                "eda0bdedba80",
                "f4908080",
                "f5808080",
                "f888808080",
                "fe",
                "ff",
                // cut off, begun in the middle
                "c3",
                "e2",
                "e29c",
                "f0",
                "f09f",
                "f09f9a",
                "80",
                "bf",
                "c3a9a9"
            })
    void refuses_what_is_no_utf8_wherever_it_stands(String hex) {
        byte[] bad = HexFormat.of().parseHex(hex);

        for (String place :
                List.of("{'x':'?'}", "{'?':1}", "{'x':'\ufffd?'}", "{'x':'?\ufffd'}", "{}?", "?", "{'x':'?")) {
            byte[] body = with(bad, place);

            assertThatThrownBy(() -> StrictJson.parseObject(body, 100))
                    .isInstanceOf(MalformedJsonException.class)
                    .hasMessage("body must be UTF-8, was other bytes");
        }
    }

    @Test
    void agrees_with_a_strict_decoder_about_any_bytes() {
        long seed = Long.getLong("webhooks.seed", System.nanoTime());
        var random = new SplittableRandom(seed);
        int[] lead = {0x61, 0x7f, 0x80, 0xbf, 0xc0, 0xc2, 0xdf, 0xe0, 0xe1, 0xed, 0xef, 0xf0, 0xf1, 0xf4, 0xf5};
        int[] next = {0x61, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbd, 0xbf, 0xc0};
        for (int round = 0; round < 50_000; round++) {
            byte[] text = new byte[1 + random.nextInt(6)];
            text[0] = (byte) lead[random.nextInt(lead.length)];
            for (int i = 1; i < text.length; i++) {
                text[i] = (byte) next[random.nextInt(next.length)];
            }

            assertThat(value(text)).as("webhooks.seed=%d", seed).isEqualTo(strictlyDecoded(text));
        }
    }

    @Test
    void takes_a_replacement_character_for_what_it_is() {
        assertThat(StrictJson.parseObject("{\"\ufffd\":\"\ufffd\"}".getBytes(StandardCharsets.UTF_8), 100))
                .isEqualTo(Map.of("\ufffd", "\ufffd"));
    }

    @Test
    void skips_a_byte_order_mark() {
        assertThat(StrictJson.parseObject("\ufeff{\"a\":\"\ufeff\"}".getBytes(StandardCharsets.UTF_8), 100))
                .isEqualTo(Map.of("a", "\ufeff"));
        assertThatThrownBy(() -> StrictJson.parseObject("\ufeff".getBytes(StandardCharsets.UTF_8), 100))
                .isInstanceOf(MalformedJsonException.class)
                .hasMessage("body must be a JSON object, was empty");
    }

    @Test
    void takes_nothing_for_utf_16() {
        assertThatThrownBy(() -> StrictJson.parseObject("{}".getBytes(StandardCharsets.UTF_16LE), 100))
                .isInstanceOf(MalformedJsonException.class)
                .hasMessage("body must be valid JSON, was broken near character 2");
        assertThatThrownBy(() -> StrictJson.parseObject("{}".getBytes(StandardCharsets.UTF_16BE), 100))
                .isInstanceOf(MalformedJsonException.class)
                .hasMessage("body must be valid JSON, was broken near character 1");
    }

    private static @Nullable Object value(byte[] text) {
        try {
            return StrictJson.parseObject(with(text, "{'x':'?'}"), 100).get("x");
        } catch (MalformedJsonException e) {
            return e.violation("body").toString();
        }
    }

    private static String strictlyDecoded(byte[] text) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(text))
                    .toString();
        } catch (CharacterCodingException e) {
            return "body must be UTF-8, was other bytes";
        }
    }

    /** Returns {@code place} with {@code bytes} instead of its question mark. */
    private static byte[] with(byte[] bytes, String place) {
        String[] around = place.replace('\'', '"').split("\\?", 2);
        byte[] head = around[0].getBytes(StandardCharsets.UTF_8);
        byte[] tail = around[1].getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(head.length + bytes.length + tail.length)
                .put(head)
                .put(bytes)
                .put(tail)
                .array();
    }
}
