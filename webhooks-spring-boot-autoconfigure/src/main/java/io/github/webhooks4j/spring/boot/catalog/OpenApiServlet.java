package io.github.webhooks4j.spring.boot.catalog;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Shows one document. */
final class OpenApiServlet extends HttpServlet {
    private static final long serialVersionUID = 1;

    private final transient byte[] json;

    OpenApiServlet(String json) {
        this.json = json.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setContentType("application/json");
        response.setContentLength(json.length);
        response.getOutputStream().write(json);
    }
}
