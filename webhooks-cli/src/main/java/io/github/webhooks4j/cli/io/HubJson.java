package io.github.webhooks4j.cli.io;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Views as the JSON of a hub: the fields of docs/views.md in snake case, as the rest of the hub's. */
public final class HubJson {
    /** Writes views, and reads those of a hub of this or a later version. */
    public static final ObjectMapper MAPPER = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private HubJson() {}

    /** Returns a view as JSON. */
    public static ObjectNode write(Object view) {
        return MAPPER.valueToTree(view);
    }
}
