package io.github.webhooks4j.callback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.webhooks4j.Violation;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class InvalidCallbackExceptionTest {
    @Test
    void keeps_its_violations_when_it_is_serialised() throws Exception {
        var thrown = catchThrowableOfType(
                InvalidCallbackException.class, () -> Callback.parse("{}".getBytes(StandardCharsets.UTF_8)));

        assertThat(overTheWire(thrown, InvalidCallbackException.class).violations())
                .containsExactly(new Violation("state", "must be success, failure or error", "absent"));
    }

    private static <T> T overTheWire(T value, Class<T> type) throws Exception {
        var bytes = new ByteArrayOutputStream();
        try (var out = new ObjectOutputStream(bytes)) {
            out.writeObject(value);
        }
        try (var in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            return type.cast(in.readObject());
        }
    }
}
