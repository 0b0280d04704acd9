package io.github.webhooks4j.internal.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ObjectWriterTest {
    @Test
    void writes_fields_and_objects_in_their_order() {
        byte[] json = ObjectWriter.write(out -> {
            out.put("z", 1);
            out.putObject("b", inner -> {
                inner.put("text", "\"\\\n\u0001é");
                inner.putObject("empty", empty -> {});
            });
            out.put("a", Collections.singletonList(null));
        });

        assertThat(text(json)).isEqualTo("{'z':1,'b':{'text':'\\'\\\\\\n\\u0001é','empty':{}},'a':[null]}");
    }

    @Test
    void writes_an_object_without_fields() {
        assertThat(text(ObjectWriter.write(out -> {}))).isEqualTo("{}");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 127, 128, 129, 1_999, 2_000, 2_001, 3_999, 4_000, 8_000, 100_000})
    void writes_texts_of_any_length(int length) {
        for (String text :
                List.of("x".repeat(length), "é✓".repeat(length), "🚀".repeat(length), "x" + "🚀".repeat(length))) {
            Map<String, String> object = Map.of("x", text);

            assertThat(StrictJson.parseObject(StrictJson.write(object), 1 << 21))
                    .isEqualTo(object);
        }
    }

    @Test
    void forgets_a_longer_text_when_it_writes_a_shorter_one() {
        byte[] json = ObjectWriter.write(out -> {
            out.put("long", "x".repeat(200));
            out.put("short", "y");
            out.put("none", "");
        });

        assertThat(text(json)).isEqualTo("{'long':'" + "x".repeat(200) + "','short':'y','none':''}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\ud83d", "\ude80", "\ude80\ud83d", "\ud83d\ud83d\ude80", "é\ud83d", "\ud83dx"})
    void refuses_half_of_a_surrogate_pair_wherever_it_stands(String half) {
        for (Map<String, Object> object : List.<Map<String, Object>>of(
                Map.of(half, 1),
                Map.of("x", half),
                Map.of("x", "x".repeat(5_000) + half),
                Map.of("x", List.of(Map.of("y", half))),
                Map.of("x", Map.of(half, "y")))) {
            assertThatThrownBy(() -> StrictJson.write(object))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("JSON text must be Unicode, was half of a surrogate pair somewhere");
        }
        assertThatThrownBy(() -> ObjectWriter.write(out -> out.putObject(half, inner -> {})))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("JSON text must be Unicode, was half of a surrogate pair somewhere");
    }

    @Test
    void refuses_foreign_types() {
        assertThatThrownBy(() -> StrictJson.write(Map.of("x", 'c')))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("JSON cannot hold class java.lang.Character");
    }

    private static String text(byte[] json) {
        return new String(json, StandardCharsets.UTF_8).replace('"', '\'');
    }
}
