package io.github.webhooks4j.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.console.WebhookConsole;
import io.github.webhooks4j.console.access.Admission;
import io.github.webhooks4j.console.access.ConsoleGate;
import io.github.webhooks4j.console.exchange.ConsoleRequest;
import io.github.webhooks4j.console.exchange.FormToken;
import io.github.webhooks4j.engine.WebhookEngine;
import io.github.webhooks4j.testkit.InMemoryStore;
import io.github.webhooks4j.testkit.ScriptedTransport;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.startup.Tomcat;
import org.apache.catalina.valves.ValveBase;
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
        Tomcat.addServlet(
                hub,
                "seen",
                new ConsoleServlet(WebhookConsole.builder(engine, this::see).build()));
        hub.addServletMappingDecoded("/seen/*", "seen");
        filter(
                hub,
                "/seen/*",
                (request, response, chain) -> chain.doFilter(new Forwarded((HttpServletRequest) request), response));
        Tomcat.addServlet(hub, "spaced", new ConsoleServlet(console));
        hub.addServletMappingDecoded("/web hooks/*", "spaced");
        Tomcat.addServlet(hub, "guarded", new ConsoleServlet(console, request -> Optional.of(tokenOf(request))));
        hub.addServletMappingDecoded("/guarded/*", "guarded");
        filter(hub, "/guarded/*", ConsoleServletTest::requireToken);
        hub.getPipeline().addValve(new RemoteNames());
        tomcat.start();
    }

    private final List<ConsoleRequest> seen = new CopyOnWriteArrayList<>();

    private Admission see(ConsoleRequest request) {
        seen.add(request);
        return Admission.forbidden();
    }

    /** As filters do that use what a proxy, or any client, has written into headers. */
    private static final class Forwarded extends HttpServletRequestWrapper {
        Forwarded(HttpServletRequest request) {
            super(request);
        }

        @Override
        public String getRemoteAddr() {
            return super.getHeader("X-Forwarded-For");
        }

        @Override
        public boolean isSecure() {
            return true;
        }

        @Override
        public Enumeration<String> getHeaderNames() {
            return Collections.emptyEnumeration();
        }
    }

    /** As valves do that have the container look addresses up. */
    private static final class RemoteNames extends ValveBase {
        @Override
        public void invoke(Request request, Response response) throws IOException, ServletException {
            if (request.getHeader("X-Test-Remote") != null) {
                request.setRemoteAddr(request.getHeader("X-Test-Remote"));
            }
            getNext().invoke(request, response);
        }
    }

    /** As filters do that look for a token in the form. */
    private static void readParametersOf(Context context, String pattern) {
        Filter filter = (request, response, chain) -> {
            request.getParameter("_csrf");
            chain.doFilter(request, response);
        };
        filter(context, pattern, filter);
    }

    /** As Spring Security does: a form is refused unless it has the token of the request's session. */
    private static void requireToken(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        FormToken token = tokenOf((HttpServletRequest) request);
        boolean form = ((HttpServletRequest) request).getMethod().equals("POST");
        if (form && !token.reveal().equals(request.getParameter(token.name()))) {
            ((HttpServletResponse) response).setStatus(403);
        } else {
            chain.doFilter(request, response);
        }
    }

    private static FormToken tokenOf(HttpServletRequest request) {
        return FormToken.of("_csrf", "token-of-" + request.getHeader("X-Test-Session"));
    }

    private static void filter(Context context, String pattern, Filter filter) {
        var definition = new FilterDef();
        definition.setFilterName(pattern);
        definition.setFilter(filter);
        context.addFilterDef(definition);
        var mapping = new FilterMap();
        mapping.setFilterName(pattern);
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

    @Test
    void has_the_token_in_its_forms_that_a_filter_of_the_application_requires() throws Exception {
        String page = get("/guarded/webhooks/new", "X-Test-Session", "ada").body();
        assertThat(page).contains("<input type=\"hidden\" name=\"_csrf\" value=\"token-of-ada\">");

        assertThat(post("/guarded/webhooks", FORM, "X-Test-Session", "ada").statusCode())
                .isEqualTo(403);
        assertThat(engine.webhooks().list()).isEmpty();
        assertThat(post("/guarded/webhooks", FORM + "&_csrf=token-of-ada", "X-Test-Session", "ada")
                        .statusCode())
                .isEqualTo(200);
        assertThat(engine.webhooks().list()).hasSize(1);
    }

    @Test
    void knows_the_connection_from_the_container_not_from_filters() throws Exception {
        get("/seen/", "X-Forwarded-For", "192.0.2.1");

        assertThat(seen).hasSize(1);
        assertThat(seen.get(0).isFromLoopback()).isTrue();
        assertThat(seen.get(0).secure()).isFalse();
        assertThat(seen.get(0).header("x-forwarded-for")).contains("192.0.2.1");
    }

    @Test
    void looks_no_name_up() throws Exception {
        assertThat(get("/webhooks/", "X-Test-Remote", "localhost").statusCode()).isEqualTo(403);
        assertThat(get("/webhooks/", "X-Test-Remote", "1:2").statusCode()).isEqualTo(403);
        assertThat(get("/webhooks/", "X-Test-Remote", "0:0:0:0:0:0:0:1%lo").statusCode())
                .isEqualTo(200);
    }

    @Test
    void serves_pages_below_a_path_with_parameters() throws Exception {
        HttpResponse<String> page = get("/webhooks;x=1/webhooks;y=2", "Accept", "*/*");

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body()).contains("href=\"/hub/webhooks/webhooks/new\"");
    }

    @Test
    void serves_pages_below_a_path_that_needs_an_escape() throws Exception {
        assertThat(get("/web%20hooks", "Accept", "*/*").headers().firstValue("Location"))
                .contains("/hub/web%20hooks/");
        assertThat(get("/web%20hooks/webhooks", "Accept", "*/*").body())
                .contains("href=\"/hub/web%20hooks/webhooks/new\"");
    }

    @Test
    void responds_400_to_a_path_that_is_not_its_own() throws Exception {
        assertThat(get("//webhooks/webhooks", "Accept", "*/*").statusCode()).isEqualTo(400);
    }

    private HttpResponse<String> get(String path, String header, String value)
            throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(url(path)).header(header, value).build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> post(String path) throws IOException, InterruptedException {
        return post(path, FORM, "Accept", "*/*");
    }

    private HttpResponse<String> post(String path, String form, String header, String value)
            throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(url(path))
                        .header(header, value)
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .header("Sec-Fetch-Site", "same-origin")
                        .POST(BodyPublishers.ofString(form))
                        .build(),
                BodyHandlers.ofString());
    }

    private URI url(String path) {
        return URI.create("http://127.0.0.1:" + tomcat.getConnector().getLocalPort() + "/hub" + path);
    }
}
