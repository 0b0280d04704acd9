package io.github.webhooks4j.console;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.Violation;
import io.github.webhooks4j.console.access.ConsoleAudit;
import io.github.webhooks4j.console.access.ConsoleGate;
import io.github.webhooks4j.console.display.BodyView;
import io.github.webhooks4j.console.display.ConsoleBrand;
import io.github.webhooks4j.console.internal.text.Messages;
import io.github.webhooks4j.engine.WebhookEngine;
import java.net.URI;
import java.time.Clock;
import java.util.Locale;
import java.util.ResourceBundle;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Builds a console. Not thread-safe. */
public final class WebhookConsoleBuilder {
    final WebhookEngine engine;
    final ConsoleGate gate;

    @Nullable URI publicBase;

    ConsoleAudit audit = ConsoleAudit.toLog();
    BodyView bodies = BodyView.asIs();
    ConsoleBrand brand = ConsoleBrand.of("Webhooks");
    Function<Locale, ResourceBundle> messages = locale -> ResourceBundle.getBundle(Messages.BUNDLE, Locale.ROOT);
    Clock clock = Clock.systemUTC();

    WebhookConsoleBuilder(WebhookEngine engine, ConsoleGate gate) {
        this.engine = engine;
        this.gate = gate;
    }

    /**
     * Sets where browsers find the console: needed behind a proxy that ends TLS or changes {@code Host}. Headers such
     * as {@code X-Forwarded-Proto} are never read. Default: what {@code Host} and the connection show.
     *
     * @param publicBase an absolute http or https URL without query and fragment
     * @throws IllegalArgumentException if it is none
     */
    public WebhookConsoleBuilder publicBase(URI publicBase) {
        String scheme = publicBase.getScheme();
        boolean web = "http".equals(scheme) || "https".equals(scheme);
        if (!web
                || publicBase.getRawAuthority() == null
                || publicBase.getRawQuery() != null
                || publicBase.getRawFragment() != null) {
            throw new IllegalArgumentException(
                    "publicBase must be an absolute http or https URL without query and fragment, was "
                            + Violation.quote(publicBase.toString()));
        }
        this.publicBase = publicBase;
        return this;
    }

    /** Sets what is notified of every action; default: {@link ConsoleAudit#toLog()}. */
    public WebhookConsoleBuilder audit(ConsoleAudit audit) {
        this.audit = requireNonNull(audit, "audit");
        return this;
    }

    /** Sets what is shown of bodies; default: {@link BodyView#asIs()}. */
    public WebhookConsoleBuilder bodies(BodyView bodies) {
        this.bodies = requireNonNull(bodies, "bodies");
        return this;
    }

    /** Sets name, colour and logo; default: the name Webhooks. */
    public WebhookConsoleBuilder brand(ConsoleBrand brand) {
        this.brand = requireNonNull(brand, "brand");
        return this;
    }

    /**
     * Sets where messages in other languages are found; default: English for all. Sentences of the engine stay English.
     *
     * @param messages called with the language that the browser prefers; returns a bundle that has all keys of the console's
     *     own, and a {@link ResourceBundle#getLocale() locale} that is what it is written in
     */
    public WebhookConsoleBuilder messages(Function<Locale, ResourceBundle> messages) {
        this.messages = requireNonNull(messages, "messages");
        return this;
    }

    /** Sets the clock; default: the system's. */
    public WebhookConsoleBuilder clock(Clock clock) {
        this.clock = requireNonNull(clock, "clock");
        return this;
    }

    /** Returns the console. */
    public WebhookConsole build() {
        return new WebhookConsole(this);
    }
}
