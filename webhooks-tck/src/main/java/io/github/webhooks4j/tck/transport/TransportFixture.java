package io.github.webhooks4j.tck.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.delivery.DeliveryResult;
import io.github.webhooks4j.delivery.DeliveryResult.NoResponse;
import io.github.webhooks4j.delivery.DeliveryResult.Response;
import io.github.webhooks4j.delivery.FailureCode;
import io.github.webhooks4j.spi.transport.OutboundRequest;
import io.github.webhooks4j.spi.transport.Transport;
import io.github.webhooks4j.tck.server.LoopbackServer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A transport that is opened for each test, and what the parts of the contract do with it. */
abstract class TransportFixture {
    private final TransportContract contract;

    TransportFixture(TransportContract contract) {
        this.contract = contract;
    }

    static final Duration PATIENCE = Duration.ofSeconds(10);

    static final Duration DEADLINE = Duration.ofSeconds(5);

    static final Duration LONGEST = Duration.ofSeconds(40);

    static final Duration SHORT_DEADLINE = Duration.ofMillis(300);

    static final byte[] BODY = "{\"a\":\"é\"}".getBytes(StandardCharsets.UTF_8);

    Transport transport;

    @BeforeEach
    void open_the_transport() {
        transport = contract.open();
    }

    @AfterEach
    void close_the_transport() throws Exception {
        close(transport);
    }

    /** Sends a request on this thread and waits for its result. */
    DeliveryResult exchange(OutboundRequest request) {
        var result = new CompletableFuture<DeliveryResult>();
        transport.send(request, result::complete);
        return result.orTimeout(LONGEST.toMillis(), TimeUnit.MILLISECONDS).join();
    }

    DeliveryResult deliver(LoopbackServer server) {
        return deliver(server.url("/hook"));
    }

    DeliveryResult deliver(String url) {
        return exchange(OutboundRequest.post(url, List.of(), BODY, DEADLINE));
    }

    static Response answered(DeliveryResult result) {
        assertThat(result).isInstanceOf(Response.class);
        return (Response) result;
    }

    static FailureCode failure(DeliveryResult result) {
        assertThat(result).isInstanceOf(NoResponse.class);
        return ((NoResponse) result).code();
    }

    static String response(String status, String headers) {
        return response(status, headers, "");
    }

    static String response(String status, String headers, String body) {
        return "HTTP/1.1 " + status + "\r\nConnection: close\r\nContent-Length: "
                + body.getBytes(StandardCharsets.UTF_8).length + "\r\n" + headers + "\r\n" + body;
    }

    static void close(Transport transport) throws Exception {
        if (transport instanceof AutoCloseable closeable) {
            closeable.close();
        }
    }
}
