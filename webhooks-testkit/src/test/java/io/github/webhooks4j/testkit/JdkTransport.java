package io.github.webhooks4j.testkit;

import io.github.webhooks4j.delivery.DeliveryRequest;
import io.github.webhooks4j.delivery.DeliveryResult;
import io.github.webhooks4j.delivery.DeliveryResult.Answered;
import io.github.webhooks4j.delivery.DeliveryResult.NotAnswered;
import io.github.webhooks4j.delivery.FailureCode;
import io.github.webhooks4j.delivery.Timing;
import io.github.webhooks4j.transport.Transport;
import io.github.webhooks4j.webhook.DestinationCheck;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.ProtocolException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Just enough of a transport, on the JDK's own client, to show that the contract can be kept. */
final class JdkTransport implements Transport {

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ScriptedTransport checker = new ScriptedTransport();
    private final Duration deadline;

    JdkTransport(Duration deadline) {
        this.deadline = deadline;
    }

    @Override
    public DestinationCheck check(String url) {
        return checker.check(url);
    }

    @Override
    public DeliveryResult deliver(DeliveryRequest request) {
        long start = System.nanoTime();
        FailureCode code;
        try {
            HttpResponse<InputStream> response =
                    client.send(toHttp(request), HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream body = response.body()) {
                return new Answered(
                        response.statusCode(),
                        response.headers().firstValue("Retry-After").orElse(null),
                        response.headers().firstValue("Location").orElse(null),
                        new String(body.readNBytes(Answered.MAX_BODY_BYTES), StandardCharsets.UTF_8),
                        since(start));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            code = FailureCode.CALLED_OFF;
        } catch (HttpTimeoutException e) {
            code = FailureCode.TIMED_OUT;
        } catch (ConnectException e) {
            code = FailureCode.CONNECT_FAILED;
        } catch (ProtocolException e) {
            code = FailureCode.INVALID_RESPONSE;
        } catch (IOException e) {
            code = FailureCode.CONNECTION_LOST;
        }
        return new NotAnswered(code, since(start));
    }

    private HttpRequest toHttp(DeliveryRequest request) {
        var http = HttpRequest.newBuilder(URI.create(request.url()))
                .timeout(deadline)
                .POST(HttpRequest.BodyPublishers.ofByteArray(request.body()));
        request.headers().forEach(header -> http.header(header.name(), header.value()));
        return http.build();
    }

    private static Timing since(long start) {
        return Timing.ofTotal(Duration.ofNanos(System.nanoTime() - start));
    }
}
