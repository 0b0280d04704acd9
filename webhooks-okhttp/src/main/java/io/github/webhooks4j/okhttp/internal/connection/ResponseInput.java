package io.github.webhooks4j.okhttp.internal.connection;

import java.io.IOException;
import java.io.InputStream;

/**
 * Returns the bytes of one response and none beyond it, so that OkHttp never buffers more. Bytes that follow a complete
 * response are unsolicited; they stay here and are seen before the next request.
 *
 * <p>OkHttp parses the responses; this class only searches the ends of their parts. Where the two differ, OkHttp gets
 * what it asks for, and the response counts as one without end. Not thread-safe: each exchange belongs to one thread,
 * and OkHttp hands connections over safely.
 */
final class ResponseInput extends InputStream {
    private static final int BUFFER_BYTES = 8192;

    private enum Part {
        /** No exchange has begun: all bytes pass, as for a CONNECT or for TLS. */
        UNFRAMED,
        HEAD,
        AFTER_HEAD,
        BODY_OF_LENGTH,
        BODY_OF_CHUNKS,
        BODY_WITHOUT_END,
        COMPLETE,
        REFUSED
    }

    private final InputStream input;
    private Part part = Part.UNFRAMED;
    private byte[] buffer = {};
    private int from;
    private int to;
    private LineEnds head = new LineEnds();
    private ChunkedFrame chunks = new ChunkedFrame();
    private long remaining;
    private boolean received;

    ResponseInput(InputStream input) {
        this.input = input;
    }

    /** Begins a response: all bytes that are read from now on belong to it. */
    void begin() {
        part = Part.HEAD;
        head = new LineEnds();
        received = false;
    }

    /**
     * Sets what follows the head that was read last, if it was the final one.
     *
     * @param length the length of the body; negative if it is not known
     * @param chunked whether it is chunked, where the length is not known
     */
    void bodyFollows(long length, boolean chunked) {
        if (part != Part.AFTER_HEAD) {
            part = Part.BODY_WITHOUT_END;
        } else if (length >= 0) {
            remaining = length;
            part = length == 0 ? Part.COMPLETE : Part.BODY_OF_LENGTH;
        } else if (chunked) {
            chunks = new ChunkedFrame();
            part = Part.BODY_OF_CHUNKS;
        } else {
            part = Part.BODY_WITHOUT_END;
        }
    }

    /** Refuses all further reads. */
    void refuse() {
        part = Part.REFUSED;
    }

    /** Returns whether a byte was received since the response began. */
    boolean hasReceived() {
        return received;
    }

    /** Returns whether the last response is complete and nothing that followed it has been read. */
    boolean isAtRest() {
        return part == Part.COMPLETE && from == to;
    }

    /** Returns whether bytes were read that followed a complete response. */
    boolean hasUnsolicited() {
        return part == Part.COMPLETE && from < to;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        switch (part) {
            case REFUSED -> throw new StaleConnectionException();
            case AFTER_HEAD -> part = Part.HEAD; // An interim response was read, and another head follows.
            case COMPLETE -> part = Part.BODY_WITHOUT_END; // OkHttp considers it longer than this class does.
            default -> {}
        }
        if (from == to) {
            if (part == Part.UNFRAMED || part == Part.BODY_WITHOUT_END) {
                return received(input.read(bytes, offset, length));
            }
            if (!fill()) {
                return -1;
            }
        }
        int count = framed(Math.min(length, to - from));
        System.arraycopy(buffer, from, bytes, offset, count);
        from += count;
        return count;
    }

    @Override
    public int available() throws IOException {
        return to - from + input.available();
    }

    @Override
    public void close() throws IOException {
        input.close();
    }

    private boolean fill() throws IOException {
        if (buffer.length == 0) {
            buffer = new byte[BUFFER_BYTES];
        }
        from = 0;
        to = 0;
        to = Math.max(0, received(input.read(buffer, 0, buffer.length)));
        return to > 0;
    }

    private int received(int count) {
        received |= count > 0;
        return count;
    }

    /**
     * Returns how many of the next bytes belong to the present part, and moves to the next part if it ends with them.
     */
    private int framed(int offered) {
        return switch (part) {
            case HEAD -> framedHead(offered);
            case BODY_OF_LENGTH -> {
                int count = (int) Math.min(remaining, offered);
                remaining -= count;
                if (remaining == 0) {
                    part = Part.COMPLETE;
                }
                yield count;
            }
            case BODY_OF_CHUNKS -> {
                int count = chunks.take(buffer, from, from + offered);
                if (chunks.isComplete()) {
                    part = Part.COMPLETE;
                }
                yield count;
            }
            default -> offered;
        };
    }

    private int framedHead(int offered) {
        for (int i = 0; i < offered; i++) {
            if (head.endsFields(buffer[from + i])) {
                part = Part.AFTER_HEAD;
                head = new LineEnds();
                return i + 1;
            }
        }
        return offered;
    }
}
