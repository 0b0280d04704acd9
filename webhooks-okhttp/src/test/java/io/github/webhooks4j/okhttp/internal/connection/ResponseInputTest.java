package io.github.webhooks4j.okhttp.internal.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResponseInputTest {
    private static final String UNASKED = "HTTP/1.1 200 OK\r\n\r\n";
    private static final int SEEDS = 200;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "HTTP/1.1 200 OK~A: b~~ | hello | 5 | false",
                "HTTP/1.1 204 No~~ | '' | 0 | false",
                "HTTP/1.1 200 OK/A: b// | hello | 5 | false",
                "HTTP/1.1 103 Early~A: b~~HTTP/1.1 200 OK~~ | hello | 5 | false",
                "HTTP/1.1 200 OK~~ | 5~hello~0~~ | -1 | true",
                "HTTP/1.1 200 OK~~ | 0005;a=b~hello~2 ~ab~0;c~T: 1~U: 2~~ | -1 | true",
                "HTTP/1.1 200 OK~~ | A/0123456789/0// | -1 | true"
            })
    void hands_out_a_response_and_nothing_behind_it(String head, String body, long length, boolean chunked)
            throws IOException {
        String response = wire(head) + wire(body);
        for (int seed = 0; seed < SEEDS; seed++) {
            var random = new SplittableRandom(seed);
            var input = new ResponseInput(inPieces(response + UNASKED, random));
            input.begin();

            String read = read(input, wire(head).length(), random);
            input.bodyFollows(length, chunked);
            read += read(input, wire(body).length(), random);

            assertThat(read).as("seed %d", seed).isEqualTo(response);
            assertThat(input.hasReceived()).isTrue();
            assertThat(input.available())
                    .as("what follows is still here, seed %d", seed)
                    .isEqualTo(UNASKED.length());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"zz~hello", "~hello", "12345678901234567~hello", "5~hello~x~"})
    void a_body_whose_chunks_cannot_be_read_has_no_end(String body) throws IOException {
        var input = new ResponseInput(
                new ByteArrayInputStream(("HTTP/1.1 200 OK\r\n\r\n" + wire(body)).getBytes(StandardCharsets.US_ASCII)));
        input.begin();
        read(input, "HTTP/1.1 200 OK\r\n\r\n".length(), new SplittableRandom(0));
        input.bodyFollows(-1, true);

        assertThat(new String(input.readAllBytes(), StandardCharsets.US_ASCII)).isEqualTo(wire(body));
        assertThat(input.isAtRest()).isFalse();
    }

    private static String read(ResponseInput input, int length, SplittableRandom random) throws IOException {
        var read = new StringBuilder();
        while (read.length() < length) {
            byte[] bytes = new byte[1 + random.nextInt(64)];
            // More is asked for than the part has left, as OkHttp does.
            int count = input.read(bytes, 0, bytes.length);
            read.append(new String(bytes, 0, count, StandardCharsets.US_ASCII));
        }
        return read.toString();
    }

    /** Returns a stream that gives one to forty bytes at a time. */
    private static InputStream inPieces(String text, SplittableRandom random) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII)) {
            @Override
            public synchronized int read(byte[] bytes, int offset, int length) {
                return super.read(bytes, offset, Math.min(length, 1 + random.nextInt(40)));
            }
        };
    }

    private static String wire(String text) {
        return text.replace("~", "\r\n").replace("/", "\n").replace("HTTP\n1.1", "HTTP/1.1");
    }
}
