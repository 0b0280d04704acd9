package io.github.webhooks4j.okhttp.internal.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.webhooks4j.transport.internal.exchange.ConnectionLife;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ConnectionStateTest {
    private static final String RESPONSE = "HTTP/1.1 204 No Content\r\n\r\n";
    private static final Duration LONG = Duration.ofMinutes(1);

    private final ScriptedWire wire = new ScriptedWire(RESPONSE);
    private final ByteArrayOutputStream sent = new ByteArrayOutputStream();
    private final AtomicLong nanos = new AtomicLong();
    private final ConnectionState state = new ConnectionState(wire, nanos::get);

    @Test
    void nothing_is_written_once_bytes_have_come_after_the_look_at_the_connection() throws IOException {
        exchange();
        state.begin(LONG);
        wire.unread = true;

        assertThatThrownBy(() -> state.guarded(sent).write(new byte[] {1, 2}))
                .isInstanceOf(StaleConnectionException.class);

        assertThat(sent.size()).isZero();
        assertThatThrownBy(() -> state.input().read())
                .as("what came must not be read as the response")
                .isInstanceOf(StaleConnectionException.class);
    }

    @Test
    void a_response_that_comes_while_the_request_is_written_is_read() throws IOException {
        exchange();
        state.begin(LONG);
        var output = state.guarded(sent);
        output.write(new byte[] {1});
        wire.unread = true;

        output.write(new byte[] {2});

        assertThat(sent.toByteArray()).containsExactly(1, 2);
    }

    @Test
    void a_connection_that_is_not_quiet_carries_no_other_request() throws IOException {
        exchange();
        wire.quiet = false;

        assertThatThrownBy(() -> state.begin(LONG)).isInstanceOf(StaleConnectionException.class);
    }

    @Test
    void an_exchange_that_ends_late_closes_nothing_under_the_next_one() throws IOException {
        int first = exchange();
        state.begin(LONG);

        state.hangUpIfSpent(first);

        assertThat(wire.hungUp).isFalse();
    }

    @Test
    void a_connection_is_listened_to_before_each_of_its_first_requests() throws IOException {
        for (int i = 0; i < ConnectionLife.PROVEN_AFTER; i++) {
            exchange();
        }

        assertThat(wire.listened).isEqualTo(ConnectionLife.PROVEN_AFTER - 1);
    }

    @Test
    void a_proven_connection_is_only_looked_at_for_bytes_when_used_again_at_once() throws IOException {
        prove();

        exchange();
        assertThat(wire.listened).isZero();
        wire.unread = true;

        assertThatThrownBy(() -> state.begin(LONG)).isInstanceOf(StaleConnectionException.class);
    }

    @Test
    void a_proven_connection_is_listened_to_again_after_a_pause() throws IOException {
        prove();
        nanos.addAndGet(ConnectionLife.AT_ONCE.toNanos());
        wire.quiet = false;

        assertThatThrownBy(() -> state.begin(LONG)).isInstanceOf(StaleConnectionException.class);
    }

    private void prove() throws IOException {
        for (int i = 0; i < ConnectionLife.PROVEN_AFTER; i++) {
            exchange();
        }
        wire.listened = 0;
    }

    /** Makes an exchange after which the connection may be used again. */
    private int exchange() throws IOException {
        int number = state.begin(LONG);
        state.guarded(sent).write(new byte[0]);
        state.input().readNBytes(RESPONSE.length());
        state.responseBegan(0, false, LONG);
        return number;
    }

    private static final class ScriptedWire implements ConnectionState.Wire {
        private final InputStream input;
        private boolean unread;
        private boolean quiet = true;
        private boolean hungUp;
        private int listened;

        ScriptedWire(String text) {
            byte[] response = text.getBytes(StandardCharsets.US_ASCII);
            // The same response repeatedly, each after the one before was read.
            this.input = new InputStream() {
                private InputStream present = new ByteArrayInputStream(response);

                @Override
                public int read() throws IOException {
                    return present.read();
                }

                @Override
                public int read(byte[] bytes, int offset, int length) throws IOException {
                    present = present.available() == 0 ? new ByteArrayInputStream(response) : present;
                    return present.read(bytes, offset, length);
                }
            };
        }

        @Override
        public InputStream input() {
            return input;
        }

        @Override
        public boolean isQuiet() {
            listened++;
            return quiet;
        }

        @Override
        public boolean hasUnread() {
            return unread;
        }

        @Override
        public void hangUp() {
            hungUp = true;
        }
    }
}
