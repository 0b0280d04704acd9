package io.github.webhooks4j.tck;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.delivery.BasicCredentials;
import io.github.webhooks4j.delivery.DeliveryResult;
import io.github.webhooks4j.delivery.DeliveryResult.NoResponse;
import io.github.webhooks4j.delivery.DeliveryResult.Response;
import io.github.webhooks4j.delivery.FailureCode;
import io.github.webhooks4j.delivery.Header;
import io.github.webhooks4j.delivery.RetryAfter;
import io.github.webhooks4j.spi.transport.BlockingTransport;
import io.github.webhooks4j.spi.transport.Exchange;
import io.github.webhooks4j.spi.transport.OutboundRequest;
import io.github.webhooks4j.spi.transport.Transport;
import io.github.webhooks4j.tck.server.LoopbackServer;
import io.github.webhooks4j.webhook.Destination;
import io.github.webhooks4j.webhook.DestinationCheck;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What every {@link Transport} promises, as tests against real sockets on loopback. The author of a transport extends this class
 * in a test and runs it.
 */
@Timeout(60)
public abstract class TransportContract {

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration DEADLINE = Duration.ofSeconds(5);
    private static final Duration LONGEST = Duration.ofSeconds(40);
    private static final Duration SHORT_DEADLINE = Duration.ofMillis(300);
    private static final String POOLED = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    private static final byte[] BODY = "{\"a\":\"é\"}".getBytes(StandardCharsets.UTF_8);

    private Transport transport;

    /** For test classes. */
    protected TransportContract() {}

    /** Opens a transport that may dial loopback; closed after the test if it is {@link AutoCloseable}. */
    protected abstract Transport open();

    @BeforeEach
    void open_the_transport() {
        transport = open();
    }

    @AfterEach
    void close_the_transport() throws Exception {
        close(transport);
    }

    @Test
    void sends_one_post_with_the_headers_and_the_body_as_they_are() {
        try (var server = LoopbackServer.answering(response("200 OK", ""))) {
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
        try (var server = LoopbackServer.answering(response("200 OK", ""))) {
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
    void reports_status_and_body_of_the_response() {
        try (var server = LoopbackServer.answering(response("202 Accepted", "", "queued – 構築"))) {
            Response answered = answered(deliver(server));

            assertThat(answered.status()).isEqualTo(202);
            assertThat(answered.body()).isEqualTo("queued – 構築");
            assertThat(answered.retryAfter()).isNull();
            assertThat(answered.location()).isNull();
            assertThat(answered.timing().total()).isBetween(Duration.ofNanos(1), DEADLINE);
        }
    }

    @Test
    void reports_a_response_without_a_body() {
        try (var server = LoopbackServer.answering("HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n")) {
            Response answered = answered(deliver(server));

            assertThat(answered.status()).isEqualTo(204);
            assertThat(answered.body()).isEmpty();
        }
    }

    @Test
    void reports_retry_after_as_it_was_received() {
        String date = "Fri, 02 Jan 2026 00:00:00 GMT";
        try (var server =
                LoopbackServer.answering(response("429 Too Many Requests", "Retry-After: " + date + "\r\n"))) {
            assertThat(answered(deliver(server)).retryAfter()).isEqualTo(date);
        }
    }

    @Test
    void follows_no_redirect_and_reports_where_it_leads() {
        for (String status : List.of("301 Moved", "302 Found", "303 See Other", "307 Temporary", "308 Permanent")) {
            try (var server = LoopbackServer.answering(response(status, "Location: /elsewhere\r\n"))) {
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
            try (var server = LoopbackServer.answering(head)) {
                DeliveryResult result = deliver(server);

                assertThat(answered(result).status()).isEqualTo(Integer.parseInt(head.substring(9, 12)));
                assertThat(server.requests()).as(head).hasSize(1);
            }
        }
    }

    @Test
    void sends_nothing_again_when_a_pooled_connection_breaks() {
        try (var server = new LoopbackServer(connection -> {
            if (connection.read() != null) {
                connection.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
                connection.read();
            }
        })) {
            assertThat(answered(deliver(server)).body()).isEqualTo("ok");

            DeliveryResult second = deliver(server);

            // A transport without a pool has a new connection here, and its response.
            boolean isLost = second instanceof NoResponse lost && lost.code() == FailureCode.REUSED_CONNECTION_LOST;
            assertThat(isLost || second instanceof Response).isTrue();
            assertThat(server.requests()).hasSize(2);
        }
    }

    @Test
    void uses_no_pooled_connection_that_ended_while_it_was_idle() throws InterruptedException {
        var ended = new Semaphore(0);
        try (var server = new LoopbackServer(connection -> {
            if (connection.read() != null) {
                connection.write(POOLED);
                connection.close();
                ended.release();
            }
        })) {
            for (int i = 0; i < 3; i++) {
                assertThat(answered(deliver(server)).status()).isEqualTo(200);
                assertThat(ended.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS))
                        .isTrue();
            }
            assertThat(server.requests()).hasSize(3);
        }
    }

    @Test
    void takes_no_unsolicited_bytes_as_a_response() {
        for (String unsolicited : List.of("\n", POOLED, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")) {
            var first = new AtomicBoolean(true);
            try (var server = new LoopbackServer(connection -> {
                while (connection.read() != null) {
                    connection.write(
                            first.getAndSet(false)
                                    ? POOLED + unsolicited
                                    : "HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\n\r\n");
                }
            })) {
                assertThat(answered(deliver(server)).status()).isEqualTo(200);

                assertThat(answered(deliver(server)).status()).as(unsolicited).isEqualTo(500);
                assertThat(server.requests()).hasSize(2);
            }
        }
    }

    @Test
    void pools_no_connection_of_http_1_0() {
        try (var server = LoopbackServer.answering("HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok")) {
            for (int i = 0; i < 3; i++) {
                assertThat(answered(deliver(server)).status()).isEqualTo(200);
            }
        }
    }

    @Test
    void opens_a_new_connection_for_a_request_that_needs_one() {
        try (var server = new LoopbackServer(connection -> {
            while (connection.read() != null) {
                connection.write(POOLED);
            }
        })) {
            deliver(server);
            int connections = server.connections();

            exchange(OutboundRequest.post(server.url("/hook"), List.of(), BODY, DEADLINE)
                    .onNewConnection());

            assertThat(server.connections()).isEqualTo(connections + 1);
        }
    }

    @Test
    void counts_a_status_as_soon_as_its_head_is_complete() throws Exception {
        for (String head : List.of(
                "204 No Content\r\nContent-Length: 5",
                "205 Reset Content\r\nContent-Length: 5",
                "407 Proxy Authentication Required\r\nContent-Length: 0",
                "503 Service Unavailable\r\nRetry-After: 2147483648\r\nContent-Length: 0",
                "503 Service Unavailable\r\nRetry-After: 99999999999999999999\r\nContent-Length: 0",
                "200 OK\r\nContent-Length: 5")) {
            try (var server = new LoopbackServer(connection -> {
                connection.read();
                connection.write("HTTP/1.1 " + head + "\r\n\r\n");
                connection.hang();
            })) {
                assertThat(answered(deliver(server)).status())
                        .as(head)
                        .isEqualTo(Integer.parseInt(head.substring(0, 3)));
                assertThat(server.requests()).hasSize(1);
            }
        }
    }

    @Test
    void waits_no_more_than_a_few_seconds_for_the_body_of_a_success() {
        try (var server = new LoopbackServer(connection -> {
            connection.read();
            connection.write("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nha");
            connection.hang();
        })) {
            Response answered =
                    answered(exchange(OutboundRequest.post(server.url("/"), List.of(), BODY, Duration.ofSeconds(20))));

            assertThat(answered.body()).isEqualTo("ha");
            assertThat(answered.timing().total()).isLessThan(PATIENCE);
        }
    }

    @Test
    void reports_every_retry_after_that_a_response_has() {
        try (var server = LoopbackServer.answering(
                response("503 Service Unavailable", "Retry-After: 30\r\nRetry-After: 120\r\n"))) {
            String retryAfter = answered(deliver(server)).retryAfter();

            assertThat(RetryAfter.parse(retryAfter, Instant.EPOCH)).contains(Duration.ofMinutes(2));
        }
    }

    @Test
    void reports_the_first_4096_bytes_of_the_body() {
        String body = "b".repeat(Response.MAX_BODY_BYTES) + "beyond";
        try (var server = LoopbackServer.answering(response("500 Internal Server Error", "", body))) {
            assertThat(answered(deliver(server)).body()).isEqualTo("b".repeat(4096));
        }
    }

    @Test
    void does_not_read_a_body_to_its_distant_end() {
        try (var server = new LoopbackServer(connection -> {
            connection.read();
            connection.write("HTTP/1.1 200 OK\r\nContent-Length: 1000000000000\r\n\r\n" + "b".repeat(8192));
            connection.hang();
        })) {
            assertThat(answered(deliver(server)).body()).isEqualTo("b".repeat(4096));
        }
    }

    @Test
    void replaces_what_is_no_utf_8() {
        try (var server = new LoopbackServer(connection -> {
            connection.read();
            connection.write("HTTP/1.1 200 OK\r\nContent-Length: 3\r\nConnection: close\r\n\r\n");
            connection.write(new byte[] {'a', (byte) 0xff, 'b'});
        })) {
            assertThat(answered(deliver(server)).body()).isEqualTo("a\ufffdb");
        }
    }

    @Test
    void reports_a_refused_connection() {
        assertThat(failure(deliver("http://127.0.0.1:" + LoopbackServer.deafPort() + "/")))
                .isEqualTo(FailureCode.CONNECT_FAILED);
    }

    @Test
    void reports_a_connection_that_ends_before_the_response() {
        try (var server = LoopbackServer.answering("")) {
            assertThat(failure(deliver(server))).isEqualTo(FailureCode.CONNECTION_LOST);
            assertThat(server.requests()).hasSize(1);
        }
    }

    @Test
    void reports_a_response_that_is_not_http() {
        try (var server = LoopbackServer.answering("220 mail.example ESMTP\r\n\r\n")) {
            assertThat(failure(deliver(server))).isEqualTo(FailureCode.INVALID_RESPONSE);
        }
    }

    @Test
    void gives_up_at_the_deadline_on_a_destination_that_never_responds() {
        try (var server = new LoopbackServer(connection -> {
            connection.read();
            connection.hang();
        })) {
            assertThat(failure(deliverInTime(server))).isEqualTo(FailureCode.TIMED_OUT);
            assertThat(server.requests()).hasSize(1);
        }
    }

    @Test
    void gives_up_at_the_deadline_on_a_response_that_never_ends() {
        try (var server = new LoopbackServer(connection -> {
            connection.read();
            connection.write("HTTP/1.1 200 OK\r\nX-Drip: ");
            connection.drip();
        })) {
            assertThat(failure(deliverInTime(server))).isEqualTo(FailureCode.TIMED_OUT);
            assertThat(server.requests()).hasSize(1);
        }
    }

    @Test
    void aborts_a_blocking_exchange_whose_thread_is_interrupted() throws Exception {
        Assumptions.assumeTrue(transport instanceof BlockingTransport);
        try (var server = new LoopbackServer(connection -> {
            connection.read();
            connection.hang();
        })) {
            var result = new AtomicReference<DeliveryResult>();
            var interrupted = new AtomicReference<Boolean>();
            var ended = new CountDownLatch(1);
            var sender = new Thread(() -> {
                result.set(deliver(server));
                interrupted.set(Thread.currentThread().isInterrupted());
                ended.countDown();
            });
            sender.start();
            server.awaitRequests(1, PATIENCE);

            sender.interrupt();

            assertThat(ended.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)).isTrue();
            assertThat(failure(result.get())).isEqualTo(FailureCode.ABORTED);
            assertThat(interrupted.get()).isTrue();
        }
    }

    @Test
    void aborts_a_blocking_exchange_on_a_thread_that_was_interrupted_before() {
        Assumptions.assumeTrue(transport instanceof BlockingTransport);
        try (var server = LoopbackServer.answering(response("200 OK", ""))) {
            Thread.currentThread().interrupt();
            DeliveryResult result = deliver(server);
            boolean interrupted = Thread.interrupted();

            assertThat(failure(result)).isEqualTo(FailureCode.ABORTED);
            assertThat(interrupted).isTrue();
        }
    }

    @Test
    void reports_an_aborted_exchange_once_as_aborted() throws Exception {
        try (var server = new LoopbackServer(connection -> {
            connection.read();
            connection.hang();
        })) {
            var results = new LinkedBlockingQueue<DeliveryResult>();
            Exchange exchange =
                    asynchronous().send(OutboundRequest.post(server.url("/"), List.of(), BODY, DEADLINE), results::add);
            server.awaitRequests(1, PATIENCE);

            exchange.abort();
            exchange.abort();

            assertThat(failure(next(results))).isEqualTo(FailureCode.ABORTED);
            exchange.abort();
            // A second result would have been reported by the end of another exchange.
            assertThat(failure(deliver("http://127.0.0.1:" + LoopbackServer.deafPort() + "/")))
                    .isEqualTo(FailureCode.CONNECT_FAILED);
            assertThat(results).isEmpty();
        }
    }

    @Test
    void reports_nothing_more_when_an_exchange_is_aborted_after_its_result() throws Exception {
        try (var server = LoopbackServer.answering(response("200 OK", ""))) {
            var results = new LinkedBlockingQueue<DeliveryResult>();
            Exchange exchange =
                    asynchronous().send(OutboundRequest.post(server.url("/"), List.of(), BODY, DEADLINE), results::add);
            assertThat(answered(next(results)).status()).isEqualTo(200);

            exchange.abort();

            assertThat(answered(deliver(server)).status()).isEqualTo(200);
            assertThat(results).isEmpty();
        }
    }

    @Test
    void aborts_one_exchange_and_no_other() throws Exception {
        var released = new CompletableFuture<Boolean>();
        try (var server = new LoopbackServer(connection -> {
            connection.read();
            released.join();
            connection.write(response("200 OK", ""));
        })) {
            var aborted = new LinkedBlockingQueue<DeliveryResult>();
            var other = new LinkedBlockingQueue<DeliveryResult>();
            var request = OutboundRequest.post(server.url("/"), List.of(), BODY, DEADLINE);
            Exchange exchange = asynchronous().send(request, aborted::add);
            asynchronous().send(request, other::add);
            server.awaitRequests(2, PATIENCE);

            exchange.abort();

            assertThat(failure(next(aborted))).isEqualTo(FailureCode.ABORTED);
            released.complete(true);
            assertThat(answered(next(other)).status()).isEqualTo(200);
        }
    }

    @Test
    void reports_a_url_that_it_would_refuse_and_never_throws() {
        for (String url : List.of("", "no url", "/hook", "ftp://ci.example/", "http://", "http:///hook")) {
            assertThat(deliver(url)).as(url).isInstanceOf(NoResponse.class);
        }
    }

    @Test
    void sends_one_options_request_without_a_body() {
        try (var server = LoopbackServer.answering(response("200 OK", ""))) {
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
    void reports_the_headers_that_the_request_asks_for() {
        try (var server = LoopbackServer.answering(
                response("200 OK", "webhook-allowed-origin: a\r\nWebHook-Allowed-Origin: b\r\nX-Other: c\r\n"))) {
            DeliveryResult result = exchange(OutboundRequest.options(
                    server.url("/"), List.of(), List.of("WebHook-Allowed-Origin", "WebHook-Allowed-Rate"), DEADLINE));

            assertThat(answered(result).headers()).isEqualTo(Map.of("WebHook-Allowed-Origin", "a, b"));
            assertThat(answered(deliver(server)).headers()).isEmpty();
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

    @Test
    void accepts_a_url_and_dials_what_it_accepted() {
        try (var server = LoopbackServer.answering(response("200 OK", ""))) {
            Destination destination = accepted(server.url("/hook?a=%41&b=c+d"));

            deliver(destination.url());

            assertThat(destination.credentials()).isNull();
            assertThat(server.requests().get(0).line()).isEqualTo("POST /hook?a=%41&b=c+d HTTP/1.1");
        }
    }

    @Test
    void takes_user_info_out_of_a_url() {
        try (var server = LoopbackServer.answering(response("200 OK", ""))) {
            String url = server.url("/hook").replace("//", "//$user:p%40ss%3Aword@");

            Destination destination = accepted(url);
            deliver(destination.url());

            assertThat(destination.url()).doesNotContain("user", "word", "@");
            assertThat(destination.credentials()).isEqualTo(new BasicCredentials("$user", "p@ss:word"));
            assertThat(server.requests().get(0).delivery().header("Authorization"))
                    .isEmpty();
        }
    }

    @Test
    void refuses_what_is_no_absolute_http_or_https_url() {
        for (String text : List.of(
                "",
                " ",
                "no url",
                "/hook",
                "//ci.example/hook",
                "ftp://ci.example/",
                "http://",
                "http:///hook",
                "mailto:a@b")) {
            assertThat(transport.check(text)).as(text).isInstanceOf(DestinationCheck.Refused.class);
        }
    }

    private Destination accepted(String url) {
        DestinationCheck check = transport.check(url);
        assertThat(check).isInstanceOf(DestinationCheck.Accepted.class);
        return ((DestinationCheck.Accepted) check).destination();
    }

    /** Delivers with a deadline that ends long before the patience of the test. */
    private DeliveryResult deliverInTime(LoopbackServer server) {
        long start = System.nanoTime();
        DeliveryResult result = exchange(OutboundRequest.post(server.url("/"), List.of(), BODY, SHORT_DEADLINE));
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(SHORT_DEADLINE.dividedBy(2), PATIENCE);
        return result;
    }

    /** Sends a request on this thread and waits for its result. */
    private DeliveryResult exchange(OutboundRequest request) {
        var result = new CompletableFuture<DeliveryResult>();
        transport.send(request, result::complete);
        return result.orTimeout(LONGEST.toMillis(), TimeUnit.MILLISECONDS).join();
    }

    /** Returns the transport as one that does not occupy the calling thread. */
    private Transport asynchronous() {
        return transport instanceof BlockingTransport blocking ? new ThreadPerExchange(blocking) : transport;
    }

    private DeliveryResult deliver(LoopbackServer server) {
        return deliver(server.url("/hook"));
    }

    private DeliveryResult deliver(String url) {
        return exchange(OutboundRequest.post(url, List.of(), BODY, DEADLINE));
    }

    private static DeliveryResult next(BlockingQueue<DeliveryResult> results) throws InterruptedException {
        DeliveryResult result = results.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        assertThat(result).as("result within " + PATIENCE).isNotNull();
        return Objects.requireNonNull(result);
    }

    private static Response answered(DeliveryResult result) {
        assertThat(result).isInstanceOf(Response.class);
        return (Response) result;
    }

    private static FailureCode failure(DeliveryResult result) {
        assertThat(result).isInstanceOf(NoResponse.class);
        return ((NoResponse) result).code();
    }

    private static String response(String status, String headers) {
        return response(status, headers, "");
    }

    private static String response(String status, String headers, String body) {
        return "HTTP/1.1 " + status + "\r\nConnection: close\r\nContent-Length: "
                + body.getBytes(StandardCharsets.UTF_8).length + "\r\n" + headers + "\r\n" + body;
    }

    private static void close(Transport transport) throws Exception {
        if (transport instanceof AutoCloseable closeable) {
            closeable.close();
        }
    }
}
