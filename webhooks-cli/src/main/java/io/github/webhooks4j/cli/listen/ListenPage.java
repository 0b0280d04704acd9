package io.github.webhooks4j.cli.listen;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import io.github.webhooks4j.callback.Callback;
import io.github.webhooks4j.cli.io.JsonText;
import io.github.webhooks4j.cli.io.RequestBody;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The page of a receiver: what has come, live, and how it responds. It is for browsers of this machine, and has a port of its
 * own, so that a tunnel to the receiver does not lead to it. Thread-safe.
 */
final class ListenPage implements HttpHandler {
    private static final int MAX_FORM = 4 << 10;
    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';"
            + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'";
    private static final Map<String, String> FILES =
            Map.of("/", "page.html", "/page.css", "page.css", "/page.js", "page.js");
    private static final Map<String, String> TYPES =
            Map.of("html", "text/html", "css", "text/css", "js", "text/javascript");
    private static final Pattern SINCE = Pattern.compile("after=(\\d{1,9})");
    private static final Pattern CALLBACK = Pattern.compile("/arrivals/(\\d{1,9})/callback");

    private final URI url;
    private final Arrivals arrivals;
    private final Behaviour behaviour;
    private final CallbackSender callbacks;

    ListenPage(URI url, Arrivals arrivals, Behaviour behaviour, CallbackSender callbacks) {
        this.url = url;
        this.arrivals = arrivals;
        this.behaviour = behaviour;
        this.callbacks = callbacks;
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Reply(int status, String type, byte[] body) {
        static Reply text(int status, String text) {
            return new Reply(status, "text/plain; charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
        }
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            Reply reply = reply(exchange);
            exchange.getResponseHeaders().set("Content-Type", reply.type());
            exchange.getResponseHeaders().set("Content-Security-Policy", POLICY);
            exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
            exchange.getResponseHeaders().set("Referrer-Policy", "same-origin");
            exchange.getResponseHeaders().set("Cross-Origin-Resource-Policy", "same-origin");
            exchange.getResponseHeaders().set("Cache-Control", "no-store");
            exchange.sendResponseHeaders(reply.status(), reply.body().length == 0 ? -1 : reply.body().length);
            exchange.getResponseBody().write(reply.body());
        }
    }

    private Reply reply(HttpExchange exchange) throws IOException {
        String port = ":" + url.getPort();
        List<String> hosts = exchange.getRequestHeaders().getOrDefault("Host", List.of());
        if (hosts.size() != 1
                || !List.of("127.0.0.1" + port, "localhost" + port).contains(hosts.get(0))) {
            return Reply.text(421, "Open " + url + "/: the page has no other name.");
        }
        String path = exchange.getRequestURI().getPath();
        if (exchange.getRequestMethod().equals("GET")) {
            return get(path, exchange.getRequestURI().getQuery());
        }
        if (!exchange.getRequestMethod().equals("POST")) {
            return Reply.text(405, "The page takes GET and POST only.");
        }
        String origin = exchange.getRequestHeaders().getFirst("Origin");
        if (origin != null && !origin.equals("http://" + hosts.get(0))) {
            return Reply.text(403, "This came from another site.");
        }
        byte[] body = RequestBody.read(exchange, MAX_FORM);
        return body.length > MAX_FORM
                ? Reply.text(413, "A form must be at most " + MAX_FORM + " bytes.")
                : post(path, new String(body, StandardCharsets.UTF_8));
    }

    private Reply get(String path, String query) throws IOException {
        if (path.equals("/arrivals")) {
            Matcher since = SINCE.matcher(query == null ? "" : query);
            return json(arrivals.since(since.matches() ? Integer.parseInt(since.group(1)) : 0));
        }
        String file = FILES.get(path);
        if (file == null) {
            return Reply.text(404, "There is nothing at this path.");
        }
        try (InputStream in = ListenPage.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException(file + " is missing from the jar");
            }
            String type = TYPES.get(file.substring(file.indexOf('.') + 1));
            return new Reply(200, type + "; charset=utf-8", in.readAllBytes());
        }
    }

    private Reply post(String path, String text) {
        Matcher callback = CALLBACK.matcher(path);
        try {
            if (path.equals("/responses")) {
                behaviour.respond(text);
            } else if (path.equals("/callbacks")) {
                behaviour.callBack(ScriptedCallback.parse(text));
            } else if (callback.matches()) {
                return callBack(Integer.parseInt(callback.group(1)), ScriptedCallback.parse(text));
            } else {
                return Reply.text(404, "There is nothing at this path.");
            }
            return Reply.text(204, "");
        } catch (IllegalArgumentException e) {
            return Reply.text(400, "It " + e.getMessage());
        }
    }

    private Reply callBack(int number, ScriptedCallback callback) {
        Optional<Arrival> arrival = arrivals.get(number);
        Optional<Callback> what = callback.callback();
        if (arrival.isEmpty() || what.isEmpty()) {
            return Reply.text(404, "The request is no longer remembered.");
        }
        String result = callbacks.send(what.get(), arrival.get().body());
        arrivals.setCallback(number, result);
        return Reply.text(200, result);
    }

    private Reply json(Arrivals.Changes changes) {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("last", changes.last())
                .put("responses", behaviour.script())
                .put("callbacks", behaviour.callback().toString());
        ArrayNode list = json.putArray("arrivals");
        changes.arrivals().forEach(arrival -> list.add(write(arrival)));
        return new Reply(
                200, "application/json; charset=utf-8", JsonText.of(json).getBytes(StandardCharsets.UTF_8));
    }

    private static ObjectNode write(Arrival arrival) {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("number", arrival.number())
                .put("at", arrival.at().toString())
                .put("method", arrival.method())
                .put("path", arrival.path())
                .put("type", arrival.type())
                .put("id", arrival.id())
                .put("times", arrival.times())
                .put("signature", arrival.signature())
                .put("response", arrival.response())
                .put("callback", arrival.callback())
                .put("body", new String(arrival.body(), StandardCharsets.UTF_8))
                .put("bytes", arrival.bodyBytes());
        ArrayNode headers = json.putArray("headers");
        arrival.headers()
                .forEach((name, values) ->
                        values.forEach(value -> headers.addArray().add(name).add(value)));
        return json;
    }
}
