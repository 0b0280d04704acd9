package io.github.webhooks4j.examples.serve;

import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import io.github.webhooks4j.engine.ChainStateException;
import io.github.webhooks4j.engine.EngineClosedException;
import io.github.webhooks4j.engine.EventConflictException;
import io.github.webhooks4j.examples.RequestBody;
import io.github.webhooks4j.payload.PushPayload;
import io.github.webhooks4j.store.StoreException;
import io.github.webhooks4j.webhook.InvalidWebhookException;
import java.io.IOException;
import java.util.NoSuchElementException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Between HTTP and {@link HubRoutes}: reads no more than a payload may have, and turns what is thrown into a status. */
final class HubHandler implements HttpHandler {
    private static final Logger LOG = LoggerFactory.getLogger(HubHandler.class);
    /** Beyond ASCII it escapes everything, so that no text of strangers does anything to a terminal or a log on its way. */
    private static final ObjectMapper JSON =
            JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    private final HubRoutes routes;

    HubHandler(HubRoutes routes) {
        this.routes = routes;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = RequestBody.read(exchange, PushPayload.MAX_BYTES);
            send(exchange, answer(exchange, body));
        }
    }

    private HubResponse answer(HttpExchange exchange, byte[] body) {
        if (body.length > PushPayload.MAX_BYTES) {
            return HubResponse.error(413, "A request body must be at most " + PushPayload.MAX_BYTES + " bytes.");
        }
        try {
            return routes.answer(HubRequest.of(exchange, body));
        } catch (InvalidWebhookException e) {
            return HubResponse.invalid("The webhook is not valid.", e.violations());
        } catch (NoSuchElementException e) {
            return HubResponse.error(404, String.valueOf(e.getMessage()));
        } catch (EventConflictException | ChainStateException e) {
            return HubResponse.error(409, String.valueOf(e.getMessage()));
        } catch (EngineClosedException | StoreException e) {
            LOG.warn("a request could not be served", e);
            return HubResponse.error(503, "The hub cannot do this now; please try again later.");
        } catch (IllegalArgumentException e) {
            return HubResponse.error(400, String.valueOf(e.getMessage()));
        } catch (IllegalStateException e) {
            return HubResponse.error(409, String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            LOG.error("a request failed", e);
            return HubResponse.error(500, "The hub failed; its log says why.");
        }
    }

    private static void send(HttpExchange exchange, HubResponse response) throws IOException {
        if (response.allow() != null) {
            exchange.getResponseHeaders().set("Allow", response.allow());
        }
        if (response.body() == null || exchange.getRequestMethod().equals("HEAD")) {
            exchange.sendResponseHeaders(response.status(), -1);
            return;
        }
        byte[] body = JSON.writeValueAsBytes(response.body());
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        // No browser is to take for a page what holds text of strangers.
        exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
        exchange.sendResponseHeaders(response.status(), body.length);
        exchange.getResponseBody().write(body);
    }
}
