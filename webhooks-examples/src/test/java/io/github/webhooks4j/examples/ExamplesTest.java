package io.github.webhooks4j.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.chain.ChainState;
import io.github.webhooks4j.delivery.DeliveryResult;
import io.github.webhooks4j.delivery.Header;
import io.github.webhooks4j.okhttp.OkHttpTransport;
import io.github.webhooks4j.signature.WebhookHeaders;
import io.github.webhooks4j.signature.WebhookSecret;
import io.github.webhooks4j.signature.WebhookSigner;
import io.github.webhooks4j.spi.transport.OutboundRequest;
import io.github.webhooks4j.transport.AddressPolicy;
import io.github.webhooks4j.webhook.DestinationCheck;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExamplesTest {
    private static final String PUSH = "{\"push_data\":{\"tag\":\"v1\"},\"repository\":{\"repo_name\":\"acme/app\"}}";

    @TempDir
    private Path folder;

    private final WebhookSecret secret = WebhookSecret.generate();
    private final OkHttpTransport transport = OkHttpTransport.builder()
            .addressPolicy(AddressPolicy.allowLoopback())
            .build();
    private Hub hub;
    private CiReceiver ci;
    private DeployReceiver deploy;

    @BeforeEach
    void open() throws Exception {
        hub = new Hub(folder.resolve("hub.db"), 0);
        ci = new CiReceiver(0, secret, hub.url());
        deploy = new DeployReceiver(0, secret, hub.url(), folder.resolve("deploy.db"));
        hub.createChain("acme/app", secret, ci.url(), deploy.url());
    }

    @AfterEach
    void close() {
        deploy.close();
        ci.close();
        hub.close();
        transport.close();
    }

    @Test
    void deploys_a_push_that_ci_has_tested() throws Exception {
        ChainId chain = hub.push("acme/app", "v1").get(0);

        await().atMost(Duration.ofSeconds(20))
                .until(() -> hub.history(chain).state().equals(new ChainState.Complete(1)));
        assertThat(deploy.deployed()).containsExactly("acme/app:v1");
        assertThat(hub.history(chain)
                        .steps()
                        .get(0)
                        .callback()
                        .orElseThrow()
                        .callback()
                        .description())
                .isEqualTo("387 tests PASSED");
    }

    @Test
    void deploys_a_delivery_once_that_comes_twice() throws Exception {
        assertThat(send(deploy.url(), "msg_1", secret)).isEqualTo(200);
        assertThat(send(deploy.url(), "msg_1", secret)).isEqualTo(200);

        assertThat(deploy.deployed()).containsExactly("acme/app:v1");
    }

    @Test
    void refuses_what_another_secret_has_signed() throws Exception {
        assertThat(send(ci.url(), "msg_1", WebhookSecret.generate())).isEqualTo(401);
        assertThat(send(deploy.url(), "msg_1", WebhookSecret.generate())).isEqualTo(401);

        assertThat(deploy.deployed()).isEmpty();
    }

    private int send(URI url, String id, WebhookSecret signing) {
        byte[] body = PUSH.getBytes(StandardCharsets.UTF_8);
        Instant now = Instant.now();
        var accepted = (DestinationCheck.Accepted) transport.check(url.toString());
        List<Header> headers = List.of(
                new Header(WebhookHeaders.ID, id),
                new Header(WebhookHeaders.TIMESTAMP, Long.toString(now.getEpochSecond())),
                new Header(
                        WebhookHeaders.SIGNATURE,
                        WebhookSigner.of(List.of(signing)).sign(id, now, body)));
        var result = transport.exchange(
                OutboundRequest.post(accepted.destination().url(), headers, body, Duration.ofSeconds(10)));
        return ((DeliveryResult.Response) result).status();
    }
}
