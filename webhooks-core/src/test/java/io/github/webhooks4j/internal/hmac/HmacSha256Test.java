package io.github.webhooks4j.internal.hmac;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The values are those of RFC 4231. */
class HmacSha256Test {
    private static final String CASE_2 = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";

    private final HmacSha256 hmac = new HmacSha256(bytes("Jefe"));

    @Test
    void is_the_hmac_of_rfc_4231() {
        byte[] longerThanABlock = new byte[131];
        Arrays.fill(longerThanABlock, (byte) 0xaa);

        assertThat(hex(hmac.compute(bytes("what do ya want for nothing?")))).isEqualTo(CASE_2);
        assertThat(hex(new HmacSha256(longerThanABlock)
                        .compute(bytes("Test Using Larger Than Block-Size Key - Hash Key First"))))
                .isEqualTo("60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
    }

    @Test
    void takes_parts_as_one() {
        assertThat(hex(hmac.compute(bytes("what do ya "), bytes(""), bytes("want for nothing?"))))
                .isEqualTo(CASE_2);
        assertThat(hmac.compute()).isEqualTo(hmac.compute(bytes("")));
    }

    @Test
    void remembers_nothing_of_what_it_was_asked_before() {
        hmac.compute(bytes("something else"));

        assertThat(hex(hmac.compute(bytes("what do ya want for nothing?")))).isEqualTo(CASE_2);
    }

    @Test
    void many_threads_may_ask_at_once() {
        List<byte[]> macs = IntStream.range(0, 10_000)
                .parallel()
                .mapToObj(i -> hmac.compute(bytes("what do ya "), bytes("want for nothing?")))
                .toList();

        assertThat(macs).allSatisfy(mac -> assertThat(hex(mac)).isEqualTo(CASE_2));
    }

    @Test
    void keeps_its_own_copy_of_the_key() {
        byte[] key = bytes("Jefe");
        var copied = new HmacSha256(key);

        key[0] = 'x';

        assertThat(hex(copied.compute(bytes("what do ya want for nothing?")))).isEqualTo(CASE_2);
    }

    @Test
    void needs_a_key() {
        assertThatThrownBy(() -> new HmacSha256(new byte[0])).isInstanceOf(IllegalArgumentException.class);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
