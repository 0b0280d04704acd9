package io.github.webhooks4j.testsupport;

import static java.util.Objects.requireNonNull;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/**
 * Chromium without a window. Where it is not installed, tests are skipped, unless {@code -Dwebhooks.browser=required}. For one
 * thread.
 */
public final class Browser implements AutoCloseable {
    private static final List<String> BROWSERS = List.of("/usr/bin/chromium", "/usr/bin/google-chrome");
    private static final List<String> DRIVERS = List.of("/usr/bin/chromedriver", "/usr/local/bin/chromedriver");
    private static final String AXE = read("/axe.min.js");

    private final ChromeDriver driver;

    private Browser(ChromeDriver driver) {
        this.driver = driver;
    }

    /** Opens a browser. */
    public static Browser open() {
        return open(true);
    }

    /** Opens a browser that runs no script of a page. */
    public static Browser withoutScripts() {
        return open(false);
    }

    private static Browser open(boolean scripts) {
        Optional<String> browser = installed(BROWSERS);
        Optional<String> driver = installed(DRIVERS);
        if ("required".equals(System.getProperty("webhooks.browser"))) {
            if (browser.isEmpty() || driver.isEmpty()) {
                throw new AssertionError("a browser is required: apt-get install chromium chromium-driver");
            }
        }
        assumeTrue(
                browser.isPresent() && driver.isPresent(),
                "skipped without a browser: apt-get install chromium chromium-driver");
        var options = new ChromeOptions();
        options.setBinary(browser.get());
        options.addArguments(
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--window-size=1200,900");
        if (!scripts) {
            options.setExperimentalOption("prefs", Map.of("profile.managed_default_content_settings.javascript", 2));
        }
        var logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        options.setCapability("goog:loggingPrefs", logs);
        var service = new ChromeDriverService.Builder()
                .usingDriverExecutable(new File(driver.get()))
                .build();
        return new Browser(new ChromeDriver(service, options));
    }

    private static Optional<String> installed(List<String> paths) {
        return paths.stream().filter(path -> Files.isExecutable(Path.of(path))).findFirst();
    }

    private static String read(String resource) {
        try (InputStream in = Browser.class.getResourceAsStream(resource)) {
            return in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns its driver, for what this class has no method for. */
    public ChromeDriver driver() {
        return driver;
    }

    /** Opens a page. */
    public void go(String url) {
        driver.get(url);
    }

    /** Returns the heading of the page. */
    public String heading() {
        return driver.findElement(By.tagName("h1")).getText();
    }

    /** Returns the text of the page that is visible. */
    public String text() {
        return driver.findElement(By.tagName("body")).getText();
    }

    /** Returns the path of the page. */
    public String path() {
        return URI.create(driver.getCurrentUrl()).getPath();
    }

    /** Returns the first element of a selector. */
    public WebElement find(String css) {
        return driver.findElement(By.cssSelector(css));
    }

    /** Clicks the button or link with this text, and waits for the page that it leads to. */
    public void click(String text) {
        click(driver.findElement(
                By.xpath("//*[self::button or self::a or self::summary][normalize-space()='" + text + "']")));
    }

    /** Clicks a button or link, and waits for the page that it leads to. */
    public void click(WebElement element) {
        String href = element.getAttribute("href");
        boolean leaves = !element.getTagName().equals("summary") && (href == null || href.indexOf('#') < 0);
        WebElement page = driver.findElement(By.tagName("html"));
        element.click();
        if (leaves) {
            awaitNext(page);
        }
    }

    /** Presses the key that submits a form, and waits for the page that it leads to. */
    public void enter() {
        WebElement page = driver.findElement(By.tagName("html"));
        new Actions(driver).sendKeys(Keys.ENTER).perform();
        awaitNext(page);
    }

    private static void awaitNext(WebElement page) {
        await().atMost(Duration.ofSeconds(20)).until(() -> {
            try {
                page.isDisplayed();
                return false;
            } catch (StaleElementReferenceException e) {
                return true;
            }
        });
    }

    /** Replaces what is in a field. */
    public void fill(String id, String text) {
        WebElement field = driver.findElement(By.id(id));
        field.clear();
        field.sendKeys(text);
    }

    /** Shows pages in a width, and light or dark. */
    public void show(int width, boolean dark) {
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", 900, "deviceScaleFactor", 1, "mobile", false));
        driver.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light"))));
    }

    /** Returns what axe finds on the page, by WCAG 2.2 AA: rule and element. */
    @SuppressWarnings("unchecked") // Selenium returns what the script does.
    public List<String> violations() {
        driver.executeScript(AXE);
        return (List<String>) requireNonNull(driver.executeAsyncScript("""
                const done = arguments[arguments.length - 1];
                axe.run({ runOnly: { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] } })
                  .then(found => done(found.violations.flatMap(rule => rule.nodes.map(node => rule.id + ': ' + node.html))));
                """));
    }

    /** Returns whether the page is wider than the window. */
    public boolean scrollsSideways() {
        return Boolean.TRUE.equals(driver.executeScript(
                "return document.documentElement.scrollWidth > document.documentElement.clientWidth"));
    }

    /** Returns what the browser has complained about since the last call: blocked scripts, failed requests. */
    public List<String> complaints() {
        return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
                .map(LogEntry::getMessage)
                .toList();
    }

    @Override
    public void close() {
        driver.quit();
    }
}
