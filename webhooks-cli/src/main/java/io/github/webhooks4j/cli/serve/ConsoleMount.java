package io.github.webhooks4j.cli.serve;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.console.WebhookConsole;
import io.github.webhooks4j.console.exchange.ConsoleRequest;
import io.github.webhooks4j.console.exchange.ConsoleResponse;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** The console in the server of a hub. Thread-safe. */
final class ConsoleMount {
    /** The path of the console. */
    static final String PATH = "/console";

    private final WebhookConsole console;

    ConsoleMount(WebhookConsole console) {
        this.console = requireNonNull(console, "console");
    }

    /** Returns whether a path is one of the console's. */
    static boolean has(String path) {
        return path.equals(PATH) || path.startsWith(PATH + "/");
    }

    /** Responds to a request below {@link #PATH}. */
    void handle(Request request, Response response, Callback callback) throws IOException {
        ConsoleResponse result = console.handle(read(request));
        response.setStatus(result.status());
        result.headers().forEach(response.getHeaders()::put);
        boolean head = request.getMethod().equals("HEAD");
        response.write(true, head ? ByteBuffer.allocate(0) : ByteBuffer.wrap(result.body()), callback);
    }

    private static ConsoleRequest read(Request request) throws IOException {
        var headers = new LinkedHashMap<String, List<String>>();
        for (HttpField field : request.getHeaders()) {
            headers.computeIfAbsent(
                    field.getName(), name -> request.getHeaders().getValuesList(name));
        }
        ConsoleRequest read = ConsoleRequest.of(
                        request.getMethod(),
                        PATH,
                        request.getHttpURI().getPath().substring(PATH.length()),
                        request.getHttpURI().getQuery())
                .withHeaders(headers)
                .withBody(Content.Source.asInputStream(request).readNBytes(ConsoleRequest.MAX_BODY_BYTES + 1));
        return request.getConnectionMetaData().getRemoteSocketAddress() instanceof InetSocketAddress remote
                ? read.withRemote(remote.getAddress())
                : read;
    }
}
