package io.github.webhooks4j.console.internal.page;

import gg.jte.TemplateOutput;
import gg.jte.html.HtmlInterceptor;
import java.util.Map;

/** Leaves pages as their templates make them. Thread-safe. */
final class UnchangedHtml implements HtmlInterceptor {
    static final UnchangedHtml INSTANCE = new UnchangedHtml();

    private UnchangedHtml() {}

    @Override
    public void onHtmlTagOpened(String name, Map<String, Object> attributes, TemplateOutput output) {}

    @Override
    public void onHtmlTagClosed(String name, TemplateOutput output) {}
}
