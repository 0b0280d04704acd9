package io.github.webhooks4j.internal.hmac;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class Sha256Test {
    @Test
    void returns_the_first_63_bits_of_a_known_digest() {
        // SHA-256 of the empty text begins with e3b0c44298fc1c14.
        assertThat(Sha256.first63Bits("")).isEqualTo(0xe3b0c44298fc1c14L >>> 1);
        // That of abc with ba7816bf8f01cfea.
        assertThat(Sha256.first63Bits("abc")).isEqualTo(0xba7816bf8f01cfeaL >>> 1);
    }

    @Test
    void digests_texts_in_utf_8() throws Exception {
        for (String text : List.of("später", "構築", "wh_1")) {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            long first = Long.parseUnsignedLong(HexFormat.of().formatHex(digest, 0, 8), 16);

            assertThat(Sha256.first63Bits(text)).isEqualTo(first >>> 1).isNotNegative();
        }
    }
}
