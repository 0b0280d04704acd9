package io.github.webhooks4j.transport;

import static io.github.webhooks4j.transport.Requests.answered;
import static io.github.webhooks4j.transport.Requests.failure;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.delivery.FailureCode;
import io.github.webhooks4j.spi.transport.OutboundRequest;
import io.github.webhooks4j.tck.server.RawServer;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLSocket;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which connections carry a second request: only clean ones that are surely alive. */
@Tag("hostile")
abstract class UsedConnectionContract extends GuardedFixture {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    private static final String OTHER = "HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n";

    private static final int MORE_THAN_SOCKETS_BUFFER = 16 << 20;

    private final AtomicLong nanos = new AtomicLong();
    private final Semaphore received = new Semaphore(0);
    private final Semaphore ended = new Semaphore(0);

    @AutoClose
    private final TestedTransport transport =
            Scheme.prepared(builder()).nanoTime(nanos::get).build();

    /** How a connection ends behind a response that promised to keep it. */
    enum End {
        FIN {
            @Override
            void end(Socket raw, Socket secured) throws IOException {
                raw.close();
            }
        },
        CLOSE_NOTIFY {
            @Override
            void end(Socket raw, Socket secured) throws IOException {
                secured.close();
            }
        },
        RESET {
            @Override
            void end(Socket raw, Socket secured) throws IOException {
                RawServer.reset(raw);
            }
        },
        HALF_CLOSE {
            @Override
            void end(Socket raw, Socket secured) throws IOException {
                raw.shutdownOutput();
            }
        };

        abstract void end(Socket raw, Socket secured) throws IOException;
    }

    UsedConnectionContract(GuardedTransportContract contract) {
        super(contract);
    }

    @ParameterizedTest
    @CsvSource({
        "PLAIN, FIN",
        "PLAIN, RESET",
        "PLAIN, HALF_CLOSE",
        "TLS, FIN",
        "TLS, RESET",
        "TLS, HALF_CLOSE",
        "TLS, CLOSE_NOTIFY"
    })
    void one_that_ended_while_idle_is_not_used_again(Scheme scheme, End end) throws Exception {
        try (var server = new RawServer((raw, socket) -> {
            Socket secured = scheme.accept(socket);
            raw.readRequest(secured);
            RawServer.write(secured, OK);
            await(received);
            end.end(socket, secured);
            ended.release();
            raw.holdOpen();
        })) {
            for (int i = 0; i < 4; i++) {
                assertThat(answered(transport.exchange(Requests.to(scheme.url(server))))
                                .status())
                        .isEqualTo(200);
                received.release();
                awaitEnd();
            }

            assertThat(server.requests()).isEqualTo(4);
            assertThat(server.connections()).isEqualTo(4);
        }
    }

    @ParameterizedTest
    @EnumSource
    void one_that_is_clean_and_alive_is_used_again(Scheme scheme) throws IOException {
        try (var server = answering(scheme, OK)) {
            for (int i = 0; i < 4; i++) {
                assertThat(answered(transport.exchange(Requests.to(scheme.url(server))))
                                .body())
                        .isEqualTo("ok");
            }

            assertThat(server.connections()).isEqualTo(1);
        }
    }

    @Test
    void a_record_of_tls_itself_does_not_spoil_an_idle_connection() throws Exception {
        try (var server = new RawServer((raw, socket) -> {
            var secured = (SSLSocket) Scheme.TLS.accept(socket);
            while (true) {
                raw.readRequest(secured);
                RawServer.write(secured, OK);
                // With TLS 1.3 a key update, which is no data of the connection, as a session ticket is none.
                secured.startHandshake();
                ended.release();
            }
        })) {
            for (int i = 0; i < 3; i++) {
                assertThat(answered(transport.exchange(Requests.to(Scheme.TLS.url(server))))
                                .status())
                        .isEqualTo(200);
                awaitEnd();
            }

            assertThat(server.connections()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
                    PLAIN | \\n                                                | HTTP/1.1 200 OK~Content-Length: 2~~ok
                    TLS   | \\n                                                | HTTP/1.1 200 OK~Content-Length: 2~~ok
                    PLAIN | HTTP/1.1 200 OK~Content-Length: 2~~ok              | HTTP/1.1 200 OK~Content-Length: 2~~ok
                    TLS   | HTTP/1.1 200 OK~Content-Length: 2~~ok              | HTTP/1.1 200 OK~Content-Length: 2~~ok
                    PLAIN | HTTP/1.1 200 OK~Content-Length: 0~~                | HTTP/1.1 204 No Content~~
                    PLAIN | x                                                  | HTTP/1.1 200 OK~Content-Length: 0~~
                    TLS   | x                                                  | HTTP/1.1 200 OK~Transfer-Encoding: chunked~~2~ok~0~~
                    PLAIN | HTTP/1.1 200 OK~Content-Length: 0~~                | HTTP/1.1 200 OK~Transfer-Encoding: chunked~~2;a=b~ok~0~X-T: 1~~
                    PLAIN | HTTP/1.1 200 OK~Content-Length: 0~~                | HTTP/1.1 103 Early Hints~Link: <a>~~HTTP/1.1 200 OK~Content-Length: 2~~ok
                    """, delimiter = '|')
    void unasked_bytes_are_never_paired_with_a_later_request(Scheme scheme, String unasked, String response)
            throws IOException {
        try (var server = answeringFirst(scheme, wire(response) + wire(unasked), OTHER)) {
            assertThat(answered(transport.exchange(Requests.to(scheme.url(server))))
                            .status())
                    .isBetween(200, 204);

            for (int i = 0; i < 3; i++) {
                assertThat(answered(transport.exchange(Requests.to(scheme.url(server))))
                                .status())
                        .isEqualTo(500);
            }
            assertThat(server.requests()).isEqualTo(4);
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_response_that_comes_while_the_connection_is_idle_is_never_paired(Scheme scheme) throws Exception {
        try (var server = new RawServer((raw, socket) -> {
            Socket secured = scheme.accept(socket);
            if (raw.connections() > 1) {
                raw.readRequest(secured);
                RawServer.write(secured, OTHER);
                raw.holdOpen();
                return;
            }
            raw.readRequest(secured);
            RawServer.write(secured, OK);
            await(received);
            RawServer.write(secured, OK);
            ended.release();
            raw.holdOpen();
        })) {
            assertThat(answered(transport.exchange(Requests.to(scheme.url(server))))
                            .status())
                    .isEqualTo(200);
            received.release();
            awaitEnd();

            assertThat(answered(transport.exchange(Requests.to(scheme.url(server))))
                            .status())
                    .isEqualTo(500);
            assertThat(server.requests()).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @EnumSource
    void one_with_unasked_bytes_is_closed_at_once(Scheme scheme) throws IOException {
        try (var server = answeringFirst(scheme, OK + "\n", OTHER)) {
            transport.exchange(Requests.to(scheme.url(server)));

            server.awaitHangUp();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok",
                "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok",
                "HTTP/1.1 200 OK\r\nConnection: x, Close\r\nContent-Length: 2\r\n\r\nok",
                "HTTP/1.1 200 OK\r\nConnection: close\r\nConnection: x\r\nContent-Length: 2\r\n\r\nok",
                "HTTP/1.1 200 OK\r\nKeep-Alive: timeout=0\r\nContent-Length: 2\r\n\r\nok",
                "HTTP/1.1 200 OK\r\nKeep-Alive: timeout=5, max=0\r\nContent-Length: 2\r\n\r\nok",
                "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 2\r\n\r\nok",
                "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n"
            })
    void one_whose_response_ends_it_is_closed_and_not_used_again(String response) throws IOException {
        try (var server = answering(Scheme.PLAIN, response)) {
            for (int i = 0; i < 2; i++) {
                assertThat(answered(transport.exchange(Requests.to(server.url())))
                                .status())
                        .isEqualTo(200);
                server.awaitHangUp();
            }

            assertThat(server.connections()).isEqualTo(2);
        }
    }

    @Test
    void uses_a_connection_of_http_1_0_again_when_the_server_asks_for_it() throws IOException {
        try (var server =
                answering(Scheme.PLAIN, "HTTP/1.0 200 OK\r\nConnection: Keep-Alive\r\nContent-Length: 2\r\n\r\nok")) {
            transport.exchange(Requests.to(server.url()));
            transport.exchange(Requests.to(server.url()));

            assertThat(server.connections()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "timeout=1, 499, 1",
        "timeout=1, 501, 2",
        "timeout=3, 1999, 1",
        "timeout=3, 2001, 2",
        "'max=100, Timeout=\"2\"', 1001, 2",
        "timeout=100, 3999, 1",
        "timeout=100, 4001, 2",
        "nonsense, 3999, 1"
    })
    void waits_for_the_stated_time_less_a_margin(String keepAlive, long idleMillis, int connections)
            throws IOException {
        try (var server = answering(
                Scheme.PLAIN,
                "HTTP/1.1 200 OK\r\nConnection: keep-alive\r\nKeep-Alive: " + keepAlive
                        + "\r\nContent-Length: 2\r\n\r\nok")) {
            transport.exchange(Requests.to(server.url()));
            nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(idleMillis));

            transport.exchange(Requests.to(server.url()));

            assertThat(server.connections()).isEqualTo(connections);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {4096, 4097, 100_000})
    void one_whose_response_is_longer_than_what_is_stored_is_used_again(int length) throws Exception {
        int requests = 20;
        try (var server = new MockWebServer()) {
            server.start();
            Set<Integer> connections = new HashSet<>();
            for (int i = 0; i < requests; i++) {
                server.enqueue(
                        new MockResponse.Builder().body("b".repeat(length)).build());
                String url = "http://hooks.test:" + server.getPort() + "/in";
                assertThat(answered(transport.exchange(Requests.to(url))).body())
                        .hasSize(4096);
                connections.add(server.takeRequest().getConnectionIndex());
            }

            // A request that is sent before the rest of the last body came has a connection of its own.
            assertThat(connections).hasSizeLessThan(requests);
        }
    }

    @ParameterizedTest
    @EnumSource
    void one_that_has_its_greatest_age_is_not_used_again(Scheme scheme) throws IOException {
        try (var server = answering(scheme, OK)) {
            for (int seconds = 0; seconds <= 60; seconds += 3) {
                transport.exchange(Requests.to(scheme.url(server)));
                nanos.addAndGet(TimeUnit.SECONDS.toNanos(3));
            }

            assertThat(server.connections()).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @EnumSource
    void loses_no_request_when_a_server_ends_each_connection_after_two(Scheme scheme) throws Exception {
        try (var server = new RawServer((raw, socket) -> {
                    Socket secured = scheme.accept(socket);
                    for (int i = 0; i < 2; i++) {
                        raw.readRequest(secured);
                        RawServer.write(
                                secured,
                                i == 0 ? OK : "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok");
                    }
                });
                var threads = new Executor(40)) {
            var results = new ArrayList<CompletableFuture<Integer>>();
            for (int i = 0; i < 200; i++) {
                results.add(CompletableFuture.supplyAsync(
                        () -> answered(transport.exchange(Requests.to(scheme.url(server))))
                                .status(),
                        threads.service));
            }

            for (CompletableFuture<Integer> result : results) {
                assertThat(result.get()).isEqualTo(200);
            }
            assertThat(server.requests()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_request_lost_on_a_used_connection_before_a_response_has_a_code_of_its_own(Scheme scheme) throws IOException {
        try (var server = losingSecond(scheme, "")) {
            assertThat(answered(transport.exchange(Requests.to(scheme.url(server))))
                            .status())
                    .isEqualTo(200);

            assertThat(failure(transport.exchange(Requests.to(scheme.url(server)))))
                    .isEqualTo(FailureCode.REUSED_CONNECTION_LOST);
            assertThat(server.requests()).isEqualTo(2);
            assertThat(server.connections()).isEqualTo(1);
        }
    }

    @Test
    void a_request_lost_on_a_used_connection_within_a_response_is_lost_as_any_other() throws IOException {
        try (var server = losingSecond(Scheme.PLAIN, "HTTP/1.1 2")) {
            transport.exchange(Requests.to(server.url()));

            assertThat(failure(transport.exchange(Requests.to(server.url())))).isEqualTo(FailureCode.CONNECTION_LOST);
        }
    }

    @Test
    void a_request_lost_on_a_new_connection_is_lost_as_any_other() throws IOException {
        try (var server = new RawServer((raw, socket) -> raw.readRequest(socket))) {
            assertThat(failure(transport.exchange(Requests.to(server.url())))).isEqualTo(FailureCode.CONNECTION_LOST);
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_request_that_needs_a_new_connection_gets_one_which_is_then_shared(Scheme scheme) throws IOException {
        try (var server = answering(scheme, OK)) {
            transport.exchange(Requests.to(scheme.url(server)));
            assertThat(server.connections()).isEqualTo(1);

            transport.exchange(Requests.to(scheme.url(server)).onNewConnection());
            assertThat(server.connections()).isEqualTo(2);

            transport.exchange(Requests.to(scheme.url(server)));
            assertThat(server.connections()).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_request_is_never_written_into_the_rest_of_the_one_before(Scheme scheme) throws IOException {
        try (var server = new RawServer((raw, socket) -> {
            Socket secured = scheme.accept(socket);
            if (raw.connections() == 1) {
                RawServer.readHead(secured);
                RawServer.write(secured, "HTTP/1.1 401 Who\r\nContent-Length: 0\r\n\r\n");
                // A transport may also read no response before it has written the request.
                endedWithin(300, received);
                secured.getInputStream().readNBytes(MORE_THAN_SOCKETS_BUFFER);
            }
            while (true) {
                raw.readRequest(secured);
                RawServer.write(secured, OK);
            }
        })) {
            var large = OutboundRequest.post(
                    scheme.url(server), List.of(), new byte[MORE_THAN_SOCKETS_BUFFER], Duration.ofSeconds(20));
            assertThat(answered(transport.exchange(large)).status()).isEqualTo(401);
            received.release();

            assertThat(answered(transport.exchange(Requests.to(scheme.url(server))))
                            .status())
                    .isEqualTo(200);
            assertThat(server.requests()).isEqualTo(1);
        }
    }

    private void awaitEnd() {
        await(ended);
    }

    private static void await(Semaphore semaphore) {
        assertThat(endedWithin(10_000, semaphore)).isTrue();
    }

    private static boolean endedWithin(long millis, Semaphore semaphore) {
        try {
            return semaphore.tryAcquire(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static String wire(String text) {
        return text.replace("~", "\r\n").replace("\\n", "\n");
    }

    private static RawServer answering(Scheme scheme, String response) throws IOException {
        return answeringFirst(scheme, response, response);
    }

    /** Responds to the first request of all with one text, to all others with another, and keeps connections open. */
    private static RawServer answeringFirst(Scheme scheme, String first, String others) throws IOException {
        return new RawServer((raw, socket) -> {
            Socket secured = scheme.accept(socket);
            while (true) {
                raw.readRequest(secured);
                RawServer.write(secured, raw.requests() == 1 ? first : others);
            }
        });
    }

    private static RawServer losingSecond(Scheme scheme, String response) throws IOException {
        return new RawServer((raw, socket) -> {
            Socket secured = scheme.accept(socket);
            raw.readRequest(secured);
            RawServer.write(secured, OK);
            raw.readRequest(secured);
            RawServer.write(secured, response);
        });
    }

    private static final class Executor implements AutoCloseable {
        private final ExecutorService service;

        Executor(int threads) {
            this.service = Executors.newFixedThreadPool(threads);
        }

        @Override
        public void close() {
            service.shutdownNow();
        }
    }
}
