package io.github.webhooks4j.cli.serve;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.webhooks4j.Violation;
import java.nio.ByteBuffer;
import java.util.List;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
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
    /** Beyond ASCII it escapes everything, so that untrusted text has no effect on a terminal or a log. */
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

    /** Sends it; to HEAD without the body. */
    void send(Response response, Callback callback) {
        response.setStatus(status);
        if (allow != null) {
            response.getHeaders().put(HttpHeader.ALLOW, allow);
        }
        if (body == null) {
            callback.succeeded();
            return;
        }
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
        // No browser must take untrusted text for a page.
        response.getHeaders().put("X-Content-Type-Options", "nosniff");
        try {
            response.write(true, ByteBuffer.wrap(JSON.writeValueAsBytes(body)), callback);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of JSON can be written", e);
        }
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
