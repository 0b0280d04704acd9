package io.github.webhooks4j.cli.serve;

import io.github.webhooks4j.WebhookException;
import io.github.webhooks4j.engine.callback.CallbackEndpoint;
import io.github.webhooks4j.engine.callback.CallbackResponse;
import io.github.webhooks4j.payload.PushPayload;
import io.github.webhooks4j.webhook.InvalidWebhookException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Between HTTP, {@link HubRoutes} and the callback endpoint: checks the access rules, and turns exceptions into a status. */
final class HubHandler extends Handler.Abstract {
    /** The path of callbacks. */
    static final String CALLBACKS = "/callbacks";

    /** This much of a body that is too long is read and discarded. */
    private static final int MAX_DISCARDED = 16 << 20;

    private static final Logger LOG = LoggerFactory.getLogger(HubHandler.class);

    private final AccessRules access;
    private final HubRoutes routes;
    private final CallbackEndpoint callbacks;
    private final @Nullable ConsoleMount console;

    HubHandler(AccessRules access, HubRoutes routes, CallbackEndpoint callbacks, @Nullable ConsoleMount console) {
        this.access = access;
        this.routes = routes;
        this.callbacks = callbacks;
        this.console = console;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws IOException {
        Optional<HubResponse> refused = access.refuseHost(request.getHeaders());
        if (refused.isPresent()) {
            refused.get().send(response, callback);
            return true;
        }
        String path = request.getHttpURI().getPath();
        if (console != null && ConsoleMount.has(path)) {
            console.handle(request, response, callback);
            return true;
        }
        InputStream in = Content.Source.asInputStream(request);
        // One byte more than any limit, so that a body that is too long is noticed.
        byte[] body = in.readNBytes(PushPayload.MAX_BYTES + 1);
        if (body.length > PushPayload.MAX_BYTES) {
            // A client that is still sending would not read the response.
            in.readNBytes(MAX_DISCARDED);
        }
        if (path.startsWith(CALLBACKS + "/")) {
            // Callbacks come from anywhere and as any content type: their URL is what authorises them.
            String coding = request.getHeaders().get(HttpHeader.CONTENT_ENCODING);
            CallbackResponse result = callbacks.handle(request.getMethod(), path, coding, body);
            response.setStatus(result.status());
            result.headers().forEach(response.getHeaders()::put);
            response.write(true, ByteBuffer.wrap(result.body()), callback);
        } else {
            respond(request, body).send(response, callback);
        }
        return true;
    }

    private HubResponse respond(Request request, byte[] body) {
        Optional<HubResponse> refused = access.refuseCaller(request.getHeaders());
        if (refused.isPresent()) {
            return refused.get();
        }
        if (body.length > PushPayload.MAX_BYTES) {
            return HubResponse.error(413, "A request body must be at most " + PushPayload.MAX_BYTES + " bytes.");
        }
        Optional<HubResponse> wrongType =
                body.length == 0 ? Optional.empty() : AccessRules.refuseType(request.getHeaders());
        if (wrongType.isPresent()) {
            return wrongType.get();
        }
        try {
            return routes.answer(HubRequest.of(request, body));
        } catch (WebhookException e) {
            return refusal(e);
        } catch (NoSuchElementException e) {
            return HubResponse.error(404, String.valueOf(e.getMessage()));
        } catch (IllegalArgumentException e) {
            return HubResponse.error(400, String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            LOG.error("a request failed", e);
            return HubResponse.error(500, "The hub failed; its log says why.");
        }
    }

    private static HubResponse refusal(WebhookException e) {
        if (e instanceof InvalidWebhookException invalid) {
            return HubResponse.invalid("The webhook is not valid.", invalid.violations());
        }
        return switch (e.category()) {
            case NOT_FOUND -> HubResponse.error(404, String.valueOf(e.getMessage()));
            case CONFLICT -> HubResponse.error(409, String.valueOf(e.getMessage()));
            case INVALID -> HubResponse.error(400, String.valueOf(e.getMessage()));
            case UNTRUSTED -> HubResponse.error(401, String.valueOf(e.getMessage()));
            case UNAVAILABLE -> {
                LOG.warn("a request could not be served", e);
                yield HubResponse.error(503, "The hub cannot do this now; please try again later.");
            }
        };
    }
}
