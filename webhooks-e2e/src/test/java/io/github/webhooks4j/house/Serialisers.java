package io.github.webhooks4j.house;

import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonPrimitive;
import com.google.gson.JsonSerializer;
import java.io.ByteArrayOutputStream;
import java.io.ObjectOutputStream;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** What applications turn objects into text with. */
final class Serialisers {
    /** An engine has more to write than a test can read. */
    private static final int MAX_LENGTH = 4 << 20;

    /** Writes as much as it can. */
    private interface Serialiser {
        void write(Object value, Writer out) throws Exception;
    }

    private static final Map<String, Serialiser> ALL = all();

    private Serialisers() {}

    /** Returns what each of them makes of {@code value}: what it wrote, and the messages of what it threw. */
    static Map<String, String> write(Object value) {
        var written = new LinkedHashMap<String, String>();
        ALL.forEach((name, serialiser) -> {
            var out = new Bounded();
            try {
                serialiser.write(value, out);
            } catch (Exception | StackOverflowError e) {
                for (Throwable thrown = e; thrown != null; thrown = thrown.getCause()) {
                    // Beside the bound, which may be what was thrown.
                    out.getBuffer().append('\n').append(thrown);
                }
            }
            written.put(name, out.toString());
        });
        return written;
    }

    private static Map<String, Serialiser> all() {
        var all = new LinkedHashMap<String, Serialiser>();
        ObjectMapper jackson2 = jackson2();
        ObjectMapper jackson2Fields = jackson2().setVisibility(PropertyAccessor.FIELD, Visibility.ANY);
        ObjectMapper jackson2Any = jackson2().setVisibility(PropertyAccessor.ALL, Visibility.ANY);
        all.put("Jackson 2", (value, out) -> jackson2.writeValue(out, value));
        all.put("Jackson 2, fields", (value, out) -> jackson2Fields.writeValue(out, value));
        all.put("Jackson 2, all", (value, out) -> jackson2Any.writeValue(out, value));
        tools.jackson.databind.ObjectMapper jackson3 = jackson3(null);
        tools.jackson.databind.ObjectMapper jackson3Fields = jackson3(PropertyAccessor.FIELD);
        tools.jackson.databind.ObjectMapper jackson3Any = jackson3(PropertyAccessor.ALL);
        all.put("Jackson 3", (value, out) -> jackson3.writeValue(out, value));
        all.put("Jackson 3, fields", (value, out) -> jackson3Fields.writeValue(out, value));
        all.put("Jackson 3, all", (value, out) -> jackson3Any.writeValue(out, value));
        Gson gson = gson();
        all.put("Gson", gson::toJson);
        all.put("Java", Serialisers::writeObject);
        all.put("toString", (value, out) -> out.append(value.toString()));
        all.put("String.format", (value, out) -> out.append(String.format("%s", value)));
        return all;
    }

    /** Times are written, so that a mapper comes to what is beside them. */
    private static ObjectMapper jackson2() {
        var times = new SimpleModule()
                .addSerializer(Instant.class, new com.fasterxml.jackson.databind.ser.std.ToStringSerializer())
                .addSerializer(Duration.class, new com.fasterxml.jackson.databind.ser.std.ToStringSerializer());
        return JsonMapper.builder()
                .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
                .addModule(times)
                .build();
    }

    private static tools.jackson.databind.ObjectMapper jackson3(
            @org.jspecify.annotations.Nullable PropertyAccessor shown) {
        var builder = tools.jackson.databind.json.JsonMapper.builder();
        if (shown != null) {
            builder.changeDefaultVisibility(visibility -> visibility.withVisibility(shown, Visibility.ANY));
        }
        return builder.build();
    }

    private static Gson gson() {
        JsonSerializer<Object> text = (value, type, context) -> new JsonPrimitive(value.toString());
        return new GsonBuilder()
                .registerTypeAdapter(Instant.class, text)
                .registerTypeAdapter(Duration.class, text)
                .create();
    }

    private static void writeObject(Object value, Writer out) throws Exception {
        var bytes = new ByteArrayOutputStream();
        try (var objects = new ObjectOutputStream(bytes)) {
            objects.writeObject(value);
        } finally {
            out.append(bytes.toString(StandardCharsets.ISO_8859_1));
        }
    }

    /** Takes no more than can be searched. */
    private static final class Bounded extends StringWriter {
        @Override
        public void write(char[] text, int offset, int length) {
            check();
            super.write(text, offset, length);
        }

        @Override
        public void write(String text) {
            check();
            super.write(text);
        }

        private void check() {
            if (getBuffer().length() > MAX_LENGTH) {
                throw new IllegalStateException("too much to search");
            }
        }
    }
}
