package io.github.webhooks4j.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.webhooks4j.callback.Callback;
import io.github.webhooks4j.delivery.DeliveryResult;
import io.github.webhooks4j.delivery.DeliveryResult.NoResponse;
import io.github.webhooks4j.delivery.DeliveryResult.Response;
import io.github.webhooks4j.delivery.FailureCode;
import io.github.webhooks4j.payload.PushPayload;
import io.github.webhooks4j.tck.server.RawServer;
import io.github.webhooks4j.transport.CallbackResult.Accepted;
import io.github.webhooks4j.transport.CallbackResult.NoCallbackUrl;
import io.github.webhooks4j.transport.CallbackResult.NotDelivered;
import io.github.webhooks4j.transport.CallbackResult.Refused;
import io.github.webhooks4j.transport.CallbackResult.UrlNotAllowed;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okhttp3.Headers;
import okio.ByteString;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

abstract class CallbackClientContract extends GuardedFixture {
    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");

    @AutoClose
    private final MockWebServer hub = new MockWebServer();

    private final List<Duration> pauses = new ArrayList<>();
    private final Queue<String> lookups = new ConcurrentLinkedQueue<>();

    @AutoClose
    private final TestedTransport guarded =
            builder().nameResolver(this::unknown).build();

    @AutoClose
    private final TestedTransport loopback =
            builder().addressPolicy(AddressPolicy.allowLoopback()).build();

    @AutoClose
    private final TestedTransport unresolving = builder()
            .addressPolicy(AddressPolicy.allowLoopback())
            .nameResolver(this::unknown)
            .build();

    @AutoClose
    private final CallbackClient client;

    CallbackClientContract(GuardedTransportContract contract) throws IOException {
        super(contract);
        hub.start();
        client = trial(authority()).build();
    }

    @Test
    void posts_the_callback_as_json() throws InterruptedException {
        answer(200);
        Callback callback =
                Callback.success().withDescription("387 tests passed").withContext("CI by Acme");

        assertThat(client.send(url(), callback)).isEqualTo(new Accepted(200, 1));

        RecordedRequest request = hub.takeRequest();
        assertThat(request.getRequestLine()).isEqualTo("POST /u/token HTTP/1.1");
        assertThat(request.getBody())
                .isEqualTo(ByteString.encodeUtf8(
                        "{\"state\":\"success\",\"description\":\"387 tests passed\",\"context\":\"CI by Acme\"}"));
        assertThat(request.getHeaders().get("Content-Type")).isEqualTo("application/json");
        assertThat(request.getHeaders().get("User-Agent")).isEqualTo("Webhooks4j/0.1.0");
    }

    @Test
    void sends_a_callback_to_the_callback_url_of_the_payload() throws InterruptedException {
        answer(200);
        PushPayload payload =
                payload("{\"callback_url\":\"" + url() + "\",\"repository\":{\"repo_name\":\"acme/app\"}}");

        assertThat(client.send(payload, Callback.failure())).isEqualTo(new Accepted(200, 1));

        assertThat(hub.takeRequest().getBody()).isEqualTo(ByteString.encodeUtf8("{\"state\":\"failure\"}"));
    }

    @Test
    void a_payload_without_callback_url_asks_for_nothing() {
        PushPayload payload = payload("{\"repository\":{\"repo_name\":\"acme/app\"}}");

        assertThat(client.send(payload, Callback.success())).isEqualTo(new NoCallbackUrl());

        assertThat(hub.getRequestCount()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {300, 307, 400, 401, 404, 407, 409, 410, 413, 422})
    void stops_at_once_when_the_callback_is_refused(int status) {
        answer(status, "no");

        assertThat(client.send(url(), Callback.success())).isEqualTo(new Refused(status, "no", 1));

        assertThat(pauses).isEmpty();
        assertThat(hub.getRequestCount()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 429, 500, 502, 503, 504, 599})
    void sends_again_when_the_hub_may_recover(int status) {
        answer(status);
        answer(204);

        assertThat(client.send(url(), Callback.success())).isEqualTo(new Accepted(204, 2));

        assertThat(hub.getRequestCount()).isEqualTo(2);
    }

    @Test
    void sends_again_at_once_on_a_new_connection_when_a_used_one_is_lost() throws IOException {
        try (var lossy = RawServer.losingEverySecond();
                var sender = trial("127.0.0.1:" + lossy.port()).build()) {
            URI url = URI.create(lossy.url());

            assertThat(sender.send(url, Callback.success())).isEqualTo(new Accepted(200, 1));
            assertThat(sender.send(url, Callback.success())).isEqualTo(new Accepted(200, 2));

            assertThat(pauses).isEmpty();
            assertThat(lossy.requests()).isEqualTo(3);
            assertThat(lossy.connections()).isEqualTo(2);
        }
    }

    @Test
    void uses_no_connection_again_that_ended_while_it_was_idle() throws IOException {
        try (var closing = RawServer.closingAfterEach();
                var sender = trial("127.0.0.1:" + closing.port()).build()) {
            URI url = URI.create(closing.url());

            for (int i = 0; i < 3; i++) {
                assertThat(sender.send(url, Callback.success())).isEqualTo(new Accepted(200, 1));
                closing.awaitEnd();
            }
        }
    }

    @Test
    void stops_after_five_attempts_with_growing_pauses() {
        for (int i = 0; i < 6; i++) {
            answer(503);
        }

        CallbackResult result = client.send(url(), Callback.success());

        assertThat(result.attempts()).isEqualTo(5);
        assertThat(last(result))
                .isInstanceOfSatisfying(
                        Response.class,
                        answered -> assertThat(answered.status()).isEqualTo(503));
        assertThat(hub.getRequestCount()).isEqualTo(5);
        assertThat(pauses).hasSize(4);
        for (int i = 0; i < 4; i++) {
            long gapMillis = 500L << i;
            assertThat(pauses.get(i).toMillis()).isBetween(gapMillis * 8 / 10, gapMillis * 12 / 10);
        }
    }

    @Test
    void sends_again_without_a_response() throws IOException {
        var gone = RawServer.responding("");
        gone.close();
        CallbackResult result;
        try (var client = trial("127.0.0.1:" + gone.port()).build()) {
            result = client.send(URI.create(gone.url()), Callback.success());
        }

        assertThat(result.attempts()).isEqualTo(5);
        assertThat(last(result))
                .isInstanceOfSatisfying(
                        NoResponse.class, lost -> assertThat(lost.code()).isEqualTo(FailureCode.CONNECT_FAILED));
    }

    @Test
    void honours_retry_after_up_to_30_seconds() {
        answer(429, "", "Retry-After", "7");
        answer(503, "", "Retry-After", "Sun, 01 Mar 2026 10:00:09 GMT");
        answer(503, "", "Retry-After", "3600");
        answer(200);

        assertThat(client.send(url(), Callback.success())).isEqualTo(new Accepted(200, 4));

        assertThat(pauses).containsExactly(Duration.ofSeconds(7), Duration.ofSeconds(9), Duration.ofSeconds(30));
    }

    @Test
    void never_waits_less_than_its_own_gap() {
        answer(503, "", "Retry-After", "0");
        answer(200);

        client.send(url(), Callback.success());

        assertThat(pauses).hasSize(1);
        assertThat(pauses.get(0)).isGreaterThanOrEqualTo(Duration.ofMillis(400));
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.1", "169.254.169.254", "[fd00::1]"})
    void an_allowed_host_at_a_special_address_is_denied_at_once(String host) {
        try (var strict = trial(host).build()) {
            CallbackResult result = strict.send(URI.create("http://" + host + "/u"), Callback.success());

            assertThat(last(result))
                    .isInstanceOfSatisfying(
                            NoResponse.class,
                            denied -> assertThat(denied.code()).isEqualTo(FailureCode.ADDRESS_DENIED));
            assertThat(result.attempts()).isEqualTo(1);
            assertThat(pauses).isEmpty();
        }
    }

    @Test
    void denies_loopback_by_default() {
        try (var strict = CallbackClient.builder(Set.of(authority()), guarded.port())
                .allowPlainHttp()
                .build()) {
            assertThat(last(strict.send(url(), Callback.success())))
                    .isInstanceOfSatisfying(
                            NoResponse.class,
                            denied -> assertThat(denied.code()).isEqualTo(FailureCode.ADDRESS_DENIED));

            assertThat(hub.getRequestCount()).isZero();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "https://sub.hub.test/u, sub.hub.test:443",
        "https://hub.test.evil.test/u, hub.test.evil.test:443",
        "https://hub.test./u, hub.test.:443",
        "https://hub.test@evil.test/u, evil.test:443",
        "https://evil.test/hub.test, evil.test:443",
        "https://evil.test?hub.test, evil.test:443",
        "https://hub.test:8443/u, hub.test:8443",
        "https://port.test/u, port.test:443",
        "https://127.0.0.2/u, 127.0.0.2:443",
    })
    void asks_no_name_server_for_a_host_or_port_that_is_not_on_the_list(String url, String actual) {
        try (var restricted = restricted().build()) {
            CallbackResult result = restricted.send(URI.create(url), Callback.success());

            assertThat(result).isEqualTo(new UrlNotAllowed("must have an allowed host and port", '"' + actual + '"'));
            assertThat(result.attempts()).isZero();
            assertThat(lookups).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://hub.test/u", "https://HUB.Test:443/u", "https://port.test:8443/u"})
    void sends_to_a_host_on_the_list_and_its_port(String url) {
        try (var restricted = restricted().build()) {
            CallbackResult result = restricted.send(URI.create(url), Callback.success());

            assertThat(result).isInstanceOf(NotDelivered.class);
            assertThat(lookups).isNotEmpty();
        }
    }

    @Test
    void sends_to_https_only_by_default() {
        answer(200);
        try (var strict =
                CallbackClient.builder(Set.of(authority()), loopback.port()).build()) {
            assertThat(strict.send(url(), Callback.success()))
                    .isEqualTo(new UrlNotAllowed("must begin with https://", "http://"));
            assertThat(client.send(url(), Callback.success())).isEqualTo(new Accepted(200, 1));

            assertThat(hub.getRequestCount()).isEqualTo(1);
        }
    }

    @Test
    void refuses_an_allowed_host_in_a_url_that_other_parsers_read_differently() {
        try (var odd = trial("127.1").build()) {
            assertThat(odd.send(URI.create("http://127.1/u"), Callback.success()))
                    .isEqualTo(new UrlNotAllowed("must spell an IPv4 address as four plain decimals", "\"127.1\""));
            assertThat(odd.send(URI.create("mailto:hub@acme.test"), Callback.success()))
                    .isEqualTo(
                            new UrlNotAllowed("must begin with http:// or https:// and a host", "one that does not"));
        }
    }

    @Test
    void knows_where_docker_hub_takes_callbacks() {
        try (var docker = CallbackClient.builder(CallbackClient.DOCKER_HUB, guarded.port())
                .pausing(wait -> false, Clock.systemUTC(), new SplittableRandom(1))
                .build()) {
            assertThat(docker.send(
                            URI.create("https://registry.hub.docker.com/u/acme/app/hook/2141b5/"), Callback.success()))
                    .isInstanceOf(NotDelivered.class);
            assertThat(docker.send(URI.create("https://hub.docker.com/u/acme/app/hook/2141b5/"), Callback.success()))
                    .isInstanceOf(UrlNotAllowed.class);

            assertThat(lookups).containsExactly("registry.hub.docker.com");
        }
    }

    @Test
    void is_not_made_without_a_host() {
        assertThatThrownBy(() -> CallbackClient.builder(Set.of(), loopback.port()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("allowedHosts must be at least one host, was none");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ":443", "hub.test:", "hub.test:0", "hub.test:65536", "hub.test:https", "::1", "[::1"})
    void refuses_an_allowed_host_that_is_malformed(String host) {
        assertThatThrownBy(() -> CallbackClient.builder(Set.of(host), loopback.port()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("an allowed host must be host or host:port, was \"" + host + "\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"hub.test/u", "user@hub.test", "*.hub.test?", "hub test"})
    void refuses_an_allowed_host_that_is_none(String host) {
        assertThatThrownBy(() -> CallbackClient.builder(Set.of(host), loopback.port()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a host must be a name or an address, was \"" + host + "\"");
    }

    @Test
    void an_interrupted_pause_ends_it_with_what_the_last_attempt_brought() {
        answer(503);
        try (var interrupted = trial(authority())
                .pausing(
                        wait -> {
                            throw new InterruptedException();
                        },
                        Clock.systemUTC(),
                        new SplittableRandom(1))
                .build()) {
            CallbackResult result = interrupted.send(url(), Callback.success());

            assertThat(Thread.interrupted()).isTrue();
            assertThat(result.attempts()).isEqualTo(1);
            assertThat(last(result)).isInstanceOf(Response.class);
        }
    }

    @Test
    void close_ends_a_pause() throws InterruptedException {
        answer(503, "", "Retry-After", "30");
        var waiting = CallbackClient.builder(Set.of(authority()), loopback.port())
                .allowPlainHttp()
                .build();
        var results = new ArrayList<CallbackResult>();
        var thread = new Thread(() -> results.add(waiting.send(url(), Callback.success())));
        thread.start();
        hub.takeRequest();

        waiting.close();
        thread.join(5_000);

        assertThat(results)
                .singleElement()
                .satisfies(result -> assertThat(result.attempts()).isEqualTo(1));
    }

    @Test
    void does_not_show_the_untrusted_body_in_a_log() {
        assertThat(new Refused(400, "<script>", 1)).hasToString("Refused[status=400, attempts=1]");
    }

    private CallbackClient.Builder trial(String... hosts) {
        return trial(loopback, hosts);
    }

    private CallbackClient.Builder trial(TestedTransport transport, String... hosts) {
        return CallbackClient.builder(Set.of(hosts), transport.port())
                .allowPlainHttp()
                .callTimeout(Duration.ofSeconds(5))
                .pausing(
                        wait -> {
                            pauses.add(wait);
                            return true;
                        },
                        Clock.fixed(NOW, ZoneOffset.UTC),
                        new SplittableRandom(1));
    }

    private CallbackClient.Builder restricted() {
        return trial(unresolving, "Hub.Test", "port.test:8443");
    }

    private List<InetAddress> unknown(String host) throws UnknownHostException {
        lookups.add(host);
        throw new UnknownHostException(host);
    }

    private URI url() {
        return URI.create("http://" + authority() + "/u/token");
    }

    private String authority() {
        return "127.0.0.1:" + hub.getPort();
    }

    private void answer(int status) {
        answer(status, "");
    }

    private void answer(int status, String body, String... headers) {
        hub.enqueue(new MockResponse.Builder()
                .code(status)
                .headers(Headers.of(headers))
                .body(body)
                .build());
    }

    private static PushPayload payload(String json) {
        return PushPayload.parse(json.getBytes(StandardCharsets.UTF_8));
    }

    private static DeliveryResult last(CallbackResult result) {
        assertThat(result).isInstanceOf(NotDelivered.class);
        return ((NotDelivered) result).last();
    }
}
