package io.github.webhooks4j.servlet;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.console.WebhookConsole;
import io.github.webhooks4j.console.exchange.ConsoleRequest;
import io.github.webhooks4j.console.exchange.ConsoleResponse;
import io.github.webhooks4j.console.exchange.FormToken;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestWrapper;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Mounts a console in a container of Servlet 6.0 or newer: map it to {@code /webhooks/*}, or any other path with {@code /*} at its end.
 * A gate finds the servlet request in {@link ConsoleRequest#exchange()}. Headers, remote address and TLS are those of the container's own
 * request, not those of a filter that wraps it. A container that replaces them by what headers of a proxy have must accept these from
 * that proxy only. Thread-safe; reads no more of a body than a form may have.
 */
public final class ConsoleServlet extends HttpServlet {
    private static final long serialVersionUID = 1;

    private static final Pattern PATH_PARAMETERS = Pattern.compile(";[^/]*");

    private static final String OCTET = "(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";

    /** Narrow enough that the JDK reads a match as a literal or refuses it, and never takes it for a name to look up. */
    private static final Pattern LITERAL =
            Pattern.compile(OCTET + "(\\." + OCTET + "){3}|(?=[^:]*:)[0-9A-Fa-f:][0-9A-Fa-f:.]*");

    private final transient WebhookConsole console;
    private final transient Function<HttpServletRequest, Optional<FormToken>> formTokens;

    /** Creates a servlet for {@code console}. */
    public ConsoleServlet(WebhookConsole console) {
        this(console, request -> Optional.empty());
    }

    /**
     * Creates a servlet for {@code console} behind a filter that refuses forms without its token, such as Spring Security's.
     *
     * @param formTokens returns the token that the filter will expect in the forms of the page that {@code request} is for; empty for
     *     none. Thread-safe
     */
    public ConsoleServlet(WebhookConsole console, Function<HttpServletRequest, Optional<FormToken>> formTokens) {
        this.console = requireNonNull(console, "console");
        this.formTokens = requireNonNull(formTokens, "formTokens");
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Optional<ConsoleRequest> read = read(request);
        if (read.isEmpty()) {
            response.setStatus(HttpServletResponse.SC_BAD_REQUEST);
            return;
        }
        ConsoleRequest seen =
                formTokens.apply(request).map(read.get()::withFormToken).orElse(read.get());
        ConsoleResponse result = console.handle(seen);
        response.setStatus(result.status());
        result.headers().forEach(response::setHeader);
        response.setContentLength(result.body().length);
        if (!request.getMethod().equals("HEAD")) {
            response.getOutputStream().write(result.body());
        }
    }

    /** Returns the request; empty if its path is not written as one below the mount. */
    private static Optional<ConsoleRequest> read(HttpServletRequest request) throws IOException {
        String uri = PATH_PARAMETERS.matcher(request.getRequestURI()).replaceAll("");
        String context = PATH_PARAMETERS.matcher(request.getContextPath()).replaceAll("");
        int end = endOfSegments(uri, segments(context) + segments(request.getServletPath()));
        String mount = uri.substring(0, end);
        if (!decode(mount).equals(decode(context) + request.getServletPath())) {
            return Optional.empty();
        }
        HttpServletRequest received = received(request);
        ConsoleRequest read = ConsoleRequest.of(
                        request.getMethod(), mount, uri.substring(end), request.getQueryString())
                .withHeaders(headers(received))
                .withBody(body(request))
                .withExchange(request);
        Optional<InetAddress> remote = address(received.getRemoteAddr());
        ConsoleRequest known = remote.isPresent() ? read.withRemote(remote.get()) : read;
        return Optional.of(received.isSecure() ? known.overTls() : known);
    }

    /** Returns the container's own request: a filter may have wrapped it in one whose address is from a header. */
    private static HttpServletRequest received(HttpServletRequest request) {
        ServletRequest inner = request;
        while (inner instanceof ServletRequestWrapper wrapper) {
            inner = wrapper.getRequest();
        }
        return inner instanceof HttpServletRequest received ? received : request;
    }

    /** Reads an address as the container writes it; empty for a name, which would be looked up. */
    private static Optional<InetAddress> address(@Nullable String text) {
        String literal = text == null ? "" : text.split("%", 2)[0];
        if (!LITERAL.matcher(literal).matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.getByName(literal));
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }

    private static int segments(String path) {
        return (int) path.chars().filter(c -> c == '/').count();
    }

    /** Returns the index at which the first {@code segments} segments of a path end. */
    private static int endOfSegments(String path, int segments) {
        int end = 0;
        for (int i = 0; i < segments && end < path.length(); i++) {
            int slash = path.indexOf('/', end + 1);
            end = slash < 0 ? path.length() : slash;
        }
        return end;
    }

    private static String decode(String path) {
        // A plus is itself in a path.
        return URLDecoder.decode(path.replace("+", "%2B"), StandardCharsets.UTF_8);
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
