package io.github.webhooks4j.examples.serve;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** The request line and the headers of one request, as they came. Immutable. */
final class RequestHead {
    private static final int MAX_BYTES = 32 << 10;
    private static final byte[] END = {'\r', '\n', '\r', '\n'};
    private static final Pattern REQUEST_LINE =
            Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+ (?<target>\\S+) HTTP/1\\.[01]");
    private static final Pattern LENGTH = Pattern.compile("[0-9]{1,18}");

    private final List<String> lines;

    private RequestHead(List<String> lines) {
        this.lines = lines;
    }

    /** Reads a head to its end, and nothing beyond it; empty if the connection ends before, or the head is too long. */
    static Optional<RequestHead> read(InputStream in) throws IOException {
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
                String text = new String(head, 0, length + 1 - END.length, StandardCharsets.ISO_8859_1);
                return Optional.of(new RequestHead(List.of(text.split("\r\n", -1))));
            }
        }
        return Optional.empty();
    }

    /** Returns the refusal of a head that the JDK's server would answer with a page of HTML; empty for any other. */
    Optional<HubResponse> refusal() {
        var line = REQUEST_LINE.matcher(lines.get(0));
        if (!line.matches()) {
            return refuse(400, "A request must begin with a method, a path and HTTP/1.1.");
        }
        if (!isPath(line.group("target"))) {
            return refuse(
                    400, "The path of a request must begin with / and be a valid URI; write %25 for a percent sign.");
        }
        List<String> lengths = values("content-length");
        if (lengths.size() > 1
                || lengths.stream().anyMatch(length -> !LENGTH.matcher(length).matches())) {
            return refuse(400, "A request must have at most one Content-Length, a number.");
        }
        List<String> encodings = values("transfer-encoding");
        if (encodings.size() > 1 || !encodings.stream().allMatch("chunked"::equalsIgnoreCase)) {
            return refuse(501, "A body must come as it is or chunked.");
        }
        return Optional.empty();
    }

    /** Returns the head as it is to be passed on: the connection ends with the response. */
    byte[] toBytes() {
        var passed = new ArrayList<>(lines);
        passed.removeIf(line -> isHeader(line, "connection") || isHeader(line, "keep-alive"));
        passed.add("Connection: close");
        return (String.join("\r\n", passed) + "\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1);
    }

    private static boolean isPath(String target) {
        try {
            String path = new URI(target).getRawPath();
            return path != null && path.startsWith("/");
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private List<String> values(String name) {
        return lines.stream()
                .skip(1)
                .filter(line -> isHeader(line, name))
                .map(line -> line.substring(name.length() + 1).strip())
                .toList();
    }

    private static boolean isHeader(String line, String name) {
        return line.toLowerCase(Locale.ROOT).startsWith(name + ":");
    }

    private static Optional<HubResponse> refuse(int status, String sentence) {
        return Optional.of(HubResponse.error(status, sentence));
    }
}
