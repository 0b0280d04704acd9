package io.github.webhooks4j.servlet;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.callback.Callback;
import io.github.webhooks4j.engine.callback.CallbackEndpoint;
import io.github.webhooks4j.engine.callback.CallbackResponse;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * Mounts a {@link CallbackEndpoint} in a container of Servlet 6.0 or newer, below the path of the engine's {@code callbackBase}: map it to
 * {@code /callbacks/*}. Thread-safe; stores no more of a body than a callback may have. A request blocks its thread until the callback is
 * durable, 10 seconds at most; how long a body may take to arrive is up to the container.
 */
public final class CallbackServlet extends HttpServlet {
    private static final long serialVersionUID = 1;
    private final transient CallbackEndpoint endpoint;

    /** Creates a servlet for {@code endpoint}, which is {@code WebhookEngine.callbacks()}. */
    public CallbackServlet(CallbackEndpoint endpoint) {
        this.endpoint = requireNonNull(endpoint, "endpoint");
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        CallbackResponse result = endpoint.handle(
                request.getMethod(),
                request.getRequestURI(),
                request.getHeader("Content-Encoding"),
                LimitedBody.read(request.getInputStream(), Callback.MAX_BYTES));
        response.setStatus(result.status());
        result.headers().forEach(response::setHeader);
        response.setContentLength(result.body().length);
        if (!request.getMethod().equals("HEAD")) {
            response.getOutputStream().write(result.body());
        }
    }
}
