package io.github.webhooks4j.examples.serve;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the body of a request up to a bound. */
final class Body {
    /** So much of a body that is too large is read and dropped: a sender who is cut off would see no response. */
    private static final int MAX_DISCARDED = 16 << 20;

    private static final int MAX_LINE = 1024;
    private static final Pattern CHUNK = Pattern.compile("(?<length>[0-9a-fA-F]{1,8})[ \t]*(;.*)?");

    private final InputStream in;
    private final int max;
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private long total;

    private Body(InputStream in, int max) {
        this.in = in;
        this.max = max;
    }

    /** Returns the body, or its first {@code max + 1} bytes if it is longer than {@code max}. */
    static byte[] read(RequestHead head, InputStream in, int max) throws IOException, MalformedRequestException {
        var body = new Body(in, max);
        if (head.isChunked()) {
            body.readChunks();
        } else {
            body.read(head.length());
        }
        return body.kept.toByteArray();
    }

    /** RFC 9112, section 7.1. */
    private void readChunks() throws IOException, MalformedRequestException {
        while (true) {
            Matcher chunk = CHUNK.matcher(line());
            if (!chunk.matches()) {
                throw malformed();
            }
            long length = Long.parseLong(chunk.group("length"), 16);
            if (length == 0) {
                skipTrailers();
                return;
            }
            if (!read(length)) {
                return;
            }
            if (!line().isEmpty()) {
                throw malformed();
            }
        }
    }

    private void skipTrailers() throws IOException, MalformedRequestException {
        int lines = 0;
        while (!line().isEmpty()) {
            lines++;
            if (lines > 100) {
                throw malformed();
            }
        }
    }

    /** Reads so many bytes; returns false if there are more than are ever read. */
    private boolean read(long length) throws IOException, MalformedRequestException {
        byte[] buffer = new byte[8192];
        long left = length;
        while (left > 0) {
            if (total > (long) max + MAX_DISCARDED) {
                return false;
            }
            int got = in.read(buffer, 0, (int) Math.min(left, buffer.length));
            if (got < 0) {
                throw new MalformedRequestException(400, "The body of a request must be as long as it is said to be.");
            }
            kept.write(buffer, 0, Math.min(got, max + 1 - kept.size()));
            left -= got;
            total += got;
        }
        return true;
    }

    private String line() throws IOException, MalformedRequestException {
        var line = new StringBuilder();
        while (line.length() < MAX_LINE) {
            int next = in.read();
            if (next == '\n' && line.length() > 0 && line.charAt(line.length() - 1) == '\r') {
                return line.substring(0, line.length() - 1);
            }
            if (next < 0) {
                throw malformed();
            }
            line.append((char) next);
        }
        throw malformed();
    }

    private static MalformedRequestException malformed() {
        return new MalformedRequestException(400, "A chunked body must be as RFC 9112, section 7.1, says.");
    }
}
