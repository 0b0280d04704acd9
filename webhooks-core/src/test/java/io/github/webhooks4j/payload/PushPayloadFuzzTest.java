package io.github.webhooks4j.payload;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.github.webhooks4j.internal.json.StrictJson;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

class PushPayloadFuzzTest {
    @FuzzTest
    void is_read_again_as_it_was_written(byte[] body) {
        PushPayload payload;
        try {
            payload = PushPayload.parse(body);
        } catch (InvalidPayloadException e) {
            assertThat(e).hasMessageMatching("[ -~…]{1,300}");
            return;
        }

        byte[] written = payload.toJson();

        assertThat(PushPayload.parse(written)).isEqualTo(payload);
        assertThat(PushPayload.parse(written).toJson()).isEqualTo(written);
        assertThat(keys(written)).containsAll(keys(body));
    }

    /** The names of all fields; an empty callback_url is none, and so not written. */
    private static Set<String> keys(byte[] json) {
        Map<String, @Nullable Object> object = StrictJson.parseObject(json, PushPayload.MAX_BYTES);
        var keys = new HashSet<String>();
        object.forEach((key, value) -> {
            if (value instanceof Map<?, ?> inner) {
                inner.keySet().forEach(name -> keys.add(key + "." + name));
            }
            keys.add(key);
        });
        keys.remove("callback_url");
        return keys;
    }
}
