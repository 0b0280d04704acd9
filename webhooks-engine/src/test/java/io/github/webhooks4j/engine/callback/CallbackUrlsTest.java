package io.github.webhooks4j.engine.callback;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class CallbackUrlsTest {
    @Test
    void needs_a_key_of_32_bytes() {
        assertThatThrownBy(() -> new CallbackUrls(new byte[31]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the deployment's key must be at least 32 bytes, was 31 bytes; "
                        + "the store must return the key that it was given");
    }
}
