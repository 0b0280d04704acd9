package io.github.webhooks4j.console;

import static io.github.webhooks4j.console.ConsoleFixture.CI;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.console.access.Scope;
import io.github.webhooks4j.console.portal.PortalGrant;
import io.github.webhooks4j.console.portal.PortalLinks;
import io.github.webhooks4j.testsupport.Browser;
import io.github.webhooks4j.webhook.Webhook;
import io.github.webhooks4j.webhook.WebhookStatus;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.WindowType;
import org.openqa.selenium.interactions.Actions;

/** What users do in the console, in a real browser. */
@Tag("browser")
class BrowserWalksTest {
    private static Browser browser;

    private final ConsoleFixture fixture = new ConsoleFixture();
    private final ConsoleServer server = ConsoleServer.of(fixture.console);

    @BeforeAll
    static void open() {
        browser = Browser.open();
    }

    @AfterAll
    static void quit() {
        if (browser != null) {
            browser.close();
        }
    }

    @AfterEach
    void close() {
        server.close();
        fixture.close();
    }

    @Test
    void creates_a_webhook_tests_it_and_reads_what_happened() {
        browser.go(server.url("/"));
        browser.click(browser.find("nav a[href$='/webhooks']"));
        browser.click("New webhook");
        browser.fill("name", "CI");
        browser.fill("topic", "acme/app");
        browser.fill("destination-1", CI);
        browser.click("Create");
        assertThat(browser.heading()).isEqualTo("CI");
        assertThat(browser.find("#secret-text").getText()).startsWith("whsec_");

        browser.click("Send a test");
        fixture.manual.runUntilIdle();
        browser.driver().navigate().refresh();
        assertThat(browser.text()).contains("It is complete.", "attempt 1", "200");

        browser.click("CI");
        assertThat(browser.find("svg[role=img]").getAttribute("aria-label")).isEqualTo("1 complete");
        assertThat(browser.text()).doesNotContain("whsec_");
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void corrects_what_was_entered_wrong() {
        fixture.transport.refuse("http://ci.example", "must be https");
        browser.go(server.url("/webhooks/new"));
        browser.fill("name", "CI");
        browser.fill("topic", "acme/app");
        browser.fill("destination-1", "http://ci.example");
        browser.click("Create");

        WebElement summary = browser.driver().switchTo().activeElement();
        assertThat(summary.getText()).contains("1 thing to correct", "must be https");
        browser.click("Destination 1");
        assertThat(browser.driver().switchTo().activeElement().getAttribute("id"))
                .isEqualTo("destination-1");
        browser.fill("destination-1", CI);
        browser.click("Create");

        assertThat(browser.heading()).isEqualTo("CI");
        assertThat(fixture.engine.webhooks().list()).hasSize(1);
    }

    @Test
    void resumes_what_was_interrupted() {
        fixture.transport.on(CI).respond(410).respond(200);
        Webhook webhook = fixture.webhook("CI", "acme/app", CI);
        ChainId chain = fixture.publish("push-1", "acme/app");
        fixture.engine.webhooks().enable(webhook.id());

        browser.go(server.url("/deliveries?state=interrupted"));
        browser.click(browser.find("tbody th a"));
        browser.click("Resume");
        fixture.manual.runUntilIdle();
        browser.driver().navigate().refresh();

        assertThat(browser.path()).endsWith("/chains/" + chain);
        assertThat(browser.text()).contains("It is complete.");
    }

    @Test
    void shows_a_rotated_secret_once() {
        Webhook webhook = fixture.webhook("CI", "acme/app", CI);
        browser.go(server.url("/webhooks/" + webhook.id()));
        browser.click("Rotate secret");
        browser.click("Rotate now");
        String secret = browser.find("#secret-text").getText();

        assertThat(secret)
                .isEqualTo(fixture.engine
                        .webhooks()
                        .get(webhook.id())
                        .orElseThrow()
                        .secret()
                        .reveal());
        browser.go(server.url("/webhooks/" + webhook.id()));
        assertThat(browser.driver().getPageSource()).doesNotContain(secret);
    }

    @Test
    void does_nothing_that_another_site_made_the_browser_send() {
        Webhook webhook = fixture.webhook("CI", "acme/app", CI);
        String target = server.url("/webhooks/" + webhook.id() + "/delete");
        try (var evil = ConsoleServer.ofPage("<!doctype html><title>x</title><form method=post action='"
                + target.replace("127.0.0.1", "localhost") + "'><button>Win</button></form>")) {
            browser.go(evil.origin() + "/");
            browser.click("Win");

            assertThat(browser.heading()).isEqualTo("This form came from another site");
            assertThat(fixture.engine.webhooks().get(webhook.id()).orElseThrow().status())
                    .isEqualTo(WebhookStatus.ENABLED);
        }
        browser.complaints();
    }

    @Test
    void shows_that_another_tab_was_faster() {
        Webhook webhook = fixture.webhook("CI", "acme/app", CI);
        String edit = server.url("/webhooks/" + webhook.id() + "/edit");
        browser.go(edit);
        String first = browser.driver().getWindowHandle();
        browser.driver().switchTo().newWindow(WindowType.TAB);
        browser.go(edit);
        browser.fill("name", "Second");
        browser.click("Save");
        browser.driver().close();
        browser.driver().switchTo().window(first);
        browser.fill("name", "First");
        browser.click("Save");

        assertThat(browser.text()).contains("saved by another user", "revision 2 now");
        assertThat(browser.find("#name").getAttribute("value")).isEqualTo("First");
        browser.click("Save");
        assertThat(fixture.engine
                        .webhooks()
                        .get(webhook.id())
                        .orElseThrow()
                        .settings()
                        .name())
                .isEqualTo("First");
        browser.complaints();
    }

    @Test
    void leads_a_customer_by_a_link_to_the_page_of_one_repository() {
        fixture.webhook("Other", "acme/db", CI);
        var links = new AtomicReference<PortalLinks>();
        try (var portal = ConsoleServer.of(mounted -> {
            links.set(PortalLinks.builder(fixture.engine, URI.create(mounted.url("")))
                    .clock(fixture.clock)
                    .build());
            return WebhookConsole.builder(fixture.engine, links.get().gate())
                    .clock(fixture.clock)
                    .build();
        })) {
            browser.go(portal.url("/webhooks"));
            assertThat(browser.heading()).isEqualTo("Please sign in");

            browser.go(links.get()
                    .create(PortalGrant.of(Scope.of("acme/app"), "user-17"))
                    .toString());
            assertThat(browser.driver().getCurrentUrl()).isEqualTo(portal.url("/webhooks"));
            assertThat(browser.text())
                    .contains("acme/app · Webhooks", "user-17")
                    .doesNotContain("Other");

            browser.fill("quick-name", "CI");
            browser.fill("quick-url", CI);
            browser.click("Create");
            assertThat(browser.find("#secret-text").getText()).startsWith("whsec_");
            assertThat(fixture.engine.webhooks().list())
                    .extracting(webhook -> webhook.settings().filter().topic())
                    .contains("acme/app");
        }
        browser.complaints();
    }

    @Test
    void works_without_scripts() {
        try (var plain = Browser.withoutScripts()) {
            plain.go(server.url("/webhooks/new"));
            plain.fill("name", "CI");
            plain.fill("topic", "acme/app");
            plain.fill("destination-1", CI);
            plain.click("Add a destination");
            plain.fill("destination-2", "https://deploy.example/in");
            plain.click("Create and send a test");
            assertThat(plain.heading()).isEqualTo("CI");
            fixture.manual.runUntilIdle();
            plain.click("Delete");
            plain.click("Delete now");

            assertThat(plain.text()).contains("The webhook is deleted.").doesNotContain("refreshed every");
            assertThat(fixture.engine.webhooks().list()).isEmpty();
        }
    }

    @Test
    void works_with_the_keyboard_only() {
        Webhook webhook = fixture.webhook("CI", "acme/app", CI);
        browser.go(server.url("/webhooks/" + webhook.id()));
        press(Keys.TAB, Keys.ENTER);
        assertThat(browser.driver().getCurrentUrl()).endsWith("#main");

        for (int i = 0; i < 40 && !focused().equals("Disable"); i++) {
            press(Keys.TAB);
            WebElement focus = browser.driver().switchTo().activeElement();
            assertThat(focus.getCssValue("outline-style")).as(focus.getText()).isEqualTo("solid");
        }
        browser.enter();

        assertThat(browser.text()).contains("The webhook is disabled.");
    }

    private static String focused() {
        return browser.driver().switchTo().activeElement().getText();
    }

    private static void press(Keys... keys) {
        new Actions(browser.driver()).sendKeys(keys).perform();
    }

    @Test
    void refreshes_a_page_in_view_without_losing_what_is_entered() {
        Webhook webhook = fixture.webhook("CI", "acme/app", CI);
        browser.go(server.url("/webhooks/" + webhook.id()));
        WebElement find = browser.find("#find");
        find.sendKeys("push-");

        fixture.publish("push-1", "acme/app");

        await().atMost(Duration.ofSeconds(20)).until(() -> browser.text().contains("push-1"));
        assertThat(browser.driver().switchTo().activeElement()).isEqualTo(find);
        assertThat(find.getAttribute("value")).isEqualTo("push-");
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void pauses_the_refreshing_on_request() {
        Webhook webhook = fixture.webhook("CI", "acme/app", CI);
        browser.go(server.url("/webhooks/" + webhook.id()));
        browser.click("Pause");

        assertThat(browser.find("[data-refreshes]").getAttribute("data-refreshes"))
                .isEqualTo("off");
        browser.click("Resume refreshing");
        assertThat(browser.driver().findElements(By.cssSelector("[data-refreshes=on]")))
                .hasSize(1);
    }
}
