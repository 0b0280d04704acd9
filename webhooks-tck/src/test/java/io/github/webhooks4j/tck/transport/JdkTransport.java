package io.github.webhooks4j.tck.transport;

import io.github.webhooks4j.delivery.DeliveryResult;
import io.github.webhooks4j.delivery.DeliveryResult.NoResponse;
import io.github.webhooks4j.delivery.DeliveryResult.Response;
import io.github.webhooks4j.delivery.FailureCode;
import io.github.webhooks4j.delivery.Header;
import io.github.webhooks4j.delivery.Timing;
import io.github.webhooks4j.spi.transport.BlockingTransport;
import io.github.webhooks4j.spi.transport.OutboundRequest;
import io.github.webhooks4j.testkit.ScriptedTransport;
import io.github.webhooks4j.webhook.DestinationCheck;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Just enough of a transport, on the JDK's own sockets, to show that the contract can be kept: it has a connection for each request,
 * and knows no chunks.
 */
final class JdkTransport implements BlockingTransport {
    private static final Pattern STATUS_LINE = Pattern.compile("HTTP/1\\.[01] ([2-5][0-9]{2})(?: .*)?");
    private static final Duration LONGEST_FOR_BODY = Duration.ofSeconds(2);

    private final ScriptedTransport checker = new ScriptedTransport();

    private record Head(int status, List<Header> fields) {
        @Nullable String field(String name) {
            String values = fields.stream()
                    .filter(field -> field.name().equalsIgnoreCase(name))
                    .map(Header::value)
                    .collect(Collectors.joining(", "));
            return values.isEmpty() ? null : values;
        }

        Map<String, String> reported(OutboundRequest request) {
            var reported = new HashMap<String, String>();
            for (String name : request.reportedHeaders()) {
                String value = field(name);
                if (value != null) {
                    reported.put(name, value);
                }
            }
            return reported;
        }
    }

    @Override
    public DestinationCheck check(String url) {
        return checker.check(url);
    }

    @Override
    public DeliveryResult exchange(OutboundRequest request) {
        long start = System.nanoTime();
        FailureCode code;
        if (Thread.currentThread().isInterrupted()) {
            return new NoResponse(FailureCode.ABORTED, since(start));
        }
        if (checker.check(request.url()) instanceof DestinationCheck.Refused) {
            return new NoResponse(FailureCode.ADDRESS_DENIED, since(start));
        }
        // An interrupt closes a channel, and so ends whatever waits for it.
        try (SocketChannel channel = SocketChannel.open()) {
            return exchange(channel.socket(), request, start);
        } catch (SocketTimeoutException e) {
            code = FailureCode.TIMED_OUT;
        } catch (ConnectException e) {
            code = FailureCode.CONNECT_FAILED;
        } catch (ProtocolException e) {
            code = FailureCode.INVALID_RESPONSE;
        } catch (IOException e) {
            code = FailureCode.CONNECTION_LOST;
        }
        return new NoResponse(Thread.currentThread().isInterrupted() ? FailureCode.ABORTED : code, since(start));
    }

    private Response exchange(Socket socket, OutboundRequest request, long start) throws IOException {
        URI url = URI.create(request.url());
        socket.connect(new InetSocketAddress(url.getHost(), url.getPort()), millis(request.deadline()));
        socket.getOutputStream().write(head(url, request).getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().write(request.body());
        long end = start + request.deadline().toNanos();
        Head head = readHead(socket, end);
        return new Response(
                head.status(),
                head.field("Retry-After"),
                head.field("Location"),
                readBody(socket, head, end),
                since(start),
                head.reported(request));
    }

    private static String head(URI url, OutboundRequest request) {
        var head = new StringBuilder(request.method() + " " + url.getRawPath());
        if (url.getRawQuery() != null) {
            head.append('?').append(url.getRawQuery());
        }
        head.append(" HTTP/1.1\r\nHost: ").append(url.getAuthority()).append("\r\nConnection: close\r\n");
        request.headers().forEach(field -> head.append(field.name() + ": " + field.value() + "\r\n"));
        return head + "Content-Length: " + request.body().length + "\r\n\r\n";
    }

    private static Head readHead(Socket socket, long end) throws IOException {
        Matcher status = STATUS_LINE.matcher(readLine(socket, end));
        if (!status.matches()) {
            throw new ProtocolException("no status line");
        }
        var fields = new ArrayList<Header>();
        for (String line = readLine(socket, end); !line.isEmpty(); line = readLine(socket, end)) {
            int colon = line.indexOf(':');
            fields.add(new Header(
                    line.substring(0, colon), line.substring(colon + 1).strip()));
        }
        return new Head(Integer.parseInt(status.group(1)), fields);
    }

    private static String readLine(Socket socket, long end) throws IOException {
        var line = new StringBuilder();
        for (int c = read(socket, end); c != '\n'; c = read(socket, end)) {
            if (c < 0) {
                throw new EOFException();
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    private static String readBody(Socket socket, Head head, long end) {
        String length = head.field("Content-Length");
        int most = head.status() == 204 || head.status() == 205
                ? 0
                : (int) Math.min(Response.MAX_BODY_BYTES, length == null ? Long.MAX_VALUE : Long.parseLong(length));
        long soonest = Math.min(end, System.nanoTime() + LONGEST_FOR_BODY.toNanos());
        byte[] body = new byte[most];
        int count = 0;
        try {
            for (int c = 0; count < most && (c = read(socket, soonest)) >= 0; count++) {
                body[count] = (byte) c;
            }
        } catch (IOException e) {
            // What has come is all there is.
        }
        return new String(body, 0, count, StandardCharsets.UTF_8);
    }

    private static int read(Socket socket, long end) throws IOException {
        Duration left = Duration.ofNanos(end - System.nanoTime());
        if (left.isNegative()) {
            throw new SocketTimeoutException();
        }
        socket.setSoTimeout(millis(left));
        InputStream input = socket.getInputStream();
        return input.read();
    }

    private static int millis(Duration duration) {
        return (int) Math.max(1, duration.toMillis());
    }

    private static Timing since(long start) {
        return Timing.ofTotal(Duration.ofNanos(System.nanoTime() - start));
    }
}
