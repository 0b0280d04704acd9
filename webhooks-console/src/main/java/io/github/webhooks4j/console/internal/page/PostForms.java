package io.github.webhooks4j.console.internal.page;

import gg.jte.TemplateOutput;
import gg.jte.html.HtmlInterceptor;
import gg.jte.html.escape.Escape;
import io.github.webhooks4j.console.exchange.FormToken;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes the token of the application into each form of a page that changes something. For one page, and one thread. */
final class PostForms implements HtmlInterceptor {
    private final @Nullable FormToken token;
    private boolean posts;

    /** Creates the interceptor for one page; null leaves it as its templates make it. */
    PostForms(@Nullable FormToken token) {
        this.token = token;
    }

    @Override
    public void onHtmlTagOpened(String name, Map<String, Object> attributes, TemplateOutput output) {
        posts = "post".equals(attributes.get("method"));
    }

    @Override
    public void onHtmlTagClosed(String name, TemplateOutput output) {
        if (token != null && posts) {
            output.writeContent("<input type=\"hidden\" name=\"");
            Escape.htmlAttribute(token.name(), output);
            output.writeContent("\" value=\"");
            Escape.htmlAttribute(token.reveal(), output);
            output.writeContent("\">");
        }
    }
}
