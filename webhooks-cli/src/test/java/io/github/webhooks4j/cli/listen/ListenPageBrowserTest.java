package io.github.webhooks4j.cli.listen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.webhooks4j.cli.CommandRun;
import io.github.webhooks4j.testsupport.Browser;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;

/** The page of a receiver in a real browser, with a signed delivery, one with untrusted text, and one without a signature. */
@Tag("browser")
class ListenPageBrowserTest {
    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private static final String HOSTILE =
            "{\"text\":\"<script>alert(1)</script><img src=x onerror=alert(2)>" + "W".repeat(5_000) + "\"}";
    private static final Pattern URLS = Pattern.compile("listening on (\\S+)\npage on (\\S+)\n");

    private static final CommandRun LISTENING = new CommandRun();

    @TempDir
    private static Path directory;

    private static Browser browser;
    private static CompletableFuture<Integer> end;
    private static String url;
    private static String page;

    @BeforeAll
    static void open() throws Exception {
        browser = Browser.open();
        end = CompletableFuture.supplyAsync(
                () -> LISTENING.run("listen", "--port", "0", "--page", "--secret", SECRET, "--count", "4"));
        await().atMost(Duration.ofSeconds(10))
                .until(() -> URLS.matcher(LISTENING.out()).find());
        Matcher urls = URLS.matcher(LISTENING.out());
        assertThat(urls.find()).isTrue();
        url = urls.group(1);
        page = urls.group(2);
        Path hostile = Files.writeString(directory.resolve("hostile.json"), HOSTILE);
        send("--secret", SECRET, "--id", "m1", "--type", "order.placed");
        send("--secret", SECRET, "--id", "m1", "--data", hostile.toString());
        send("--id", "m".repeat(200));
    }

    private static void send(String... options) {
        String[] args = new String[options.length + 3];
        args[0] = "send";
        args[1] = url;
        args[2] = "--allow-loopback";
        System.arraycopy(options, 0, args, 3, options.length);
        assertThat(new CommandRun().run(args)).isZero();
    }

    @AfterAll
    static void quit() {
        if (browser != null) {
            browser.close();
            send();
            assertThat(end.orTimeout(10, TimeUnit.SECONDS).join()).isZero();
        }
    }

    /** Opens the page, and on it everything that came. */
    private static void openPage() {
        browser.go(page);
        await().atMost(Duration.ofSeconds(10))
                .until(() ->
                        browser.driver().findElements(By.tagName("summary")).size() == 3);
        browser.driver().findElements(By.tagName("summary")).forEach(WebElement::click);
    }

    @ParameterizedTest
    @CsvSource({"1200,false", "1200,true", "320,false", "320,true"})
    void keeps_the_rules_of_accessibility(int width, boolean dark) {
        browser.show(width, dark);
        openPage();

        assertThat(browser.violations()).isEmpty();
        assertThat(browser.scrollsSideways()).isFalse();
    }

    @Test
    void shows_untrusted_text_and_runs_none_of_it() {
        browser.complaints();
        browser.show(1200, false);
        openPage();

        assertThat(browser.text()).contains("<script>alert(1)</script>", "request 2 of this id", "signature not valid");
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void shows_what_is_wrong_with_a_response_that_was_entered() {
        openPage();
        WebElement field = browser.find("#responses input");
        field.clear();
        field.sendKeys("fast");
        browser.find("#responses button").click();

        await().atMost(Duration.ofSeconds(10))
                .until(() -> browser.find("#problem").getText().startsWith("It must be 200, "));
        assertThat(browser.violations()).isEmpty();
        browser.complaints(); // of the status 400
    }
}
