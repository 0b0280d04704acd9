package io.github.webhooks4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.webhooks4j.delivery.BasicCredentials;
import io.github.webhooks4j.delivery.DeliveryResult;
import io.github.webhooks4j.delivery.DeliveryResult.NoResponse;
import io.github.webhooks4j.delivery.DeliveryResult.Response;
import io.github.webhooks4j.delivery.FailureCode;
import io.github.webhooks4j.delivery.Header;
import io.github.webhooks4j.delivery.Timing;
import io.github.webhooks4j.spi.transport.Exchange;
import io.github.webhooks4j.spi.transport.OutboundRequest;
import io.github.webhooks4j.webhook.Destination;
import io.github.webhooks4j.webhook.DestinationCheck;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ScriptedTransportTest {

    private static final String URL = "https://ci.example/hook";
    private static final String OTHER = "https://deploy.example/";
    private static final String RULE = "must be an absolute http or https URL";
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final ScriptedTransport transport = new ScriptedTransport();
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void end_the_threads() {
        threads.shutdownNow();
    }

    @Test
    void responds_200_where_there_is_no_script() {
        assertThat(deliver(URL)).isEqualTo(answered(200, null));
        transport.on(URL);
        assertThat(deliver(URL)).isEqualTo(answered(200, null));
    }

    @Test
    void responds_step_by_step_and_repeats_the_last() {
        transport.on(URL).respond(503, "2").fail(FailureCode.TIMED_OUT).respond(410);

        assertThat(deliver(URL)).isEqualTo(answered(503, "2"));
        assertThat(deliver(URL)).isEqualTo(noResponse(FailureCode.TIMED_OUT));
        assertThat(deliver(URL)).isEqualTo(answered(410, null));
        assertThat(deliver(URL)).isEqualTo(answered(410, null));
    }

    @Test
    void fails_until_a_time_and_then_goes_on_with_the_script() {
        var clock = new ManualClock();
        transport
                .on(URL)
                .failUntil(clock.instant().plus(Duration.ofHours(3)), clock)
                .respond(202);

        assertThat(deliver(URL)).isEqualTo(noResponse(FailureCode.CONNECT_FAILED));
        clock.advance(Duration.ofHours(3).minusMillis(1));
        assertThat(deliver(URL)).isEqualTo(noResponse(FailureCode.CONNECT_FAILED));
        clock.advance(Duration.ofMillis(1));
        assertThat(deliver(URL)).isEqualTo(answered(202, null));
        assertThat(deliver(URL)).isEqualTo(answered(202, null));
    }

    @Test
    void responds_200_after_a_time_of_failures_that_ends_the_script() {
        var clock = new ManualClock();
        transport.on(URL).failUntil(clock.instant().plusSeconds(1), clock);
        deliver(URL);

        clock.advance(Duration.ofSeconds(1));

        assertThat(deliver(URL)).isEqualTo(answered(200, null));
    }

    @Test
    void follows_the_script_of_each_url() {
        transport.on(URL).respond(500);
        transport.on(OTHER).respond(404);

        assertThat(deliver(URL)).isEqualTo(answered(500, null));
        assertThat(deliver(OTHER)).isEqualTo(answered(404, null));
    }

    @Test
    void replaces_the_old_script_by_a_new_one() {
        transport.on(URL).respond(500).respond(501);
        deliver(URL);

        transport.on(URL).respond(204);

        assertThat(deliver(URL)).isEqualTo(answered(204, null));
    }

    @Test
    void computes_a_result_from_the_request() {
        transport.on(URL).respond(request -> answered(200 + request.body().length, null));

        assertThat(deliver(URL)).isEqualTo(answered(204, null));
    }

    @Test
    void records_every_request() {
        var headers = List.of(new Header("webhook-id", "c_0"), new Header("webhook-attempt", "1"));
        transport.exchange(OutboundRequest.post(URL, headers, "first".getBytes(StandardCharsets.UTF_8), PATIENCE));
        deliver(OTHER);

        assertThat(transport.requests()).extracting(RecordedDelivery::url).containsExactly(URL, OTHER);
        assertThat(transport.requests(URL)).hasSize(1);
        RecordedDelivery first = transport.requests(URL).get(0);
        assertThat(first.headers()).isEqualTo(headers);
        assertThat(first.header("Webhook-Id")).contains("c_0");
        assertThat(first.header("webhook-signature")).isEmpty();
        assertThat(first.text()).isEqualTo("first");
    }

    @Test
    void hangs_until_it_is_released_and_goes_on_with_the_next_step() throws Exception {
        transport.on(URL).hang().respond(503);
        Future<DeliveryResult> hanging = threads.submit(() -> deliver(URL));
        transport.awaitRequests(1, PATIENCE);
        assertThat(hanging.isDone()).isFalse();

        transport.release();

        assertThat(get(hanging)).isEqualTo(answered(503, null));
    }

    @Test
    void hangs_each_time_if_that_is_the_last_step_and_responds_200_when_released() throws Exception {
        transport.on(URL).hang();
        for (int number = 1; number <= 2; number++) {
            Future<DeliveryResult> hanging = threads.submit(() -> deliver(URL));
            transport.awaitRequests(number, PATIENCE);
            assertThat(hanging.isDone()).isFalse();

            transport.release();

            assertThat(get(hanging)).isEqualTo(answered(200, null));
        }
    }

    @Test
    void aborts_a_hanging_request_whose_thread_is_interrupted() throws Exception {
        transport.on(URL).hang();
        Future<DeliveryResult> hanging = threads.submit(() -> {
            DeliveryResult result = deliver(URL);
            assertThat(Thread.currentThread().isInterrupted()).isTrue();
            return result;
        });
        transport.awaitRequests(1, PATIENCE);

        threads.shutdownNow();

        assertThat(get(hanging)).isEqualTo(noResponse(FailureCode.ABORTED));
    }

    @Test
    void fails_when_the_requests_that_it_waits_for_do_not_come() {
        assertThatThrownBy(() -> transport.awaitRequests(2, Duration.ofMillis(1)))
                .isInstanceOf(AssertionError.class)
                .hasMessage("the transport had 0 of 2 requests after PT0.001S");
    }

    @Test
    void accepts_every_absolute_http_or_https_url() {
        for (String url : List.of(URL, "http://10.0.0.1:8080", "HTTPS://ci.example/?a=b@c#d")) {
            assertThat(transport.check(url)).isEqualTo(new DestinationCheck.Accepted(new Destination(url, null)));
        }
    }

    @Test
    void takes_user_info_out_of_a_url_and_decodes_it() {
        assertThat(transport.check("https://$user:p%40ss+1:2@ci.example/hook@2"))
                .isEqualTo(accepted("https://ci.example/hook@2", "$user", "p@ss+1:2"));
        assertThat(transport.check("https://token@ci.example")).isEqualTo(accepted("https://ci.example", "token", ""));
    }

    @Test
    void refuses_every_other_text() {
        assertThat(transport.check("no url")).isEqualTo(new DestinationCheck.Refused(RULE, "no URL"));
        assertThat(transport.check("/hook")).isEqualTo(new DestinationCheck.Refused(RULE, "no scheme"));
        assertThat(transport.check("ftp://ci.example/")).isEqualTo(new DestinationCheck.Refused(RULE, "scheme ftp"));
        assertThat(transport.check("http:///hook")).isEqualTo(new DestinationCheck.Refused(RULE, "no host"));
    }

    @Test
    void refuses_a_url_that_the_script_refuses() {
        transport.refuse(URL, "must not be a private address");

        assertThat(transport.check(URL))
                .isEqualTo(new DestinationCheck.Refused("must not be a private address", "host ci.example"));
        assertThat(transport.check(OTHER)).isInstanceOf(DestinationCheck.Accepted.class);
    }

    @Test
    void hangs_asynchronous_requests_without_a_thread_until_they_are_released() {
        transport.on(URL).hang().respond(503);
        var results = new ArrayList<DeliveryResult>();
        transport.asynchronous().send(request(URL), results::add);
        transport.asynchronous().send(request(OTHER), results::add);
        assertThat(results).containsExactly(answered(200, null));

        transport.release();

        assertThat(results).containsExactly(answered(200, null), answered(503, null));
        assertThat(transport.requests()).hasSize(2);
    }

    @Test
    void aborts_an_asynchronous_request_once() {
        transport.on(URL).hang();
        var results = new ArrayList<DeliveryResult>();
        Exchange exchange = transport.asynchronous().send(request(URL), results::add);

        exchange.abort();
        exchange.abort();
        transport.release();

        assertThat(results).containsExactly(noResponse(FailureCode.ABORTED));
    }

    @Test
    void gives_permission_by_script() {
        transport.allowOrigin(URL, "hub.example", "60");
        var request = OutboundRequest.options(URL, List.of(), List.of(), PATIENCE);

        assertThat(((Response) transport.exchange(request)).headers())
                .isEqualTo(Map.of("WebHook-Allowed-Origin", "hub.example", "WebHook-Allowed-Rate", "60"));
        assertThat(transport.exchange(OutboundRequest.options(OTHER, List.of(), List.of(), PATIENCE)))
                .isEqualTo(answered(405, null));
        assertThat(transport.validationRequests())
                .extracting(RecordedDelivery::url)
                .containsExactly(URL, OTHER);
        assertThat(transport.requests()).isEmpty();
    }

    private DeliveryResult deliver(String url) {
        return transport.exchange(request(url));
    }

    private static OutboundRequest request(String url) {
        return OutboundRequest.post(url, List.of(), new byte[4], PATIENCE);
    }

    private static DeliveryResult get(Future<DeliveryResult> future) throws Exception {
        return future.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static DestinationCheck accepted(String url, String user, String password) {
        return new DestinationCheck.Accepted(new Destination(url, new BasicCredentials(user, password)));
    }

    private static DeliveryResult answered(int status, @Nullable String retryAfter) {
        return new Response(status, retryAfter, null, "", Timing.ofTotal(Duration.ZERO));
    }

    private static DeliveryResult noResponse(FailureCode code) {
        return new NoResponse(code, Timing.ofTotal(Duration.ZERO));
    }
}
