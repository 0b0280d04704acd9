package io.github.webhooks4j.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.console.WebhookConsole;
import io.github.webhooks4j.console.access.ConsoleGate;
import io.github.webhooks4j.engine.WebhookEngine;
import io.github.webhooks4j.testkit.InMemoryStore;
import io.github.webhooks4j.testkit.ScriptedTransport;
import jakarta.servlet.Filter;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.descriptor.web.FilterDef;
import org.apache.tomcat.util.descriptor.web.FilterMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real console in a real Tomcat. */
class ConsoleServletTest {
    private static final String FORM =
            "name=CI&topic=acme%2Fapp&destination=https%3A%2F%2Fci.example%2Fhook%3Fa%3Db%26c";

    private final Tomcat tomcat = new Tomcat();
    private final WebhookEngine engine =
            WebhookEngine.builder(new InMemoryStore(), new ScriptedTransport()).build();
    private final HttpClient client = HttpClient.newHttpClient();

    @TempDir
    private Path directory;

    @BeforeEach
    void start() throws LifecycleException {
        tomcat.setBaseDir(directory.toString());
        tomcat.setPort(0);
        Context hub = tomcat.addContext("/hub", new File(directory.toString()).getAbsolutePath());
        WebhookConsole console =
                WebhookConsole.builder(engine, ConsoleGate.loopbackOnly()).build();
        Tomcat.addServlet(hub, "console", new ConsoleServlet(console));
        hub.addServletMappingDecoded("/webhooks/*", "console");
        Tomcat.addServlet(hub, "filtered", new ConsoleServlet(console));
        hub.addServletMappingDecoded("/filtered/*", "filtered");
        readParametersOf(hub, "/filtered/*");
        tomcat.start();
    }

    /** As filters do that look for a token in the form. */
    private static void readParametersOf(Context context, String pattern) {
        Filter filter = (request, response, chain) -> {
            request.getParameter("_csrf");
            chain.doFilter(request, response);
        };
        var definition = new FilterDef();
        definition.setFilterName("reading");
        definition.setFilter(filter);
        context.addFilterDef(definition);
        var mapping = new FilterMap();
        mapping.setFilterName("reading");
        mapping.addURLPattern(pattern);
        context.addFilterMap(mapping);
    }

    @AfterEach
    void stop() throws LifecycleException {
        engine.close();
        tomcat.stop();
        tomcat.destroy();
    }

    @Test
    void serves_pages_below_its_path() throws Exception {
        HttpResponse<String> page =
                client.send(HttpRequest.newBuilder(url("/webhooks/webhooks")).build(), BodyHandlers.ofString());

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("Content-Security-Policy")).isPresent();
        assertThat(page.body()).contains("href=\"/hub/webhooks/webhooks/new\"");
    }

    @Test
    void passes_a_form_on() throws Exception {
        assertThat(post("/webhooks/webhooks").statusCode()).isEqualTo(200);
        assertThat(engine.webhooks().list()).hasSize(1);
    }

    @Test
    void passes_a_form_on_whose_parameters_were_read_by_a_filter() throws Exception {
        assertThat(post("/filtered/webhooks").statusCode()).isEqualTo(200);
        assertThat(engine.webhooks()
                        .list()
                        .get(0)
                        .settings()
                        .destinations()
                        .get(0)
                        .url())
                .isEqualTo("https://ci.example/hook?a=b&c");
    }

    private HttpResponse<String> post(String path) throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(url(path))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .header("Sec-Fetch-Site", "same-origin")
                        .POST(BodyPublishers.ofString(FORM))
                        .build(),
                BodyHandlers.ofString());
    }

    private URI url(String path) {
        return URI.create("http://127.0.0.1:" + tomcat.getConnector().getLocalPort() + "/hub" + path);
    }
}
