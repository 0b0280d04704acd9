package io.github.webhooks4j.console;

import static io.github.webhooks4j.console.ConsoleFixture.CI;
import static io.github.webhooks4j.console.ConsoleFixture.DEPLOY;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.catalog.CatalogAction;
import io.github.webhooks4j.catalog.CatalogPolicy;
import io.github.webhooks4j.catalog.EventCatalog;
import io.github.webhooks4j.catalog.EventType;
import io.github.webhooks4j.console.access.Action;
import io.github.webhooks4j.console.access.Scope;
import io.github.webhooks4j.testsupport.Browser;
import io.github.webhooks4j.webhook.Webhook;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every page in a real browser: by the rules of WCAG 2.2 AA that axe checks, and with untrusted text on it. */
@Tag("browser")
class AccessibilityTest {
    private static final String HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)>'\"\u202e"
            + "a\u0301\u0302\u0303".repeat(500) + "W".repeat(400);

    private static Browser browser;
    private static ConsoleFixture fixture;
    private static ConsoleTour tour;
    private static ConsoleServer server;

    @BeforeAll
    static void open() {
        browser = Browser.open();
        fixture = new ConsoleFixture(
                engine -> engine.catalog(
                        EventCatalog.of(
                                EventType.of("order.placed")
                                        .withTitle("An order was placed")
                                        .withDescription(HOSTILE.substring(0, 2_000))
                                        .withExample("{\"order\":1}")
                                        .withSchema("{\"type\":\"object\"}"),
                                EventType.of("order.paid").deprecatedFor("use order.settled"),
                                EventType.of("audit").asHidden()),
                        CatalogPolicy.unknownTypes(CatalogAction.ACCEPT)),
                console -> console);
        tour = new ConsoleTour(fixture, HOSTILE);
        server = ConsoleServer.of(fixture.console);
    }

    @AfterAll
    static void quit() {
        if (browser != null) {
            browser.close();
            server.close();
            fixture.close();
        }
    }

    @ParameterizedTest
    @CsvSource({"1200,false", "1200,true", "320,false", "320,true"})
    void every_page_keeps_the_rules_of_accessibility(int width, boolean dark) {
        browser.show(width, dark);
        var violations = new ArrayList<String>();
        for (String page : pages()) {
            browser.go(server.url(page));
            browser.violations().forEach(violation -> violations.add(page + ": " + violation));
        }

        assertThat(violations).isEmpty();
    }

    private static List<String> pages() {
        var pages = new ArrayList<>(tour.pages);
        pages.addAll(List.of("/nothing", "/deliveries?status=99&from=x", "/types"));
        return pages;
    }

    @ParameterizedTest
    @CsvSource({"1200,false", "1200,true", "320,false", "320,true"})
    void a_page_with_both_versions_keeps_them_too(int width, boolean dark) {
        Webhook webhook = fixture.webhook("CI", "acme/app", CI);
        browser.show(width, dark);
        browser.go(server.url("/webhooks/" + webhook.id() + "/edit"));
        fixture.engine
                .webhooks()
                .update(webhook.id(), draft -> draft.name("W".repeat(100)).destinations(List.of(CI, DEPLOY)));
        browser.fill("name", "Slower");
        browser.click("Save");
        browser.complaints(); // of the status 409

        assertThat(browser.text()).contains("saved by another user", "Slower", "W".repeat(100));
        assertThat(browser.violations()).isEmpty();
        assertThat(browser.scrollsSideways()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"1200,false", "1200,true", "320,false", "320,true"})
    void the_pages_of_a_customer_keep_them_too(int width, boolean dark) {
        fixture.admit(Scope.of("acme/app"), Action.MANAGE);
        try {
            browser.show(width, dark);
            for (String page : List.of("/webhooks", "/types")) {
                browser.go(server.url(page));
                assertThat(browser.violations()).as(page).isEmpty();
                assertThat(browser.scrollsSideways()).as(page).isFalse();
            }
        } finally {
            fixture.admit(Scope.everything(), Action.ALL);
        }
    }

    @Test
    void no_page_is_wider_than_a_small_window() {
        browser.show(320, false);
        var wide = new ArrayList<String>();
        for (String page : pages()) {
            browser.go(server.url(page));
            if (browser.scrollsSideways()) {
                wide.add(page);
            }
        }

        assertThat(wide).isEmpty();
    }

    @Test
    void no_untrusted_text_runs_or_loads_anything() {
        browser.show(1200, false);
        browser.complaints();
        for (String page : tour.pages) {
            browser.go(server.url(page));
            assertThat(browser.heading()).isNotEmpty();
        }

        assertThat(browser.complaints()).isEmpty();
    }
}
