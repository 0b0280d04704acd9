package io.github.webhooks4j.console.internal.page;

import gg.jte.html.HtmlInterceptor;
import gg.jte.html.HtmlTemplateOutput;
import gg.jte.html.OwaspHtmlTemplateOutput;
import gg.jte.output.Utf8ByteOutput;
import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.console.access.Admission.Admitted;
import io.github.webhooks4j.console.exchange.ConsoleRequest;
import io.github.webhooks4j.console.exchange.ConsoleResponse;
import io.github.webhooks4j.console.internal.engine.ScopedEngine;
import io.github.webhooks4j.console.internal.html.JteproblemGenerated;
import io.github.webhooks4j.console.internal.model.ProblemModel;
import io.github.webhooks4j.console.internal.model.Shell;
import io.github.webhooks4j.console.internal.web.FormFields;
import java.net.URI;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One request of an admitted visitor, as pages see it.
 *
 * @param request the request
 * @param parameters the parameters of its path
 * @param query the fields of its query
 * @param form the fields of its form; none unless it is a POST
 * @param visitor who, and what they may do
 * @param engine the engine within their scope
 * @param shell what the page has around its content
 * @param subject to what an action is done, for the audit
 */
public record Visit(
        ConsoleRequest request,
        Map<String, String> parameters,
        FormFields query,
        FormFields form,
        Admitted visitor,
        ScopedEngine engine,
        Shell shell,
        ActionSubject subject) {
    private static final String HTML = "text/html; charset=utf-8";

    /** Returns a parameter of the path, which the route has. */
    public String parameter(String name) {
        return parameters.getOrDefault(name, "");
    }

    /** Returns a page that {@code template} writes. */
    public static ConsoleResponse page(
            Shell shell, int status, BiConsumer<HtmlTemplateOutput, HtmlInterceptor> template) {
        var out = new Utf8ByteOutput();
        template.accept(new OwaspHtmlTemplateOutput(out), new PostForms(shell.formToken()));
        return ConsoleResponse.of(status, HTML, out.toByteArray());
    }

    /** Returns a page about what was not done: the messages {@code key} and {@code key.advice}. */
    public static ConsoleResponse problem(Shell shell, int status, String key, @Nullable String detail) {
        return problem(shell, status, key, detail, null);
    }

    /** Returns such a page with a link to where the visitor can get admitted. */
    public static ConsoleResponse problem(
            Shell shell, int status, String key, @Nullable String detail, @Nullable URI login) {
        var model = new ProblemModel(
                status, shell.text(key), shell.text(key + ".advice"), detail, login == null ? null : login.toString());
        return page(shell, status, (out, forms) -> JteproblemGenerated.render(out, forms, shell, model));
    }

    /** Returns the code of what was done, which a query has after a form; null for none. */
    public static @Nullable String done(@Nullable String query) {
        return field(query, "done").flatMap(Done::known).orElse(null);
    }

    /** Returns whether the visitor has paused the refreshing of a page. */
    public static boolean isPaused(@Nullable String query) {
        return field(query, "refresh").filter("off"::equals).isPresent();
    }

    private static Optional<String> field(@Nullable String query, String name) {
        return query == null
                ? Optional.empty()
                : Arrays.stream(query.split("&", -1))
                        .filter(pair -> pair.startsWith(name + "="))
                        .map(pair -> pair.substring(name.length() + 1))
                        .findFirst();
    }

    /** Returns the page for what is unknown, or outside the visitor's scope: the same for both. */
    public ConsoleResponse notFound() {
        return problem(shell, 404, "problem.not_found", null);
    }

    /** Returns the redirect after a form to the chain that it has created. */
    public ConsoleResponse created(ChainId chain, Done done) {
        subject.created(chain.value());
        return done("/chains/" + chain, done);
    }

    /** Returns the redirect after a form, to a page that says what was done. */
    public ConsoleResponse done(String path, Done done) {
        return ConsoleResponse.seeOther(shell.base() + path + "?done=" + done.code());
    }
}
