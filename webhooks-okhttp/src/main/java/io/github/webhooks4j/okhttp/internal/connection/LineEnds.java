package io.github.webhooks4j.okhttp.internal.connection;

/** Finds the empty line that ends the fields of a message. Not thread-safe. */
final class LineEnds {
    private int length;
    private boolean hasOnlyReturn;

    /** Consumes the next byte; returns whether an empty line ends with it. */
    boolean endsFields(byte next) {
        if (next == '\n') {
            boolean empty = length == 0 || hasOnlyReturn;
            length = 0;
            hasOnlyReturn = false;
            return empty;
        }
        hasOnlyReturn = length == 0 && next == '\r';
        length = 1; // Only whether the line is empty matters.
        return false;
    }
}
