package io.github.webhooks4j.cli.serve;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** Sends a request as it is written, with headers that no client library lets a program set. */
final class RawHttp {
    private static final int PATIENCE_MILLIS = 20_000;

    private RawHttp() {}

    /** A response: its status, its head with the status line, and what came after it. */
    record Response(int status, String head, String body) {}

    /**
     * Sends one request on a connection of its own.
     *
     * @param lines the request line and the headers, without {@code Content-Length} and {@code Connection}
     */
    static Response send(URI server, String body, String... lines) throws IOException {
        byte[] content = body.getBytes(StandardCharsets.UTF_8);
        String head = String.join("\r\n", lines) + "\r\nConnection: close\r\n"
                + (content.length == 0 ? "" : "Content-Length: " + content.length + "\r\n") + "\r\n";
        try (var socket = new Socket(server.getHost(), server.getPort())) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.getOutputStream().write(head.getBytes(StandardCharsets.UTF_8));
            socket.getOutputStream().write(content);
            socket.getOutputStream().flush();
            String text = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int end = text.indexOf("\r\n\r\n");
            return new Response(
                    Integer.parseInt(text.split(" ", 3)[1]), text.substring(0, end), text.substring(end + 4));
        }
    }
}
