package io.github.webhooks4j.console.exchange;

import static java.util.Objects.requireNonNull;

import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP request to the console, as an adapter read it from its server. Headers and body may have passwords, so no
 * serialiser finds them. Immutable as long as the body is not changed.
 *
 * <p>An adapter begins with {@link #of} and adds what it knows. It must pass what the connection shows, and never what
 * headers such as {@code X-Forwarded-For} claim.
 */
public final class ConsoleRequest {
    /** The most bytes that the body of a form may have. An adapter reads one more at most, so that the console sees the excess. */
    public static final int MAX_BODY_BYTES = 64 * 1024;

    private final String method;
    private final String mount;
    private final String path;
    private final @Nullable String query;
    private final transient Map<String, List<String>> headers;
    private final transient byte[] body;
    private final @Nullable InetAddress remote;
    private final boolean secure;
    private final transient @Nullable Object exchange;
    private final @Nullable FormToken formToken;

    private ConsoleRequest(
            String method,
            Target target,
            Map<String, List<String>> headers,
            byte[] body,
            @Nullable InetAddress remote,
            boolean secure,
            @Nullable Object exchange,
            @Nullable FormToken formToken) {
        this.method = method;
        this.mount = target.mount();
        this.path = target.path();
        this.query = target.query();
        this.headers = headers;
        this.body = body;
        this.remote = remote;
        this.secure = secure;
        this.exchange = exchange;
        this.formToken = formToken;
    }

    private record Target(
            String mount, String path, @Nullable String query) {}

    /**
     * Returns a request without headers, body and address.
     *
     * @param method the method, in capitals
     * @param mount the path below which the console is mounted, without a slash at its end; empty for the root
     * @param path the rest of the path, not decoded; empty or with a slash at its beginning
     * @param query the query, not decoded; null for none
     * @throws IllegalArgumentException if a path does not begin with a slash, or the mount ends with one
     */
    public static ConsoleRequest of(String method, String mount, String path, @Nullable String query) {
        requireNonNull(method, "method");
        if (mount.endsWith("/") || !(mount.isEmpty() || mount.startsWith("/"))) {
            throw new IllegalArgumentException(
                    "mount must be empty or a path that begins and does not end with a slash, was \"" + mount + "\"");
        }
        if (!path.isEmpty() && !path.startsWith("/")) {
            throw new IllegalArgumentException("path must be empty or begin with a slash, was \"" + path + "\"");
        }
        return new ConsoleRequest(
                method, new Target(mount, path, query), Map.of(), new byte[0], null, false, null, null);
    }

    /** Returns this request with these headers; names are compared without regard to letter case. */
    public ConsoleRequest withHeaders(Map<String, ? extends List<String>> headers) {
        var copy = new TreeMap<String, List<String>>(String.CASE_INSENSITIVE_ORDER);
        headers.forEach((name, values) -> copy.put(name, List.copyOf(values)));
        return new ConsoleRequest(method, target(), copy, body, remote, secure, exchange, formToken);
    }

    /** Returns this request with a body; not a copy. */
    public ConsoleRequest withBody(byte[] body) {
        return new ConsoleRequest(
                method, target(), headers, requireNonNull(body, "body"), remote, secure, exchange, formToken);
    }

    /** Returns this request with the address of the peer of its connection. */
    public ConsoleRequest withRemote(InetAddress remote) {
        return new ConsoleRequest(
                method, target(), headers, body, requireNonNull(remote, "remote"), secure, exchange, formToken);
    }

    /** Returns this request as one that arrived over TLS. */
    public ConsoleRequest overTls() {
        return new ConsoleRequest(method, target(), headers, body, remote, true, exchange, formToken);
    }

    /** Returns this request with the server's own object for it, for gates of the application that need it. */
    public ConsoleRequest withExchange(Object exchange) {
        return new ConsoleRequest(
                method, target(), headers, body, remote, secure, requireNonNull(exchange, "exchange"), formToken);
    }

    /** Returns this request with the token that each form of its page is to have, for a filter of the application. */
    public ConsoleRequest withFormToken(FormToken formToken) {
        return new ConsoleRequest(
                method, target(), headers, body, remote, secure, exchange, requireNonNull(formToken, "formToken"));
    }

    private Target target() {
        return new Target(mount, path, query);
    }

    /** Returns the method, in capitals. */
    public String method() {
        return method;
    }

    /** Returns the path below which the console is mounted, without a slash at its end; empty for the root. */
    public String mount() {
        return mount;
    }

    /** Returns the path below the mount, not decoded; empty or with a slash at its beginning. */
    public String path() {
        return path;
    }

    /** Returns the query, not decoded; null for none. */
    public @Nullable String query() {
        return query;
    }

    /** Returns the first header of this name; empty if there is none. */
    public Optional<String> header(String name) {
        return headers(name).stream().findFirst();
    }

    /** Returns all headers of this name; empty if there are none. */
    public List<String> headers(String name) {
        return headers.getOrDefault(name, List.of());
    }

    /** Returns whether a header has a name that begins with this text, in whatever letter case. */
    public boolean hasHeaderLike(String beginning) {
        String lower = beginning.toLowerCase(Locale.ROOT);
        return headers.keySet().stream()
                .anyMatch(name -> name.toLowerCase(Locale.ROOT).startsWith(lower));
    }

    /** Returns the body; not a copy. */
    public byte[] body() {
        return body;
    }

    /** Returns the address of the peer of the connection; empty if the adapter does not know it. */
    public Optional<InetAddress> remote() {
        return Optional.ofNullable(remote);
    }

    /** Returns whether the connection is this machine's with itself. */
    public boolean isFromLoopback() {
        return remote != null && remote.isLoopbackAddress();
    }

    /** Returns whether the request arrived over TLS. */
    public boolean secure() {
        return secure;
    }

    /** Returns the server's own object for this request, such as a servlet request; empty if the adapter passed none. */
    public Optional<Object> exchange() {
        return Optional.ofNullable(exchange);
    }

    /** Returns the token that each form of the page is to have; empty if the application requires none. */
    public Optional<FormToken> formToken() {
        return Optional.ofNullable(formToken);
    }

    /** Shows method and path only: everything else may have secrets. */
    @Override
    public String toString() {
        return method + " " + mount + path;
    }
}
