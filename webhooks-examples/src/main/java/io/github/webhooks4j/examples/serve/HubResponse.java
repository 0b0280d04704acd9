package io.github.webhooks4j.examples.serve;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.webhooks4j.Violation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A status and a JSON object.
 *
 * @param status the status
 * @param body the object; null for none
 * @param allow the methods that the path allows, if this is a 405; null otherwise
 */
record HubResponse(
        int status, @Nullable ObjectNode body, @Nullable String allow) {
    static HubResponse of(int status, ObjectNode body) {
        return new HubResponse(status, body, null);
    }

    static HubResponse noContent() {
        return new HubResponse(204, null, null);
    }

    static HubResponse error(int status, String message) {
        return of(status, JsonNodeFactory.instance.objectNode().put("error", message));
    }

    static HubResponse methodNotAllowed(String allow) {
        ObjectNode body = JsonNodeFactory.instance.objectNode().put("error", "This path takes " + allow + " only.");
        return new HubResponse(405, body, allow);
    }

    static HubResponse invalid(String message, List<Violation> violations) {
        ObjectNode body = JsonNodeFactory.instance.objectNode().put("error", message);
        ArrayNode list = body.putArray("violations");
        for (Violation violation : violations) {
            list.addObject()
                    .put("field", violation.field())
                    .put("rule", violation.rule())
                    .put("actual", violation.actual());
        }
        return of(400, body);
    }
}
