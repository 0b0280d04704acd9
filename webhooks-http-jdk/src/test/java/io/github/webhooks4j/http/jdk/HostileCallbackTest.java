package io.github.webhooks4j.http.jdk;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.callback.Callback;
import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.delivery.DeliveryId;
import io.github.webhooks4j.delivery.RateLimit;
import io.github.webhooks4j.engine.callback.CallbackEndpoint;
import io.github.webhooks4j.engine.callback.CallbackUrls;
import io.github.webhooks4j.spi.store.Mutation;
import io.github.webhooks4j.spi.store.MutationResult;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Untrusted requests to the endpoint, byte by byte, through a real HTTP server, on a store that knows no chain. */
@Tag("hostile")
class HostileCallbackTest {
    private static final String SUCCESS = "{\"state\":\"success\"}";
    private static final DeliveryId PRUNED = new DeliveryId(new ChainId("chn_0123456789abcdef"), 3);
    private static final String HEAD =
            "POST /callbacks/x HTTP/1.1\r\nHost: hub\r\nConnection: close\r\nContent-Type: application/json\r\n";

    private final AtomicInteger lookUps = new AtomicInteger();
    private static final URI BASE = URI.create("https://hub.example/callbacks");

    private final CallbackUrls urls = urls(1);
    private final CallbackEndpoint endpoint =
            new CallbackEndpoint(Optional.of(urls), this::lookUp, Clock.systemUTC(), RateLimit.perMinute(1_000));
    private final String path = URI.create(urls.urlFor(BASE, PRUNED, 0)).getPath();
    private RawHttp http;

    @BeforeEach
    void serve() throws IOException {
        http = new RawHttp("/callbacks/", new CallbackHttpHandler(endpoint));
    }

    @AfterEach
    void close() {
        http.close();
    }

    @Test
    void responds_to_every_foreign_url_with_the_same_bytes_and_without_a_lookup() throws IOException {
        String pruned = http.post(path, SUCCESS);
        assertThat(pruned).startsWith("HTTP/1.1 404 ").contains("There is nothing to call back here.");
        assertThat(lookUps).hasValue(1);

        for (Map.Entry<String, String> forged : forgedPaths().entrySet()) {
            for (String body : new String[] {SUCCESS, "{"}) {
                assertThat(http.post(forged.getValue(), body))
                        .as(forged.getKey())
                        .isEqualTo(pruned);
            }
        }
        assertThat(lookUps).hasValue(1);
    }

    @Test
    void refuses_a_body_that_is_too_large_alike_for_every_url() throws IOException {
        String tooLarge = " ".repeat(Callback.MAX_BYTES + 1);

        String answer = http.post(path, tooLarge);

        assertThat(answer).startsWith("HTTP/1.1 413 ");
        assertThat(lookUps).hasValue(1);
        assertThat(http.post("/callbacks/forged", tooLarge)).isEqualTo(answer);
        assertThat(lookUps).hasValue(1);
    }

    @Test
    void responds_to_another_method_alike_whether_the_url_is_its_own_or_not() throws IOException {
        String get = " HTTP/1.1\r\nHost: hub\r\nConnection: close\r\n\r\n";

        String answer = http.send("GET " + path + get);

        assertThat(answer).startsWith("HTTP/1.1 405 ");
        assertThat(http.send("GET /callbacks/forged" + get)).isEqualTo(answer);
        assertThat(lookUps).hasValue(0);
    }

    @Test
    void takes_a_chunked_body_and_caps_it() throws IOException {
        String chunked =
                "POST " + path + " HTTP/1.1\r\nHost: hub\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n";
        String chunk = "2000\r\n" + " ".repeat(0x2000) + "\r\n";

        assertThat(http.send(chunked + "13\r\n" + SUCCESS + "\r\n0\r\n\r\n")).startsWith("HTTP/1.1 404 ");
        assertThat(http.send(chunked + chunk.repeat(9) + "0\r\n\r\n")).startsWith("HTTP/1.1 413 ");
        assertThat(lookUps)
                .as("the callback, and the note that the other was refused")
                .hasValue(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 100\r\n\r\n{\"state\":\"success\"}",
                "Content-Length: 9999999999\r\n\r\n{\"state\":\"success\"}",
                "Transfer-Encoding: chunked\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\n13\r\n{\"state\":\"success\"}\r\n",
                "Transfer-Encoding: chunked\r\n\r\n7fffffff\r\n{\"state\":\"success\"}"
            })
    void closes_the_connection_when_the_body_does_not_come(String rest) throws IOException {
        var impatient = new CallbackHttpHandler(endpoint, Duration.ofMillis(200));
        try (var server = new RawHttp("/callbacks/", impatient)) {
            assertThat(server.send(HEAD.replace("/callbacks/x", path) + rest)).isEmpty();
        }
        assertThat(lookUps).hasValue(0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Transfer-Encoding: chunked\r\n\r\nffffffff\r\n{}",
                "Transfer-Encoding: chunked\r\n\r\nffffffffffffffffffff\r\n{}",
                "Transfer-Encoding: chunked\r\n\r\n-5\r\n{}",
                "Transfer-Encoding: chunked\r\n\r\nzz\r\n{}"
            })
    void closes_the_connection_when_the_body_is_broken(String rest) throws IOException {
        assertThat(http.send(HEAD.replace("/callbacks/x", path) + rest)).isEmpty();
        assertThat(lookUps).hasValue(0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: -5\r\n\r\n{}",
                "Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}",
                "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n"
            })
    void leaves_lengths_that_contradict_each_other_to_the_server_which_refuses_them(String rest) throws IOException {
        assertThat(http.send(HEAD.replace("/callbacks/x", path) + rest)).startsWith("HTTP/1.1 400 ");
        assertThat(lookUps).hasValue(0);
    }

    private Map<String, String> forgedPaths() {
        String token = path.substring("/callbacks/".length());
        String name = PRUNED.chain().value() + ".3";
        String mac = token.substring(token.lastIndexOf('.') + 1);
        var paths = new LinkedHashMap<String, String>();
        for (int i = 0; i < mac.length(); i++) {
            var flipped = new StringBuilder(mac);
            flipped.setCharAt(i, mac.charAt(i) == 'A' ? 'B' : 'A');
            paths.put("mac changed at " + i, name + "." + flipped);
        }
        paths.put("no mac", name);
        paths.put("empty mac", name + ".");
        paths.put("mac cut", name + "." + mac.substring(0, 31));
        paths.put("mac twice", name + "." + mac + mac);
        paths.put("mac in base64", name + "." + mac.replace('-', '+').replace('_', '=') + "=");
        paths.put("mac of another step", token.replace(".3.", ".2."));
        paths.put("mac of another spelling of the step", token.replace(".3.", ".03."));
        paths.put("mac of another chain", token.replace("abcdef", "abcdee"));
        paths.put(
                "made with another deployment's key",
                URI.create(urls(2).urlFor(BASE, PRUNED, 0)).getPath().substring("/callbacks/".length()));
        paths.put("never made", "chn_other.0." + "A".repeat(32));
        paths.put("segments after it", token + "/more");
        paths.put("two slashes after it", token + "//");
        paths.put("dot after it", token + ".");
        paths.put("dot before it", "." + token);
        paths.put("a dot segment", token + "/..");
        paths.put("dot that is encoded twice", token.replace(".3.", "%252e3."));
        paths.put("letter that is encoded twice", token.replace("chn", "%2563hn"));
        paths.put("percent-encoded controls", "%00%0d%0aINFO%1b2J%e2%80%ae");
        paths.put("parameter", token + ";a=b");
        paths.put("upper case", token.toUpperCase(Locale.ROOT));
        paths.put("not ASCII", "\u0661.\u0663.\u00e9");
        paths.put("only dots", "...");
        paths.put("nothing", "");
        paths.put("a query only", "?" + token);
        paths.put("over-long", "x".repeat(20_000));
        paths.put("over-long chain", "x".repeat(20_000) + "." + token);
        paths.put("over-long mac", token + "x".repeat(20_000));
        paths.replaceAll((kind, segment) -> "/callbacks/" + segment);
        return paths;
    }

    private CompletableFuture<MutationResult> lookUp(Mutation change) {
        lookUps.incrementAndGet();
        return CompletableFuture.completedFuture(new MutationResult.NotFound());
    }

    private static CallbackUrls urls(int key) {
        byte[] bytes = new byte[32];
        bytes[31] = (byte) key;
        return new CallbackUrls(bytes);
    }
}
