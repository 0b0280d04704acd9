package io.github.webhooks4j.servlet;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.console.WebhookConsole;
import io.github.webhooks4j.console.exchange.ConsoleRequest;
import io.github.webhooks4j.console.exchange.ConsoleResponse;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Mounts a console in a container of Servlet 6.0 or newer: map it to {@code /webhooks/*}, or any other path with {@code /*} at its end.
 * A gate finds the servlet's own request in {@link ConsoleRequest#exchange()}. Thread-safe; reads no more of a body than a form may have.
 */
public final class ConsoleServlet extends HttpServlet {
    private static final long serialVersionUID = 1;

    private final transient WebhookConsole console;

    /** Creates a servlet for {@code console}. */
    public ConsoleServlet(WebhookConsole console) {
        this.console = requireNonNull(console, "console");
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        ConsoleResponse result = console.handle(read(request));
        response.setStatus(result.status());
        result.headers().forEach(response::setHeader);
        response.setContentLength(result.body().length);
        if (!request.getMethod().equals("HEAD")) {
            response.getOutputStream().write(result.body());
        }
    }

    private static ConsoleRequest read(HttpServletRequest request) throws IOException {
        String mount = request.getContextPath() + request.getServletPath();
        String uri = request.getRequestURI();
        String path = uri.startsWith(mount) ? uri.substring(mount.length()) : "";
        ConsoleRequest read = ConsoleRequest.of(request.getMethod(), mount, path, request.getQueryString())
                .withHeaders(headers(request))
                .withBody(body(request))
                // An address as the container has it, never a name that would be looked up.
                .withRemote(InetAddress.getByName(request.getRemoteAddr()))
                .withExchange(request);
        return request.isSecure() ? read.overTls() : read;
    }

    private static Map<String, List<String>> headers(HttpServletRequest request) {
        return Collections.list(request.getHeaderNames()).stream()
                .distinct()
                .collect(Collectors.toMap(Function.identity(), name -> Collections.list(request.getHeaders(name))));
    }

    /** A filter that has read a parameter has read the body too: then the form is written again. */
    private static byte[] body(HttpServletRequest request) throws IOException {
        byte[] body = request.getInputStream().readNBytes(ConsoleRequest.MAX_BODY_BYTES + 1);
        if (body.length > 0 || !request.getMethod().equals("POST")) {
            return body;
        }
        return request.getParameterMap().entrySet().stream()
                .flatMap(field ->
                        Arrays.stream(field.getValue()).map(value -> encode(field.getKey()) + "=" + encode(value)))
                .collect(Collectors.joining("&"))
                .getBytes(StandardCharsets.UTF_8);
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
