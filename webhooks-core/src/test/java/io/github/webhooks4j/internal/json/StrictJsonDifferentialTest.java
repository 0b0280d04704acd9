package io.github.webhooks4j.internal.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** The reader of bytes and the check without values accept what the reader of characters accepts, as the same. */
class StrictJsonDifferentialTest {
    private static final int ROUNDS = 5_000;
    private static final int MAX = 1 << 20;

    private static final List<String> RECORDED = List.of(
            "documented-form", "float-times-without-tag", "string-counts-2016", "text-times-and-foreign-fields");

    private static final List<String> SMALL = List.of(
            "{}",
            "{'a':1}",
            "{'state':'success','description':'387 tests PASSED','context':'ci','target_url':'https://ci.example/1'}",
            "{'a':[1,-2,3.5,1e3,-0,0.0,1E-7],'b':{'c':[{},[],null,true,false]}}",
            "{'t':'\\u00e9\\ud83d\\ude80\\n\\t\\\\\\/','\u00fc\u2713':'\u00e9\ud83d\ude80','':''}",
            "{'n':9223372036854775807,'o':9223372036854775808,'p':-9223372036854775809,'q':1e999999999}",
            " \t\r\n{ 'a' : [ 1 , 2 ] , 'b' : { } } \n",
            "\ufeff{'a':'\ufeff'}");

    /** What a mutation inserts: tokens, their beginnings, and bytes that are no UTF-8. */
    private static final List<String> PIECES = List.of(
            "{",
            "}",
            "[",
            "]",
            ",",
            ":",
            "\"",
            "\\",
            "\\u",
            "\\ud83d",
            "\\ude80",
            "\\\"",
            "null",
            "true",
            "false",
            "nul",
            "0",
            "-",
            "1",
            "9",
            ".",
            "e",
            "E+",
            "e-999999999",
            "e1000000000",
            "99999999999999999999",
            "NaN",
            "//",
            "'",
            " ",
            "\n",
            "\u0000",
            "\u001f",
            "\u007f",
            "\u00e9",
            "\u2028",
            "\ud83d\ude80",
            "\ufffd",
            "\ufeff",
            "\"a\":1,",
            "{\"a\":",
            "\"\":[",
            "[[[[[[[[",
            "{\"k\":{\"k\":{\"k\":");

    private final long seed = Long.getLong("webhooks.seed", System.nanoTime());
    private final SplittableRandom random = new SplittableRandom(seed);

    @Test
    void accepts_of_mutated_texts_what_the_reader_of_characters_accepts() {
        List<byte[]> corpus = corpus();
        int accepted = 0;
        for (int round = 0; round < ROUNDS; round++) {
            byte[] body = corpus.get(random.nextInt(corpus.size()));
            for (int times = random.nextInt(4); times > 0; times--) {
                body = mutated(body);
            }
            accepted += compare(body) ? 1 : 0;
        }
        assertThat(accepted).as("webhooks.seed=%d", seed).isBetween(ROUNDS / 10, ROUNDS * 9 / 10);
    }

    @Test
    void agrees_about_each_limit() {
        for (int depth = 62; depth <= 66; depth++) {
            compare(text("{'a':" + "[".repeat(depth) + "]".repeat(depth) + "}"));
            compare(text("{'a':".repeat(depth) + "1" + "}".repeat(depth)));
        }
        for (int length : new int[] {17, 18, 19, 20, 999, 1_000, 1_001}) {
            for (String number : List.of("9", "-9", "0.9", "-9e", "9.")) {
                compare(text("{'a':" + number + "9".repeat(length) + "}"));
                compare(text("{'a':" + number + "9".repeat(length) + "0}"));
                compare(text("{} " + number + "9".repeat(length)));
            }
        }
        for (int length : new int[] {49_999, 50_000, 50_001}) {
            compare(text("{'" + "k".repeat(length) + "':1}"));
            compare(text("{'" + "\u00e9".repeat(length) + "':1}"));
            compare(text("{'" + "k".repeat(length - 1) + "\\n':1}"));
        }
    }

    @Test
    void refuses_texts_in_other_encodings() {
        for (Charset charset : List.of(
                StandardCharsets.UTF_16BE,
                StandardCharsets.UTF_16LE,
                Charset.forName("UTF-32BE"),
                Charset.forName("UTF-32LE"))) {
            assertThat(compare("{\"a\":1}".getBytes(charset)))
                    .as(charset.name())
                    .isFalse();
        }
    }

    /** Returns whether all accept the text; fails if they differ. */
    private boolean compare(byte[] body) {
        Supplier<String> as = () -> "webhooks.seed=" + seed + " body " + new String(body, StandardCharsets.ISO_8859_1);
        Object expected = result(() -> StrictJson.parseCharacters(body));
        Object read = result(() -> StrictJson.parseObject(body, MAX));
        assertThat(read).as(as).isEqualTo(expected);
        assertThat(read.toString()).as(as).isEqualTo(expected.toString());
        Object keys = expected instanceof Map<?, ?> object ? object.keySet() : expected;
        assertThat(result(() -> StrictJson.checkObject(body, MAX))).as(as).isEqualTo(keys);
        return expected instanceof Map<?, ?>;
    }

    private static Object result(Supplier<?> read) {
        try {
            return read.get();
        } catch (MalformedJsonException e) {
            return e.violation("body");
        }
    }

    private byte[] mutated(byte[] body) {
        int from = random.nextInt(body.length + 1);
        int to = Math.min(body.length, from + random.nextInt(8));
        return switch (random.nextInt(6)) {
            case 0 -> joined(body, from, piece(), from);
            case 1 -> joined(body, from, piece(), to);
            case 2 -> joined(body, from, new byte[0], to);
            case 3 -> joined(body, to, Arrays.copyOfRange(body, from, to), to);
            case 4 -> joined(body, from, new byte[] {(byte) random.nextInt(256)}, Math.min(body.length, from + 1));
            default -> random.nextInt(8) == 0 ? Arrays.copyOf(body, from) : body;
        };
    }

    private byte[] piece() {
        return PIECES.get(random.nextInt(PIECES.size())).getBytes(StandardCharsets.UTF_8);
    }

    /** Returns the bytes before {@code from}, the middle, and those from {@code to} on. */
    private static byte[] joined(byte[] body, int from, byte[] middle, int to) {
        var out = new ByteArrayOutputStream();
        out.write(body, 0, from);
        out.writeBytes(middle);
        out.write(body, to, body.length - to);
        return out.toByteArray();
    }

    private static List<byte[]> corpus() {
        var corpus = new ArrayList<byte[]>();
        SMALL.forEach(text -> corpus.add(text(text)));
        RECORDED.forEach(name -> corpus.add(resource("/io/github/webhooks4j/payload/" + name + ".json")));
        return corpus;
    }

    private static byte[] resource(String name) {
        try (InputStream stream =
                Objects.requireNonNull(StrictJsonDifferentialTest.class.getResourceAsStream(name), name)) {
            return stream.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] text(String json) {
        return json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    }
}
