package io.github.webhooks4j.console;

import static io.github.webhooks4j.console.ConsoleFixture.CI;
import static io.github.webhooks4j.console.ConsoleFixture.DEPLOY;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.console.access.Action;
import io.github.webhooks4j.console.access.Scope;
import io.github.webhooks4j.delivery.DeliveryResult;
import io.github.webhooks4j.delivery.FailureCode;
import io.github.webhooks4j.delivery.Timing;
import io.github.webhooks4j.event.Event;
import io.github.webhooks4j.testsupport.Browser;
import io.github.webhooks4j.webhook.Webhook;
import io.github.webhooks4j.webhook.WebhookDraft;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.OutputType;

/** The pictures of the documents, which {@code -Dwebhooks.screenshots=DIRECTORY} writes. */
@Tag("browser")
class ScreenshotsTest {
    private static final int MOST_BYTES = 60 * 1024;
    private static final String PARTNER = "https://hooks.partner.example/in?token=abc";
    private static final String MIRROR = "https://mirror.example/hook";
    private static final int EVENTS = 80;

    private static Browser browser;
    private static ConsoleFixture fixture;
    private static ConsoleServer server;
    private static Webhook partner;
    private static ChainId retried;

    @BeforeAll
    static void open() {
        browser = Browser.open();
        fixture = new ConsoleFixture();
        server = ConsoleServer.of(fixture.console);
        fixture.webhook("CI, then deploy", "acme/app", CI, DEPLOY);
        Webhook mirror = fixture.webhook("Old mirror", "acme/db", MIRROR);
        partner = fixture.engine
                .webhooks()
                .create(WebhookDraft.builder("Partner CI", "acme/*", List.of(PARTNER))
                        .tags(List.of("v*"))
                        .build());
        fixture.transport.on(CI).respond(request -> response(202, ""));
        fixture.transport.on(MIRROR).respond(410);
        publishForAnHour();
        fixture.publish("push-db-1", "acme/db");
        assertThat(fixture.engine.webhooks().get(mirror.id())).isPresent();
        retried = retriedAtTheSecondStep();
    }

    /** Most deliveries succeed, and for ten minutes one destination fails. */
    private static void publishForAnHour() {
        var random = new Random(1);
        for (int number = 0; number < EVENTS; number++) {
            boolean failing = number > 50 && number < 62;
            if (failing) {
                fixture.transport.on(PARTNER).fail(FailureCode.TIMED_OUT);
            } else {
                fixture.transport.on(PARTNER).respond(request -> response(200, ""));
            }
            publish("push-" + (1000 + number));
            fixture.advance(Duration.ofSeconds(20 + random.nextInt(48)));
        }
    }

    private static void publish(String id) {
        var unused = fixture.engine.publish(Event.builder("push")
                .id(id)
                .topic("acme/web")
                .tag("v1.4")
                .body("{\"push_data\":{\"tag\":\"v1.4\",\"pusher\":\"ada\"}}")
                .build());
        fixture.manual.runUntilIdle();
    }

    private static ChainId retriedAtTheSecondStep() {
        fixture.transport.on(DEPLOY).respond(request -> response(503, "{\"error\":\"draining\"}"));
        ChainId chain = fixture.publish("push-917", "acme/app");
        fixture.advance(Duration.ofSeconds(8));
        fixture.callBack(
                CI,
                "{\"state\":\"success\",\"description\":\"build 77 is green\",\"context\":\"CI\","
                        + "\"target_url\":\"https://ci.example/builds/77\"}");
        fixture.advance(Duration.ofSeconds(30));
        return chain;
    }

    private static DeliveryResult.Response response(int status, String body) {
        return new DeliveryResult.Response(
                status,
                null,
                null,
                body,
                new Timing(Duration.ofMillis(84), Duration.ofMillis(31), Duration.ofMillis(50), Duration.ofMillis(3)));
    }

    @AfterAll
    static void quit() {
        if (browser != null) {
            browser.close();
            server.close();
            fixture.close();
        }
    }

    @Test
    void shows_the_overview() throws IOException {
        show("overview", "/", false);
        show("overview-dark", "/", true);
    }

    @Test
    void shows_webhooks_and_one_of_them() throws IOException {
        show("webhooks", "/webhooks", false);
        show("webhook", "/webhooks/" + partner.id(), false);
    }

    @Test
    void shows_a_delivery_with_its_timeline() throws IOException {
        show("delivery", "/chains/" + retried, false);
    }

    @Test
    void shows_the_form() throws IOException {
        show("form", "/webhooks/new", false);
    }

    @Test
    void shows_the_customers_page() throws IOException {
        fixture.admit(Scope.of("acme/app"), Action.MANAGE);
        try {
            show("customers", "/webhooks", false);
        } finally {
            fixture.admit(Scope.everything(), Action.ALL);
        }
    }

    private static void show(String name, String page, boolean dark) throws IOException {
        browser.show(1000, dark);
        browser.go(server.url(page));
        byte[] picture = PaletteImage.of(browser.driver().getScreenshotAs(OutputType.BYTES));
        assertThat(picture.length).as(name).isBetween(1, MOST_BYTES);
        String directory = System.getProperty("webhooks.screenshots");
        if (directory != null) {
            Files.write(Files.createDirectories(Path.of(directory)).resolve(name + ".png"), picture);
        }
    }
}
