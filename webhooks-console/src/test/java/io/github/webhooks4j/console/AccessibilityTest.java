package io.github.webhooks4j.console;

import static org.assertj.core.api.Assertions.assertThat;

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
        fixture = new ConsoleFixture();
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
        pages.addAll(List.of("/nothing", "/deliveries?status=99&from=x"));
        return pages;
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
