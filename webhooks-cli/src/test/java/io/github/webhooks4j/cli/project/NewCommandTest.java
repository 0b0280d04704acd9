package io.github.webhooks4j.cli.project;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.cli.CommandRun;
import io.github.webhooks4j.cli.io.Release;
import io.github.webhooks4j.testkit.RecordedDelivery;
import io.github.webhooks4j.testkit.TestReceiver;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NewCommandTest {
    private static final Path ROOT = Path.of("..");

    private final CommandRun cli = new CommandRun();

    @TempDir
    private Path folder;

    @Test
    void writes_a_project_that_compiles_and_delivers() throws Exception {
        Path project = folder.resolve("my-hub");
        assertThat(cli.run("new", project.toString())).isZero();
        Path classes = Files.createDirectory(folder.resolve("classes"));
        String classPath = classPath();
        int compiled = ToolProvider.getSystemJavaCompiler()
                .run(
                        InputStream.nullInputStream(),
                        null,
                        null,
                        "-cp",
                        classPath,
                        "-d",
                        classes.toString(),
                        project.resolve("src/main/java/com/example/App.java").toString());
        assertThat(compiled).isZero();

        try (TestReceiver receiver = TestReceiver.start()) {
            Process app = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-cp",
                            classes + System.getProperty("path.separator") + classPath,
                            "com.example.App",
                            receiver.url())
                    .directory(project.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("out.txt").toFile())
                    .start();
            RecordedDelivery delivery =
                    receiver.awaitDeliveries(1, Duration.ofSeconds(30)).get(0);
            app.getOutputStream().close();

            assertThat(app.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(delivery.header("webhook-type")).contains("order.placed");
            assertThat(Files.readString(folder.resolve("out.txt")))
                    .contains("published: it is on disk, and is delivered also after a crash\n")
                    .containsPattern("console on http://127\\.0\\.0\\.1:\\d+/webhooks/chains/chn_");
        }
    }

    @Test
    void names_what_it_wrote_and_what_to_do_next() {
        Path project = folder.resolve("my-hub");

        assertThat(cli.run("new", project.toString())).isZero();

        assertThat(cli.out()).isEqualTo("""
                wrote %1$s/pom.xml
                wrote %1$s/src/main/java/com/example/App.java
                wrote %1$s/README.md
                wrote %1$s/.gitignore
                next: cd %1$s && mvn -q compile exec:java
                """.formatted(project));
        assertThat(project.resolve("pom.xml")).content().contains("<artifactId>my-hub</artifactId>");
    }

    @Test
    void writes_a_service_on_spring_boot() throws IOException {
        Path project = folder.resolve("my-hub");

        assertThat(cli.run("new", "--spring", project.toString())).isZero();

        assertThat(cli.out()).isEqualTo("""
                wrote %1$s/pom.xml
                wrote %1$s/src/main/java/com/example/App.java
                wrote %1$s/src/main/java/com/example/Orders.java
                wrote %1$s/src/main/resources/application.properties
                wrote %1$s/README.md
                wrote %1$s/.gitignore
                next: cd %1$s && mvn -q spring-boot:run
                """.formatted(project));
        String boot = versionIn(Files.readString(project.resolve("pom.xml")), "spring-boot-starter-parent");
        assertThat(ROOT.resolve("pom.xml")).content().contains("<boot4.version>" + boot + "</boot4.version>");
        assertThat(project.resolve("src/main/resources/application.properties"))
                .content()
                .contains("spring.application.name=my-hub\n");
    }

    @Test
    void writes_what_the_readme_shows() throws IOException {
        String readme = Files.readString(ROOT.resolve("README.md"));

        assertThat(readme)
                .contains("```xml\n" + NewCommand.template("pom.xml.txt", "my-hub") + "```")
                .contains("```java\n" + NewCommand.template("App.java.txt", "my-hub") + "```");
    }

    @Test
    void has_the_versions_of_the_build() throws IOException {
        String parent = Files.readString(ROOT.resolve("pom.xml"));
        String pom = NewCommand.template("pom.xml.txt", "x");

        assertThat(parent).contains("<version>" + Release.VERSION + "</version>");
        assertThat(versionIn(pom, "webhooks-bom")).isEqualTo(Release.VERSION);
        String compiler = versionIn(pom, "maven-compiler-plugin");
        assertThat(parent)
                .containsPattern("<artifactId>maven-compiler-plugin</artifactId>\\s*<version>" + compiler + "<");
        String slf4j = versionIn(pom, "slf4j-simple");
        assertThat(parent).contains("<slf4j.version>" + slf4j + "</slf4j.version>");
    }

    private static String versionIn(String pom, String artifact) {
        Matcher version = Pattern.compile("<artifactId>" + artifact + "</artifactId>\\s*<version>([^<]+)<")
                .matcher(pom);
        assertThat(version.find()).isTrue();
        return version.group(1);
    }

    @Test
    void refuses_a_directory_that_is_not_empty_and_writes_nothing() throws IOException {
        Files.writeString(folder.resolve("notes.txt"), "mine");

        assertThat(cli.run("new", folder.toString())).isEqualTo(1);

        assertThat(cli.err())
                .isEqualTo("error: the directory " + folder + " must be empty or absent; nothing was written\n");
        try (Stream<Path> entries = Files.list(folder)) {
            assertThat(entries).hasSize(1);
        }
    }

    @Test
    void refuses_a_name_that_is_no_project() {
        assertThat(cli.run("new", folder.resolve("mein Hub").toString())).isEqualTo(2);

        assertThat(cli.err()).isEqualTo("""
                error: the directory names the project, so its name must be 1 to 64 letters, digits, dots, dashes and \
                underscores of ASCII, was "mein Hub"
                Try 'webhooks new --help'.
                """);
    }

    /** That of this test, wherever it was started: the classes of all modules and their libraries. */
    private static String classPath() {
        return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    }
}
