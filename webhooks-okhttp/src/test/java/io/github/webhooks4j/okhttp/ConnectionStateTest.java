package io.github.webhooks4j.okhttp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ConnectionStateTest {
    private static final String RESPONSE = "HTTP/1.1 204 No Content\r\n\r\n";
    private static final Duration LONG = Duration.ofMinutes(1);

    private final ScriptedWire wire = new ScriptedWire(RESPONSE);
    private final ByteArrayOutputStream sent = new ByteArrayOutputStream();
    private final ConnectionState state = new ConnectionState(wire, () -> 0);

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

        ScriptedWire(String text) {
            this.input = new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII));
        }

        @Override
        public InputStream input() {
            return input;
        }

        @Override
        public boolean isQuiet() {
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
