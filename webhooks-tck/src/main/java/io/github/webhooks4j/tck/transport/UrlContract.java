package io.github.webhooks4j.tck.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.delivery.BasicCredentials;
import io.github.webhooks4j.delivery.DeliveryResult.NoResponse;
import io.github.webhooks4j.tck.server.LoopbackServer;
import io.github.webhooks4j.webhook.Destination;
import io.github.webhooks4j.webhook.DestinationCheck;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which URLs a transport accepts. */
abstract class UrlContract extends TransportFixture {
    private Destination accepted(String url) {
        DestinationCheck check = transport.check(url);
        assertThat(check).isInstanceOf(DestinationCheck.Accepted.class);
        return ((DestinationCheck.Accepted) check).destination();
    }

    UrlContract(TransportContract contract) {
        super(contract);
    }

    @Test
    void reports_a_url_that_it_would_refuse_and_never_throws() {
        for (String url : List.of("", "no url", "/hook", "ftp://ci.example/", "http://", "http:///hook")) {
            assertThat(deliver(url)).as(url).isInstanceOf(NoResponse.class);
        }
    }

    @Test
    void accepts_a_url_and_dials_what_it_accepted() {
        try (var server = LoopbackServer.responding(response("200 OK", ""))) {
            Destination destination = accepted(server.url("/hook?a=%41&b=c+d"));

            deliver(destination.url());

            assertThat(destination.credentials()).isNull();
            assertThat(server.requests().get(0).line()).isEqualTo("POST /hook?a=%41&b=c+d HTTP/1.1");
        }
    }

    @Test
    void takes_user_info_out_of_a_url() {
        try (var server = LoopbackServer.responding(response("200 OK", ""))) {
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
}
