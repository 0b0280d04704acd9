package io.github.webhooks4j.console.internal.model;

import io.github.webhooks4j.console.access.Action;
import io.github.webhooks4j.console.access.Admission.Admitted;
import io.github.webhooks4j.console.display.ConsoleBrand;
import io.github.webhooks4j.console.exchange.FormToken;
import io.github.webhooks4j.console.internal.text.Messages;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What every page has around its content.
 *
 * @param messages the texts
 * @param base the path below which the console is mounted, without a slash at its end
 * @param assets the path of the assets, with a slash at its end
 * @param brand name and logo
 * @param visitor who looks, and what they may do; null on a page for a visitor who is not admitted
 * @param path the path of this page below the mount
 * @param done the code of what a form has just done; null for nothing
 * @param formToken what each form of the page has for a filter of the application; null for nothing
 * @param eventTypes whether there is a page of event types
 * @param leaves whether the visitor has a session to end
 * @param refresh whether a page that changes is read again every few seconds
 */
public record Shell(
        Messages messages,
        String base,
        String assets,
        ConsoleBrand brand,
        @Nullable Admitted visitor,
        String path,
        @Nullable String done,
        @Nullable FormToken formToken,
        boolean eventTypes,
        boolean leaves,
        boolean refresh) {
    /** Returns a message. */
    public String text(String key, Object... arguments) {
        return messages.text(key, arguments);
    }

    /** Returns the path of a page, for links. */
    public String url(String path) {
        return base + path;
    }

    /** Returns the path of the page of one thing; its id may be any text. */
    public String url(String kind, String id) {
        return base + kind + "/" + URLEncoder.encode(id, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** Returns whether the visitor may do this. */
    public boolean may(Action action) {
        return visitor != null && visitor.may(action);
    }

    /** Returns whether only a part of the deployment exists for the visitor. */
    public boolean scoped() {
        return visitor != null && !visitor.scope().isEverything();
    }

    /** Returns the path of the page to begin at: the overview is of the whole deployment. */
    public String start() {
        return scoped() ? "/webhooks" : "/";
    }

    /** Returns whether this page is in a part of the navigation. */
    public boolean isIn(String section) {
        return section.equals("/")
                ? path.equals("/")
                : path.equals(section)
                        || path.startsWith(section + "/")
                        || (section.equals("/deliveries")
                                && (path.startsWith("/chains/") || path.startsWith("/events/")));
    }

    /** Returns a time in UTC. */
    public String time(Instant at) {
        return messages.time(at);
    }

    /** Returns a duration in the unit that fits. */
    public String duration(Duration duration) {
        return messages.duration(duration);
    }
}
