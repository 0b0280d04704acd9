package io.github.webhooks4j.internal.json;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Writes the fields of one object one after another, without collecting them first. Confined to one thread. */
public final class ObjectWriter {
    private static final int FIRST_CHARS = 128;

    private final JsonGenerator generator;
    private char[] chars = new char[FIRST_CHARS];

    private ObjectWriter(JsonGenerator generator) {
        this.generator = generator;
    }

    /**
     * Returns an object as UTF-8 without whitespace.
     *
     * @param fields writes its fields
     * @throws IllegalArgumentException if a value is of another type than {@link StrictJson} returns, or a text holds half of a
     *     surrogate pair
     */
    public static byte[] write(Consumer<ObjectWriter> fields) {
        var bytes = new ByteArrayOutputStream();
        try (JsonGenerator generator = StrictJson.generator(bytes)) {
            generator.writeStartObject();
            fields.accept(new ObjectWriter(generator));
            generator.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** Writes a field; the caller must write no key twice. */
    public void put(String key, @Nullable Object value) {
        try {
            generator.writeFieldName(writable(key));
            writeValue(value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes a field of a record, whose key is ASCII. */
    public void putKnown(String key, @Nullable Object value) {
        try {
            generator.writeFieldName(key);
            writeValue(value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes a field that is an object. */
    public void putObject(String key, Consumer<ObjectWriter> fields) {
        try {
            generator.writeObjectFieldStart(writable(key));
            fields.accept(this);
            generator.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void writeValue(@Nullable Object value) throws IOException {
        if (value == null) {
            generator.writeNull();
        } else if (value instanceof String text) {
            writeText(text);
        } else if (value instanceof Boolean bool) {
            generator.writeBoolean(bool);
        } else if (value instanceof BigDecimal decimal) {
            generator.writeNumber(decimal);
        } else if (value instanceof BigInteger integer) {
            generator.writeNumber(integer);
        } else if (value instanceof Long || value instanceof Integer) {
            generator.writeNumber(((Number) value).longValue());
        } else if (value instanceof List<?> list) {
            generator.writeStartArray();
            for (Object inner : list) {
                writeValue(inner);
            }
            generator.writeEndArray();
        } else if (value instanceof Map<?, ?> map) {
            generator.writeStartObject();
            map.forEach((key, inner) -> put((String) key, inner));
            generator.writeEndObject();
        } else {
            throw new IllegalArgumentException("JSON cannot hold " + value.getClass());
        }
    }

    /** Copies first: checking and writing an array takes half the time that a string takes. */
    private void writeText(String text) throws IOException {
        int length = text.length();
        if (length > chars.length) {
            chars = new char[length];
        }
        text.getChars(0, length, chars, 0);
        int bits = 0;
        for (int i = 0; i < length; i++) {
            bits |= chars[i];
        }
        if (bits >= Character.MIN_SURROGATE) {
            writable(text);
        }
        generator.writeString(chars, 0, length);
    }

    private static String writable(String text) {
        if (!StrictJson.isUnicode(text)) {
            throw new IllegalArgumentException("JSON text must be Unicode, was half of a surrogate pair somewhere");
        }
        return text;
    }
}
