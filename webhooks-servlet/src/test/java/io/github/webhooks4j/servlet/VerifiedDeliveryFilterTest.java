package io.github.webhooks4j.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.receiver.WebhookReceiver;
import io.github.webhooks4j.signature.VerifiedDelivery;
import io.github.webhooks4j.signature.WebhookHeaders;
import io.github.webhooks4j.signature.WebhookSecret;
import io.github.webhooks4j.signature.WebhookSigner;
import io.github.webhooks4j.signature.WebhookVerifier;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.descriptor.web.FilterDef;
import org.apache.tomcat.util.descriptor.web.FilterMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Deliveries to a real Tomcat. */
class VerifiedDeliveryFilterTest {
    private static final WebhookSecret SECRET = WebhookSecret.of("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
    private static final String BODY = "{\"name\":\"Müller\"}";

    private final Tomcat tomcat = new Tomcat();
    private final HttpClient client = HttpClient.newHttpClient();

    @TempDir
    private Path directory;

    @BeforeEach
    void start() throws LifecycleException {
        tomcat.setBaseDir(directory.toString());
        tomcat.setPort(0);
        Context ci = tomcat.addContext("/ci", new File(directory.toString()).getAbsolutePath());
        Tomcat.addServlet(ci, "hook", new Hook());
        ci.addServletMappingDecoded("/", "hook");
        filter(ci, "greedy", new GreedyFilter(), "/read/*");
        var verified = new VerifiedDeliveryFilter(WebhookReceiver.of(WebhookVerifier.of(SECRET)));
        filter(ci, "verified", verified, "/hook/*");
        filter(ci, "late", verified, "/read/*");
        tomcat.start();
    }

    @AfterEach
    void stop() throws LifecycleException {
        tomcat.stop();
        tomcat.destroy();
    }

    @Test
    void passes_a_verified_delivery_on_with_its_body() throws Exception {
        HttpResponse<String> response = send("/ci/hook/acme", BODY, BODY);

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEqualTo("msg_1 " + BODY + " " + BODY);
    }

    @Test
    void refuses_a_body_that_was_changed() throws Exception {
        HttpResponse<String> response = send("/ci/hook/acme", BODY, "{}");

        assertThat(response.statusCode()).isEqualTo(401);
        assertThat(response.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(response.body())
                .isEqualTo("{\"type\":\"about:blank\",\"title\":\"Unauthorized\",\"status\":401,"
                        + "\"detail\":\"the delivery has no valid signature\"}");
    }

    @Test
    void refuses_a_body_that_is_too_large() throws Exception {
        String large = "x".repeat(WebhookReceiver.MAX_BODY_BYTES + 1);

        assertThat(send("/ci/hook/acme", large, large).statusCode()).isEqualTo(413);
    }

    @Test
    void fails_if_a_filter_in_front_of_it_has_read_the_body() throws Exception {
        assertThat(send("/ci/read/acme", BODY, BODY).statusCode()).isEqualTo(500);
    }

    @Test
    void tells_a_servlet_that_no_filter_is_in_front_of_it() throws Exception {
        HttpResponse<String> response = send("/ci/other", BODY, BODY);

        assertThat(response.body())
                .isEqualTo("the request must have passed a VerifiedDeliveryFilter, has not; map one to its path");
    }

    private static void filter(Context context, String name, HttpFilter filter, String pattern) {
        var definition = new FilterDef();
        definition.setFilterName(name);
        definition.setFilter(filter);
        context.addFilterDef(definition);
        var mapping = new FilterMap();
        mapping.setFilterName(name);
        mapping.addURLPattern(pattern);
        context.addFilterMap(mapping);
    }

    private HttpResponse<String> send(String path, String signed, String body)
            throws IOException, InterruptedException {
        Instant now = Instant.now();
        String signature =
                WebhookSigner.of(List.of(SECRET)).sign("msg_1", now, signed.getBytes(StandardCharsets.UTF_8));
        URI url = URI.create("http://127.0.0.1:" + tomcat.getConnector().getLocalPort() + path);
        return client.send(
                HttpRequest.newBuilder(url)
                        .header("Content-Type", "application/json")
                        .header(WebhookHeaders.ID, "msg_1")
                        .header(WebhookHeaders.TIMESTAMP, Long.toString(now.getEpochSecond()))
                        .header(WebhookHeaders.SIGNATURE, signature)
                        .POST(BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }

    /** Reads the body, as a filter does that writes requests to a log. */
    private static final class GreedyFilter extends HttpFilter {
        private static final long serialVersionUID = 1;

        @Override
        protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
                throws IOException, ServletException {
            byte[] read = request.getInputStream().readAllBytes();
            assertThat(read).isNotEmpty();
            chain.doFilter(request, response);
        }
    }

    /** Responds with what it was given. */
    private static final class Hook extends HttpServlet {
        private static final long serialVersionUID = 1;

        @Override
        protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
            response.setContentType("text/plain;charset=UTF-8");
            try {
                VerifiedDelivery delivery = VerifiedDeliveryFilter.delivery(request);
                response.getWriter()
                        .print(delivery.id() + " " + new String(delivery.body(), StandardCharsets.UTF_8) + " "
                                + request.getReader().readLine());
            } catch (IllegalStateException e) {
                response.getWriter().print(e.getMessage());
            }
        }
    }
}
