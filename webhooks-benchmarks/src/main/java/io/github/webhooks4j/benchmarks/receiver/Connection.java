package io.github.webhooks4j.benchmarks.receiver;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * One connection: takes in requests, one after another. The parser knows as much of HTTP/1.1 as its senders use: a request line,
 * header lines, a body of a stated length. Confined to the loop.
 */
final class Connection {
    private static final byte[] OK = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] REFUSAL =
            "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] CONTENT_LENGTH = "content-length:".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] WEBHOOK_ID = "webhook-id:".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] FIRST_ATTEMPT = "webhook-attempt: 1\r".getBytes(StandardCharsets.US_ASCII);
    private static final int FIRST_SIZE = 4096;
    /** A capital letter of ASCII with this bit is the small one. */
    private static final int SMALL = 0x20;

    private final SocketChannel channel;
    private final ByteBuffer answer = ByteBuffer.wrap(OK);
    private final ByteBuffer refusal = ByteBuffer.wrap(REFUSAL);
    private byte[] bytes = new byte[FIRST_SIZE];
    private ByteBuffer buffer = ByteBuffer.wrap(bytes);
    private int headersEnd;
    private int requestEnd;

    private int idFrom;
    private int idTo;
    private int pathFrom;
    private int pathTo;

    Connection(SocketChannel channel) {
        this.channel = channel;
    }

    /** Reads what has come. */
    void read() throws IOException {
        if (!buffer.hasRemaining()) {
            int length = buffer.position();
            bytes = Arrays.copyOf(bytes, 2 * bytes.length);
            buffer = ByteBuffer.wrap(bytes);
            buffer.position(length);
        }
        if (channel.read(buffer) < 0) {
            throw new EOFException();
        }
    }

    /** Returns whether a whole request has arrived. */
    boolean hasRequest() throws IOException {
        int end = buffer.position();
        int lineFrom = 0;
        int length = 0;
        idFrom = -1;
        for (int i = 0; i < end; i++) {
            if (bytes[i] != '\n') {
                continue;
            }
            if (i - lineFrom <= 1) {
                headersEnd = i + 1;
                requestEnd = headersEnd + length;
                return requestEnd <= end;
            }
            if (lineFrom == 0) {
                requestLine(i);
            } else if (startsWith(lineFrom, i, CONTENT_LENGTH)) {
                length = number(lineFrom + CONTENT_LENGTH.length, i);
            } else if (startsWith(lineFrom, i, WEBHOOK_ID)) {
                idFrom = lineFrom + WEBHOOK_ID.length;
                while (bytes[idFrom] == ' ') {
                    idFrom++;
                }
                idTo = bytes[i - 1] == '\r' ? i - 1 : i;
            }
            lineFrom = i + 1;
        }
        return false;
    }

    /** Returns what the request that is there wants. */
    Behaviour behaviour() {
        return Behaviour.of(bytes, pathFrom, pathTo);
    }

    /** Notes the arrival of the request that is there. */
    void arrived(ArrivalLog arrivals) throws IOException {
        if (idFrom < 0) {
            throw new IOException("a request must have the header webhook-id");
        }
        arrivals.add(bytes, idFrom, idTo, System.nanoTime());
    }

    /** Returns a hash of the id of the request that is there; 0 if it has none. */
    int idHash() {
        int hash = 0;
        for (int i = idFrom; i >= 0 && i < idTo; i++) {
            hash = 31 * hash + bytes[i];
        }
        return hash;
    }

    /** Returns whether the request that is there says that it is a first attempt. Its headers are searched anew, for those who ask. */
    boolean isFirstAttempt() {
        int lineFrom = 0;
        for (int i = 0; i < headersEnd; i++) {
            if (bytes[i] == '\n') {
                if (startsWith(lineFrom, i, FIRST_ATTEMPT)) {
                    return true;
                }
                lineFrom = i + 1;
            }
        }
        return false;
    }

    /** Forgets the request that is there: what came after it is the next. */
    void next() {
        int end = buffer.position();
        System.arraycopy(bytes, requestEnd, bytes, 0, end - requestEnd);
        buffer.position(end - requestEnd);
    }

    /** Responds 200; the response always fits into the socket's buffer. */
    void answer() throws IOException {
        write(answer);
    }

    /** Responds 503. */
    void refuse() throws IOException {
        write(refusal);
    }

    void close() {
        try {
            channel.close();
        } catch (IOException e) {
            // It was to be closed.
        }
    }

    private void write(ByteBuffer response) throws IOException {
        response.clear();
        channel.write(response);
        if (response.hasRemaining()) {
            throw new IOException("the client does not read its responses");
        }
    }

    private void requestLine(int lineTo) throws IOException {
        pathFrom = 0;
        while (pathFrom < lineTo && bytes[pathFrom] != '/') {
            pathFrom++;
        }
        pathTo = pathFrom;
        while (pathTo < lineTo && bytes[pathTo] != ' ') {
            pathTo++;
        }
        if (pathTo == lineTo) {
            throw new IOException("no request line");
        }
    }

    private boolean startsWith(int from, int to, byte[] name) {
        if (to - from < name.length || (bytes[from] | SMALL) != name[0]) {
            return false;
        }
        for (int i = 1; i < name.length; i++) {
            byte b = bytes[from + i];
            if (b != name[i] && (b | SMALL) != name[i]) {
                return false;
            }
        }
        return true;
    }

    private int number(int from, int to) {
        int number = 0;
        for (int i = from; i < to; i++) {
            if (bytes[i] >= '0' && bytes[i] <= '9') {
                number = 10 * number + bytes[i] - '0';
            }
        }
        return number;
    }
}
