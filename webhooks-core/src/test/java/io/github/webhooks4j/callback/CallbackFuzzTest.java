package io.github.webhooks4j.callback;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.jspecify.annotations.Nullable;

class CallbackFuzzTest {
    @FuzzTest
    void keeps_the_rules_and_is_read_again_as_it_was_written(byte[] body) {
        Callback callback;
        try {
            callback = Callback.parse(body);
        } catch (InvalidCallbackException e) {
            assertThat(e.violations()).isNotEmpty();
            assertThat(e).hasMessageMatching("invalid callback: [ -~…]{1,1000}");
            return;
        }

        assertThat(length(callback.description())).isNotZero().isLessThanOrEqualTo(255);
        assertThat(length(callback.context())).isNotZero().isLessThanOrEqualTo(100);
        if (callback.targetUrl() != null) {
            assertThat(callback.targetUrl().toString()).matches("(?i)https?://[^/?#]+.*");
        }
        assertThat(Callback.parse(callback.toJson())).isEqualTo(callback);
    }

    private static int length(@Nullable String text) {
        return text == null ? -1 : text.codePointCount(0, text.length());
    }
}
