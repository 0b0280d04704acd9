package io.github.webhooks4j.transport;

import static io.github.webhooks4j.transport.Requests.answered;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.delivery.DeliveryResult.Response;
import io.github.webhooks4j.spi.transport.OutboundRequest;
import io.github.webhooks4j.tck.server.RawServer;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A status counts as soon as its head is complete, regardless of its fields and of what follows. */
@Tag("hostile")
abstract class StatusCountsContract extends GuardedFixture {
    private static final Duration LONG_BEFORE_THE_DEADLINE = Duration.ofSeconds(10);

    @AutoClose
    private final TestedTransport transport = Scheme.prepared(builder()).build();

    StatusCountsContract(GuardedTransportContract contract) {
        super(contract);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "204 No Content\r\nContent-Length: 5",
                "204 No Content\r\nContent-Length: 5\r\n\r\nhello",
                "204 No Content\r\nTransfer-Encoding: chunked",
                "205 Reset Content\r\nContent-Length: 2",
                "205 Reset Content\r\nContent-Length: 2\r\n\r\nok",
                "205 Reset Content",
                "304 Not Modified\r\nContent-Length: 2",
                "503 Later\r\nRetry-After: 2147483648\r\nContent-Length: 0",
                "503 Later\r\nRetry-After: 1795954326000\r\nContent-Length: 0",
                "503 Later\r\nRetry-After: 99999999999999999999\r\nContent-Length: 0",
                "503 Later\r\nRetry-After: 0\r\nContent-Length: 0",
                "407 Proxy Authentication Required\r\nContent-Length: 0",
                "407 Proxy\r\nProxy-Authenticate: OkHttp-Preemptive\r\nContent-Length: 0",
                "401 Who\r\nWWW-Authenticate: Basic realm=\"x\"\r\nContent-Length: 0",
                "408 Slow\r\nContent-Length: 0",
                "421 Misdirected\r\nContent-Length: 0",
                "425 Too Early\r\nContent-Length: 0",
                "426 Upgrade Required\r\nUpgrade: h2c\r\nContent-Length: 0",
                "302 Found\r\nLocation: http://[\r\nContent-Length: 0",
                "200 OK\r\nContent-Length: 2\r\nContent-Length: 50\r\n\r\nok",
                "200 OK\r\nContent-Length: 2, 2\r\n\r\nok",
                "500 Oops\r\nContent-Length: 2\r\nContent-Length: 50\r\n\r\nok",
                "500 Oops\r\nContent-Length: 2, 2\r\n\r\nok",
                "200 OK\r\n\r\nno end",
                "202 Accepted\r\nTransfer-Encoding: chunked\r\n\r\n",
                "200 OK\r\nContent-Length: 100\r\n\r\nhalf"
            })
    void on_a_connection_that_stays_open_after_one_request(String response) throws IOException {
        try (var server = holdingOpen(Scheme.PLAIN, response)) {
            Response answered = answered(transport.exchange(Requests.to(server.url())));

            assertThat(answered.status()).isEqualTo(Integer.parseInt(response.substring(0, 3)));
            assertThat(answered.timing().total()).isLessThan(LONG_BEFORE_THE_DEADLINE);
            assertThat(server.requests()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "204 No Content\r\nContent-Length: 5",
                "205 Reset Content\r\nContent-Length: 2\r\n\r\nok",
                "205 Reset Content",
                "200 OK\r\n\r\nno end",
                "200 OK\r\nContent-Length: 2\r\nContent-Length: 50\r\n\r\nok"
            })
    void and_the_connection_is_closed_where_its_end_is_in_doubt(String response) throws IOException {
        try (var server = holdingOpen(Scheme.PLAIN, response)) {
            transport.exchange(Requests.to(server.url()));

            server.awaitHangUp();
        }
    }

    @ParameterizedTest
    @EnumSource
    void returns_what_was_received_of_a_success_without_end_after_two_seconds(Scheme scheme) throws IOException {
        try (var server = holdingOpen(scheme, "200 OK\r\nContent-Length: 100\r\n\r\nhalf")) {
            Response answered = answered(transport.exchange(Requests.to(scheme.url(server))));

            assertThat(answered.body()).isEqualTo("half");
            assertThat(answered.timing().total()).isBetween(Duration.ofSeconds(2), LONG_BEFORE_THE_DEADLINE);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {407, 503})
    void reports_an_unexpected_failure_with_its_fields_and_its_body(int status) throws IOException {
        try (var server = RawServer.responding(
                "HTTP/1.1 " + status
                        + " No\r\nRetry-After: 30\r\nRetry-After: 2147483648\r\nLocation: /x\r\nContent-Length: 4\r\n\r\nwhy?")) {
            Response answered = answered(transport.exchange(Requests.to(server.url())));

            assertThat(answered).isEqualTo(new Response(status, "30, 2147483648", "/x", "why?", answered.timing()));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "204 No Content\r\nContent-Length: 5",
                "407 Proxy\r\nContent-Length: 0",
                "503 Later\r\nRetry-After: 2147483648\r\nContent-Length: 0"
            })
    void counts_for_a_validation_request_too(String response) throws IOException {
        try (var server = holdingOpen(Scheme.PLAIN, response)) {
            var request = OutboundRequest.options(server.url(), List.of(), List.of(), Duration.ofSeconds(5));

            assertThat(answered(transport.exchange(request)).status())
                    .isEqualTo(Integer.parseInt(response.substring(0, 3)));
        }
    }

    private static RawServer holdingOpen(Scheme scheme, String response) throws IOException {
        String wire = "HTTP/1.1 " + response + (response.contains("\r\n\r\n") ? "" : "\r\n\r\n");
        return new RawServer((raw, socket) -> {
            Socket secured = scheme.accept(socket);
            raw.readRequest(secured);
            RawServer.write(secured, wire);
            raw.holdOpen();
        });
    }
}
