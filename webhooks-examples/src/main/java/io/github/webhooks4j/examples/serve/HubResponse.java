package io.github.webhooks4j.examples.serve;

import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import io.github.webhooks4j.Violation;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A status and a JSON object.
 *
 * @param status the status
 * @param body the object; null for none
 * @param allow the methods that the path allows, if the response says so; null otherwise
 */
record HubResponse(
        int status, @Nullable ObjectNode body, @Nullable String allow) {
    /** Beyond ASCII it escapes everything, so that untrusted text does nothing to a terminal or a log on its way. */
    private static final ObjectMapper JSON =
            JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    static HubResponse of(int status, ObjectNode body) {
        return new HubResponse(status, body, null);
    }

    static HubResponse noContent() {
        return new HubResponse(204, null, null);
    }

    static HubResponse options(String allow) {
        return new HubResponse(204, null, allow);
    }

    static HubResponse error(int status, String message) {
        return of(status, JsonNodeFactory.instance.objectNode().put("error", message));
    }

    static HubResponse methodNotAllowed(String allow) {
        ObjectNode body = JsonNodeFactory.instance.objectNode().put("error", "This path takes " + allow + " only.");
        return new HubResponse(405, body, allow);
    }

    /** Sends it; of a response to HEAD all but the body. */
    void send(HttpExchange exchange) throws IOException {
        if (allow != null) {
            exchange.getResponseHeaders().set("Allow", allow);
        }
        if (body == null) {
            exchange.sendResponseHeaders(status, -1);
            return;
        }
        byte[] json = JSON.writeValueAsBytes(body);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        // No browser is to take for a page what holds untrusted text.
        exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.getResponseHeaders().set("Content-Length", Integer.toString(json.length));
            exchange.sendResponseHeaders(status, -1);
            return;
        }
        exchange.sendResponseHeaders(status, json.length);
        exchange.getResponseBody().write(json);
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
