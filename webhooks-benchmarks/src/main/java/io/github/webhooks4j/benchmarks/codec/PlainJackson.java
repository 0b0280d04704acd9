package io.github.webhooks4j.benchmarks.codec;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import com.fasterxml.jackson.databind.module.SimpleModule;
import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The same messages as Jackson alone reads and writes them, out of the box: the same components of the same types, unknown
 * fields stored, and none of the rules.
 */
final class PlainJackson {
    private static final ObjectMapper MAPPER = new ObjectMapper()
            .setDefaultPropertyInclusion(JsonInclude.Include.NON_NULL)
            .registerModule(new SimpleModule()
                    .addDeserializer(Instant.class, new ReadsUnixSeconds())
                    .addSerializer(Instant.class, new WritesUnixSeconds()));

    static final ObjectReader PAYLOADS = MAPPER.readerFor(Payload.class);
    static final ObjectReader CALLBACKS = MAPPER.readerFor(Callback.class);
    static final ObjectWriter WRITER = MAPPER.writer();

    private PlainJackson() {}

    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    @JsonPropertyOrder({"callback_url", "push_data", "repository"})
    record Payload(
            @Nullable URI callbackUrl,
            PushData pushData,
            Repository repository,
            @JsonAnySetter @JsonAnyGetter Map<String, @Nullable Object> otherFields) {
        Payload {
            otherFields = orEmpty(otherFields);
        }
    }

    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    record PushData(
            @Nullable Instant pushedAt,
            @Nullable String pusher,
            @Nullable String tag,
            @JsonAnySetter @JsonAnyGetter Map<String, @Nullable Object> otherFields) {
        PushData {
            otherFields = orEmpty(otherFields);
        }
    }

    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    record Repository(
            String repoName,
            @Nullable String name,
            @Nullable String namespace,
            @Nullable String owner,
            @Nullable String repoUrl,
            @Nullable String description,
            @Nullable String fullDescription,
            @Nullable String dockerfile,
            @Nullable String status,
            @Nullable Instant dateCreated,
            @Nullable Integer commentCount,
            @Nullable Integer starCount,
            @Nullable Boolean isPrivate,
            @Nullable Boolean isOfficial,
            @Nullable Boolean isTrusted,
            @JsonAnySetter @JsonAnyGetter Map<String, @Nullable Object> otherFields) {
        Repository {
            otherFields = orEmpty(otherFields);
        }
    }

    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    record Callback(
            String state,
            @Nullable String description,
            @Nullable String context,
            @Nullable URI targetUrl) {}

    /** Jackson passes no map if there was no unknown field. */
    private static Map<String, @Nullable Object> orEmpty(@Nullable Map<String, @Nullable Object> fields) {
        return fields == null ? new LinkedHashMap<>() : fields;
    }

    private static final class ReadsUnixSeconds extends JsonDeserializer<Instant> {
        @Override
        public Instant deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            return Instant.ofEpochSecond(parser.getLongValue());
        }
    }

    private static final class WritesUnixSeconds extends JsonSerializer<Instant> {
        @Override
        public void serialize(Instant time, JsonGenerator generator, SerializerProvider provider) throws IOException {
            generator.writeNumber(time.getEpochSecond());
        }
    }
}
