package io.github.webhooks4j.internal.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.webhooks4j.Violation;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StrictJsonTest {
    @Test
    void gives_each_value_its_type() {
        assertThat(parse("{'a':null,'b':true,'c':'x','d':1,'e':-9223372036854775808,'f':9223372036854775808,"
                        + "'g':1.50,'h':1e400,'i':1.5e1,'j':[{}]}"))
                .containsExactly(
                        entry("a", null),
                        entry("b", true),
                        entry("c", "x"),
                        entry("d", 1L),
                        entry("e", Long.MIN_VALUE),
                        entry("f", new BigInteger("9223372036854775808")),
                        entry("g", new BigDecimal("1.50")),
                        entry("h", new BigDecimal("1e400")),
                        entry("i", 15L),
                        entry("j", List.of(Map.of())));
    }

    @Test
    void keeps_the_order_of_the_text() {
        assertThat(parse("{'z':1,'a':2,'m':3}").keySet()).containsExactly("z", "a", "m");
    }

    @Test
    void accepts_the_limit_of_bytes_and_refuses_one_more() {
        byte[] json = "{}  ".getBytes(StandardCharsets.UTF_8);

        assertThat(StrictJson.parseObject(json, 4)).isEmpty();
        assertThatThrownBy(() -> StrictJson.parseObject(json, 3))
                .isInstanceOf(MalformedJsonException.class)
                .hasMessage("body must be at most 3 bytes, was 4 bytes");
    }

    @Test
    void accepts_the_limits_of_depth_numbers_and_keys() {
        assertThat(parse("{'x':" + "[".repeat(63) + "]".repeat(63) + "}")).containsOnlyKeys("x");
        assertThat(parse("{'x':" + "9".repeat(1000) + "}"))
                .containsEntry("x", BigInteger.TEN.pow(1000).subtract(BigInteger.ONE));
        assertThat(parse("{'" + "k".repeat(50_000) + "':1}")).hasSize(1);
        assertThat(parse("{'x':1e-999999999}")).containsEntry("x", new BigDecimal("1e-999999999"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"1e1000000000", "1E-1000000000", "12e999999999", "1e2147483648", "1e-2147483648", "1e99999999999"
            })
    void refuses_an_exponent_that_could_not_be_written_again(String number) {
        assertRefused("{'x':[" + number + "]}", "x[0] must have an exponent of at most 9 digits, was a longer one");
    }

    @Test
    void takes_a_pair_of_escapes_and_refuses_half_of_one_in_values_and_keys() {
        String half = " must be Unicode text, was half of a surrogate pair";

        assertThat(parse("{'\\ud83d\\ude80':'\\uD83D\\uDE80','x':'\\\\ud83d'}"))
                .containsExactly(entry("🚀", "🚀"), entry("x", "\\ud83d"));
        assertRefused("{'x':'\\ude80\\ud83d'}", "x" + half);
        assertRefused("{'x':'\\ud83d🚀'}", "x" + half);
        assertRefused("{'x':{'\\uD83D':1}}", "body must be valid JSON, was broken near character 13");
    }

    @Test
    void reads_texts_of_any_length() {
        for (int length : new int[] {3_999, 4_000, 4_001, 32_767, 32_768, 100_000}) {
            String text = "🚀".repeat(length / 2) + "é\\n";
            String json = "{'x':'" + text + "','y':1.50}";

            assertThat(parse(json))
                    .containsExactly(entry("x", text.replace("\\n", "\n")), entry("y", new BigDecimal("1.50")));
            assertRefused(json + "]", "body must be valid JSON, was broken near character " + json.length());
        }
    }

    @Test
    void names_the_place_of_a_fault() {
        assertRefused("{'a':{'b':[0,[{'c':1,'c':2}]]}}", "a.b[1][0].c must stand once in its object, was there twice");
        assertRefused("{'a':{'b':'\\udc00'}}", "a.b must be Unicode text, was half of a surrogate pair");
    }

    @Test
    void shows_no_key_that_is_long_or_not_plain() {
        String twice = " must stand once in its object, was there twice";
        String plain = "k".repeat(99);

        assertRefused("{'" + plain + "':1,'" + plain + "':1}", plain + twice);
        assertRefused("{'" + plain + "kk':1,'" + plain + "kk':1}", "a key" + twice);
        assertRefused("{'ü':1,'ü':1}", "a key" + twice);
        assertRefused("{'a b':1,'a b':1}", "a key" + twice);
        assertRefused("{'':1,'':1}", "a key" + twice);
    }

    @Test
    void calls_the_whole_what_its_caller_calls_it() {
        assertThatThrownBy(() -> parse("[]"))
                .isInstanceOfSatisfying(
                        MalformedJsonException.class,
                        e -> assertThat(e.violation("payload"))
                                .isEqualTo(new Violation("payload", "must be a JSON object", "a list")));
        assertThatThrownBy(() -> parse("{'a':1,'a':1}"))
                .isInstanceOfSatisfying(
                        MalformedJsonException.class,
                        e -> assertThat(e.violation("payload"))
                                .isEqualTo(new Violation("a", "must stand once in its object", "there twice")));
    }

    @Test
    void copies_numbers_as_they_are_read() {
        assertThat(StrictJson.copyOf(Map.of(
                        "int",
                        1,
                        "short",
                        (short) 2,
                        "byte",
                        (byte) 3,
                        "double",
                        1.5e9,
                        "float",
                        0.5f,
                        "big",
                        BigInteger.TWO,
                        "decimal",
                        new BigDecimal("7"))))
                .isEqualTo(Map.of(
                        "int", 1L,
                        "short", 2L,
                        "byte", 3L,
                        "double", new BigDecimal("1.5E9"),
                        "float", new BigDecimal("0.5"),
                        "big", 2L,
                        "decimal", 7L));
    }

    @Test
    void refuses_to_copy_what_json_cannot_hold() {
        String rule = "a JSON value must be text, a finite number, a boolean, a list, a map or null, was class ";
        var endless = new ArrayList<@Nullable Object>();
        endless.add(endless);

        assertCopyRefused(Double.NaN, rule + "java.lang.Double");
        assertCopyRefused(Float.POSITIVE_INFINITY, rule + "java.lang.Float");
        assertCopyRefused('c', rule + "java.lang.Character");
        assertCopyRefused(Map.of(1, 2), "a JSON key must be text, was class java.lang.Integer");
        assertCopyRefused(endless, "a JSON value must nest at most 64 levels deep");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "plain", "ü✓🚀", "\ud83d\ude80"})
    void recognises_unicode(String text) {
        assertThat(StrictJson.isUnicode(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\ud83d", "\ude80", "\ude80\ud83d", "\ud83d\ud83d\ude80", "x\ud83d", "\ud83d\ude80\ude80"})
    void recognises_halves_of_surrogate_pairs(String text) {
        assertThat(StrictJson.isUnicode(text)).isFalse();
    }

    @Test
    void reads_back_whatever_it_writes() {
        long seed = Long.getLong("webhooks.seed", System.nanoTime());
        var random = new SplittableRandom(seed);
        for (int round = 0; round < 500; round++) {
            Map<String, @Nullable Object> object = StrictJson.copyOf(randomObject(random, 1));

            assertThat(StrictJson.parseObject(StrictJson.write(object), 1 << 20))
                    .as("webhooks.seed=%d", seed)
                    .isEqualTo(object);
        }
    }

    @Test
    void reads_any_bytes_as_a_value_or_throws_its_own_exception() {
        long seed = Long.getLong("webhooks.seed", System.nanoTime());
        var random = new SplittableRandom(seed);
        byte[] alphabet = "{}[]\",:\\ue+-.0123456789truefalsn \t\u00c3\u00a9".getBytes(StandardCharsets.ISO_8859_1);
        for (int round = 0; round < 20_000; round++) {
            byte[] body = new byte[random.nextInt(40)];
            for (int i = 0; i < body.length; i++) {
                body[i] = alphabet[random.nextInt(alphabet.length)];
            }
            if (body.length > 0) {
                body[0] = '{';
            }
            assertNoStrayException(body, seed);
        }
    }

    private static void assertNoStrayException(byte[] body, long seed) {
        try {
            assertThat(StrictJson.parseObject(body, 100)).isNotNull();
        } catch (MalformedJsonException e) {
            assertThat(e.violation("x").rule()).as("webhooks.seed=%d", seed).startsWith("must ");
        } catch (RuntimeException e) {
            throw new AssertionError("webhooks.seed=" + seed + " body " + Arrays.toString(body), e);
        }
    }

    private static Map<String, @Nullable Object> randomObject(SplittableRandom random, int depth) {
        var object = new HashMap<String, @Nullable Object>();
        for (int i = random.nextInt(5); i > 0; i--) {
            object.put(randomText(random), randomValue(random, depth + 1));
        }
        return object;
    }

    private static @Nullable Object randomValue(SplittableRandom random, int depth) {
        return switch (random.nextInt(depth > 5 ? 6 : 8)) {
            case 0 -> null;
            case 1 -> random.nextBoolean();
            case 2 -> randomText(random);
            case 3 -> random.nextLong() >> random.nextInt(64);
            case 4 -> new BigDecimal(BigInteger.valueOf(random.nextLong()), random.nextInt(-40, 40));
            case 5 -> BigInteger.valueOf(random.nextLong()).pow(random.nextInt(4));
            case 6 -> randomObject(random, depth);
            default -> Arrays.asList(randomValue(random, depth + 1), randomValue(random, depth + 1));
        };
    }

    private static String randomText(SplittableRandom random) {
        var text = new StringBuilder();
        for (int i = random.nextInt(6); i > 0; i--) {
            int c = random.nextInt(random.nextBoolean() ? 0x80 : 0x11_0000);
            text.appendCodePoint(c >= 0xd800 && c < 0xe000 ? '?' : c);
        }
        return text.toString();
    }

    private static Map.Entry<String, @Nullable Object> entry(String key, @Nullable Object value) {
        return new java.util.AbstractMap.SimpleEntry<>(key, value);
    }

    private static void assertCopyRefused(Object value, String message) {
        assertThatThrownBy(() -> StrictJson.copyOf(Map.of("x", value)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    private static void assertRefused(String json, String message) {
        assertThatThrownBy(() -> parse(json))
                .isInstanceOf(MalformedJsonException.class)
                .hasMessage(message);
    }

    private static Map<String, @Nullable Object> parse(String json) {
        return StrictJson.parseObject(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8), 1 << 20);
    }
}
