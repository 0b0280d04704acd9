package io.github.webhooks4j.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.Violation;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.List;
import org.junit.jupiter.api.Test;

class InvalidWebhookExceptionTest {
    @Test
    void keeps_its_violations_when_it_is_serialised() throws Exception {
        var violation = new Violation("name", "must not be empty", "\"\"");
        var thrown = new InvalidWebhookException(List.of(violation));

        assertThat(overTheWire(thrown, InvalidWebhookException.class).violations())
                .containsExactly(violation);
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
