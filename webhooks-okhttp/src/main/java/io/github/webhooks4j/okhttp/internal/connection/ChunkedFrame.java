package io.github.webhooks4j.okhttp.internal.connection;

/**
 * Finds the end of a chunked body (RFC 9112, section 7.1), reading its sizes and lines as OkHttp reads them. A body that
 * cannot be parsed in this way has no end. Not thread-safe.
 */
final class ChunkedFrame {
    private static final int MAX_DIGITS = 15;

    private enum Part {
        SIZE,
        REST_OF_SIZE_LINE,
        DATA,
        END_OF_DATA,
        TRAILERS,
        COMPLETE,
        BROKEN
    }

    private final LineEnds trailers = new LineEnds();
    private Part part = Part.SIZE;
    private long size;
    private int digits;

    /** Returns how many of the bytes belong to the body. */
    int take(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to && part != Part.COMPLETE) {
            if (part == Part.BROKEN) {
                return to - from;
            }
            if (part == Part.DATA) {
                int count = (int) Math.min(size, to - at);
                size -= count;
                at += count;
                if (size == 0) {
                    part = Part.END_OF_DATA;
                }
            } else {
                take(bytes[at++]);
            }
        }
        return at - from;
    }

    boolean isComplete() {
        return part == Part.COMPLETE;
    }

    private void take(byte next) {
        switch (part) {
            case SIZE -> takeSize(next);
            case REST_OF_SIZE_LINE -> {
                if (next == '\n') {
                    endSizeLine();
                }
            }
            case END_OF_DATA -> {
                if (next == '\n') {
                    part = Part.SIZE;
                    size = 0;
                    digits = 0;
                }
            }
            case TRAILERS -> {
                if (trailers.endsFields(next)) {
                    part = Part.COMPLETE;
                }
            }
            case DATA, COMPLETE, BROKEN -> throw new IllegalStateException("nothing to read byte by byte");
        }
    }

    private void takeSize(byte next) {
        int digit = Character.digit(next, 16);
        if (digit >= 0) {
            size = size * 16 + digit;
            if (++digits > MAX_DIGITS) {
                part = Part.BROKEN;
            }
        } else if (digits == 0) {
            part = Part.BROKEN;
        } else if (next == '\n') {
            endSizeLine();
        } else {
            part = Part.REST_OF_SIZE_LINE;
        }
    }

    private void endSizeLine() {
        part = size == 0 ? Part.TRAILERS : Part.DATA;
    }
}
