package io.github.webhooks4j.internal.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.exc.InvalidDefinitionException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** Converts the objects of applications to JSON, as jackson-databind does without modules. Thread-safe: no state. */
public final class ObjectConversion {
    /** NaN is written as it stands, which is no JSON, rather than as a text that receivers take for one. */
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .disable(JsonWriteFeature.WRITE_NAN_AS_STRINGS)
            .build();

    private ObjectConversion() {}

    /**
     * Returns the JSON of a value. The caller checks that it is an object.
     *
     * @throws IllegalArgumentException if it cannot be converted, or has more than {@code maxBytes}; the message quotes no
     *     value, so it has no cause
     */
    public static byte[] toJson(Object value, int maxBytes) {
        var out = new BoundedOutput(maxBytes);
        try {
            MAPPER.writeValue(out, value);
        } catch (InvalidDefinitionException e) {
            throw new IllegalArgumentException(subject(value)
                    + " must be convertible by jackson-databind alone, was one with a " + nameOf(e, value)
                    + "; convert that to text before, or pass the JSON of a mapper of your own");
        } catch (IOException | StackOverflowError e) {
            if (out.exceeded) {
                throw new IllegalArgumentException("an event body must be at most " + maxBytes + " bytes, was more as "
                        + value.getClass().getName());
            }
            throw new IllegalArgumentException(
                    subject(value) + " must be convertible to JSON, was one that failed with "
                            + origin(e).getClass().getName() + "; pass the JSON of a mapper of your own");
        }
        return out.toByteArray();
    }

    private static String subject(Object value) {
        return "the " + value.getClass().getName() + " of an event body";
    }

    private static String nameOf(InvalidDefinitionException e, Object value) {
        return e.getType() == null
                ? value.getClass().getName()
                : e.getType().getRawClass().getName();
    }

    /** Returns what a getter of the application threw, or what Jackson found. */
    private static Throwable origin(Throwable failure) {
        Throwable cause = failure.getCause();
        return failure instanceof JsonProcessingException && cause != null ? cause : failure;
    }

    /** Ends the conversion of a value that is too large before it fills the memory. */
    private static final class BoundedOutput extends OutputStream {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final int most;
        private boolean exceeded;

        BoundedOutput(int most) {
            this.most = most;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] from, int offset, int length) throws IOException {
            if (bytes.size() + length > most) {
                exceeded = true;
                throw new IOException("too large");
            }
            bytes.write(from, offset, length);
        }

        byte[] toByteArray() {
            return bytes.toByteArray();
        }
    }
}
