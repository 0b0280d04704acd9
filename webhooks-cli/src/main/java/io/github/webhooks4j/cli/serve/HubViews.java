package io.github.webhooks4j.cli.serve;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Views as the hub's JSON: the fields of docs/views.md in snake case, as the rest of the hub's. */
public final class HubViews {
    /** Writes views, and reads what it has written. */
    public static final ObjectMapper JSON = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .build();

    private HubViews() {}

    static ObjectNode write(Object view) {
        return JSON.valueToTree(view);
    }
}
