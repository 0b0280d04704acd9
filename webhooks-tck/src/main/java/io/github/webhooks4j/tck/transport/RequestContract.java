package io.github.webhooks4j.tck.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.delivery.DeliveryResult;
import io.github.webhooks4j.delivery.DeliveryResult.Response;
import io.github.webhooks4j.delivery.Header;
import io.github.webhooks4j.spi.transport.OutboundRequest;
import io.github.webhooks4j.tck.Concurrently;
import io.github.webhooks4j.tck.server.LoopbackServer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a transport sends: one request, as it was given. */
abstract class RequestContract extends TransportFixture {
    RequestContract(TransportContract contract) {
        super(contract);
    }

    @Test
    void sends_one_post_with_the_headers_and_the_body_as_they_are() {
        try (var server = LoopbackServer.responding(response("200 OK", ""))) {
            var headers = List.of(new Header("Content-Type", "application/json"), new Header("X-Mixed-Case", "a, b"));

            exchange(OutboundRequest.post(server.url("/hook?a=1&b=%20"), headers, BODY, DEADLINE));

            assertThat(server.requests()).hasSize(1);
            LoopbackServer.Request request = server.requests().get(0);
            assertThat(request.line()).isEqualTo("POST /hook?a=1&b=%20 HTTP/1.1");
            assertThat(request.delivery().header("Content-Type")).contains("application/json");
            assertThat(request.delivery().header("X-Mixed-Case")).contains("a, b");
            assertThat(request.delivery().header("Content-Length")).contains(Integer.toString(BODY.length));
            assertThat(request.delivery().body()).isEqualTo(BODY);
        }
    }

    @Test
    void asks_for_no_encoding_of_the_response() {
        try (var server = LoopbackServer.responding(response("200 OK", ""))) {
            deliver(server);

            assertThat(server.requests()
                            .get(0)
                            .delivery()
                            .header("Accept-Encoding")
                            .orElse("identity"))
                    .isEqualTo("identity");
        }
    }

    @Test
    void follows_no_redirect_and_reports_where_it_leads() {
        for (String status : List.of("301 Moved", "302 Found", "303 See Other", "307 Temporary", "308 Permanent")) {
            try (var server = LoopbackServer.responding(response(status, "Location: /elsewhere\r\n"))) {
                Response answered = answered(deliver(server));

                assertThat(answered.status()).isEqualTo(Integer.parseInt(status.substring(0, 3)));
                assertThat(answered.location()).isEqualTo("/elsewhere");
                assertThat(server.requests()).as(status).hasSize(1);
            }
        }
    }

    @Test
    void sends_nothing_again_whatever_the_response() {
        for (String head : List.of(
                response("503 Service Unavailable", "Retry-After: 0\r\n"),
                response("408 Request Timeout", ""),
                response("401 Unauthorized", "WWW-Authenticate: Basic realm=\"a\"\r\n"),
                response("421 Misdirected Request", ""),
                response("500 Internal Server Error", ""))) {
            try (var server = LoopbackServer.responding(head)) {
                DeliveryResult result = deliver(server);

                assertThat(answered(result).status()).isEqualTo(Integer.parseInt(head.substring(9, 12)));
                assertThat(server.requests()).as(head).hasSize(1);
            }
        }
    }

    @Test
    void sends_one_options_request_without_a_body() {
        try (var server = LoopbackServer.responding(response("200 OK", ""))) {
            var headers = List.of(new Header("WebHook-Request-Origin", "hub.example"));

            DeliveryResult result =
                    exchange(OutboundRequest.options(server.url("/hook?a=1"), headers, List.of(), DEADLINE));

            assertThat(answered(result).status()).isEqualTo(200);
            assertThat(server.requests()).hasSize(1);
            LoopbackServer.Request request = server.requests().get(0);
            assertThat(request.line()).isEqualTo("OPTIONS /hook?a=1 HTTP/1.1");
            assertThat(request.delivery().header("WebHook-Request-Origin")).contains("hub.example");
            assertThat(request.delivery().body()).isEmpty();
        }
    }

    @Test
    void gives_each_of_many_threads_the_response_to_its_own_request() throws Exception {
        try (var server = new LoopbackServer(connection -> {
            LoopbackServer.Request request = connection.read();
            if (request != null) {
                connection.write(response("200 OK", "", request.delivery().text()));
            }
        })) {
            List<DeliveryResult> results = Concurrently.run(number -> exchange(OutboundRequest.post(
                    server.url("/"), List.of(), ("request " + number).getBytes(StandardCharsets.UTF_8), DEADLINE)));

            var expected = new ArrayList<String>();
            for (int number = 0; number < results.size(); number++) {
                expected.add("request " + number);
            }
            assertThat(results).extracting(result -> answered(result).body()).isEqualTo(expected);
        }
    }
}
