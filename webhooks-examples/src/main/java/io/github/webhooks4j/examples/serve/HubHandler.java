package io.github.webhooks4j.examples.serve;

import com.sun.net.httpserver.Headers;
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
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Between HTTP and {@link HubRoutes}: reads no more than a payload may have, and turns what is thrown into a status. */
final class HubHandler implements HttpHandler {
    private static final Logger LOG = LoggerFactory.getLogger(HubHandler.class);

    private final AccessRules access;
    private final HubRoutes routes;

    HubHandler(AccessRules access, HubRoutes routes) {
        this.access = access;
        this.routes = routes;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = RequestBody.read(exchange, PushPayload.MAX_BYTES);
            answer(exchange, body).send(exchange);
        }
    }

    private HubResponse answer(HttpExchange exchange, byte[] body) {
        Headers headers = exchange.getRequestHeaders();
        Optional<HubResponse> refused = access.refuseHost(headers).or(() -> access.refuseOrigin(headers));
        if (refused.isPresent()) {
            return refused.get();
        }
        if (body.length > PushPayload.MAX_BYTES) {
            return HubResponse.error(413, "A request body must be at most " + PushPayload.MAX_BYTES + " bytes.");
        }
        Optional<HubResponse> wrongType = body.length == 0 ? Optional.empty() : AccessRules.refuseType(headers);
        if (wrongType.isPresent()) {
            return wrongType.get();
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
}
