package io.github.webhooks4j.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;

class EncryptionKeyTest {
    private static final byte[] BYTES = "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final String BASE64 = Base64.getEncoder().encodeToString(BYTES);

    @Test
    void is_the_same_from_bytes_and_from_base64_with_a_line_end() {
        assertThat(EncryptionKey.of(BASE64 + "\n"))
                .isEqualTo(EncryptionKey.of(BYTES))
                .hasSameHashCodeAs(EncryptionKey.of(BYTES))
                .isNotEqualTo(EncryptionKey.of(new byte[32]));
    }

    @Test
    void has_an_id_that_never_changes() {
        assertThat(EncryptionKey.of(BYTES).id()).isEqualTo("ec262eff8c71de40");
    }

    @Test
    void shows_its_id_only() {
        assertThat(EncryptionKey.of(BYTES))
                .hasToString("EncryptionKey[" + EncryptionKey.of(BYTES).id() + "]");
    }

    @Test
    void must_be_32_bytes() {
        assertThatThrownBy(() -> EncryptionKey.of(new byte[16]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a store key must be 32 bytes, was 16 bytes; make one with openssl rand -base64 32");
    }

    @Test
    void reveals_nothing_of_a_text_that_is_no_base64() {
        assertThatThrownBy(() -> EncryptionKey.of("my secret pass phrase"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a store key must be base64; make one with openssl rand -base64 32")
                .hasNoCause();
    }
}
