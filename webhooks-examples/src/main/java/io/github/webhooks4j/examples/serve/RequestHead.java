package io.github.webhooks4j.examples.serve;

import com.sun.net.httpserver.Headers;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The request line and the headers of one request (RFC 9112, sections 3 and 5). Immutable.
 *
 * @param method the method, in capitals as a rule
 * @param target the path and the query
 * @param headers the headers
 */
record RequestHead(String method, URI target, Headers headers) {
    private static final int MAX_BYTES = 32 << 10;
    private static final byte[] END = {'\r', '\n', '\r', '\n'};
    private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
    private static final Pattern REQUEST_LINE =
            Pattern.compile("(?<method>" + TOKEN + ") (?<target>\\S+) HTTP/1\\.[01]");
    private static final Pattern HEADER = Pattern.compile("(?<name>" + TOKEN + "):[ \t]*(?<value>[^\r\n\0]*?)[ \t]*");
    private static final Pattern LENGTH = Pattern.compile("[0-9]{1,18}");

    /** Reads the text of a head to its end, and nothing beyond it; empty if there is none, or it is too long. */
    static Optional<String> read(InputStream in) throws IOException {
        byte[] head = new byte[MAX_BYTES];
        int matched = 0;
        for (int length = 0; length < MAX_BYTES; length++) {
            int next = in.read();
            if (next < 0) {
                return Optional.empty();
            }
            head[length] = (byte) next;
            matched = next == END[matched] ? matched + 1 : next == END[0] ? 1 : 0;
            if (matched == END.length) {
                return Optional.of(new String(head, 0, length + 1 - END.length, StandardCharsets.ISO_8859_1));
            }
        }
        return Optional.empty();
    }

    /**
     * Takes a head apart.
     *
     * @throws MalformedRequestException if a rule is broken
     */
    static RequestHead parse(String text) throws MalformedRequestException {
        List<String> lines = List.of(text.split("\r\n", -1));
        Matcher line = REQUEST_LINE.matcher(lines.get(0));
        if (!line.matches()) {
            throw new MalformedRequestException(400, "A request must begin with a method, a path and HTTP/1.1.");
        }
        var headers = new Headers();
        for (String each : lines.subList(1, lines.size())) {
            Matcher header = HEADER.matcher(each);
            if (!header.matches()) {
                throw new MalformedRequestException(400, "A header must be a name, a colon and a value on one line.");
            }
            headers.add(header.group("name"), header.group("value"));
        }
        var head = new RequestHead(line.group("method"), path(line.group("target")), headers);
        head.checkFraming();
        return head;
    }

    /** Returns the length that the body is said to have, 0 without one. */
    long length() {
        String length = headers.getFirst("Content-Length");
        return length == null ? 0 : Long.parseLong(length);
    }

    boolean isChunked() {
        return headers.containsKey("Transfer-Encoding");
    }

    boolean expectsToContinue() {
        return "100-continue".equalsIgnoreCase(headers.getFirst("Expect"));
    }

    private void checkFraming() throws MalformedRequestException {
        List<String> lengths = headers.getOrDefault("Content-Length", List.of());
        if (lengths.size() > 1
                || lengths.stream().anyMatch(length -> !LENGTH.matcher(length).matches())) {
            throw new MalformedRequestException(400, "A request must have at most one Content-Length, a number.");
        }
        List<String> encodings = headers.getOrDefault("Transfer-Encoding", List.of());
        if (!encodings.isEmpty() && !lengths.isEmpty()) {
            throw new MalformedRequestException(
                    400, "A request must have a Content-Length or a Transfer-Encoding, not both.");
        }
        if (encodings.size() > 1 || !encodings.stream().allMatch("chunked"::equalsIgnoreCase)) {
            throw new MalformedRequestException(501, "A body must come as it is or chunked.");
        }
    }

    private static URI path(String target) throws MalformedRequestException {
        try {
            var uri = new URI(target);
            if (uri.getRawPath() != null && uri.getRawPath().startsWith("/")) {
                return uri;
            }
        } catch (URISyntaxException e) {
            // Told below.
        }
        throw new MalformedRequestException(
                400, "The path of a request must begin with / and be a valid URI; write %25 for a percent sign.");
    }
}
