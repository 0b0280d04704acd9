package io.github.webhooks4j.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The classes on the pages of frameworks compile with the APIs of these frameworks. */
class FrameworkPagesTest {
    private static final Path DOCS = Path.of("..", "docs");
    private static final Pattern CLASS = Pattern.compile("(?m)^```java\n(package [^`]*?\\bclass (\\w+)[^`]*)^```$");

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"servlet.md", "quarkus.md", "micronaut.md"})
    void shows_classes_that_compile(String page) throws IOException {
        compile(page);
    }

    /** Its classes are those of Java 21. */
    @Test
    @EnabledForJreRange(min = JRE.JAVA_21)
    void shows_a_class_for_helidon_that_compiles() throws IOException {
        compile("helidon.md");
    }

    private void compile(String page) throws IOException {
        Path classes = Files.createDirectory(directory.resolve("classes"));
        var arguments = new ArrayList<>(List.of("-proc:none", "-cp", classPath(), "-d", classes.toString()));
        Matcher shown = CLASS.matcher(Files.readString(DOCS.resolve(page)));
        while (shown.find()) {
            Path source = directory.resolve(shown.group(2) + ".java");
            arguments.add(Files.writeString(source, shown.group(1)).toString());
        }
        assertThat(arguments).hasSizeGreaterThan(5);

        var errors = new ByteArrayOutputStream();
        int compiled = ToolProvider.getSystemJavaCompiler()
                .run(
                        InputStream.nullInputStream(),
                        OutputStream.nullOutputStream(),
                        errors,
                        arguments.toArray(String[]::new));

        assertThat(compiled).as(errors.toString(StandardCharsets.UTF_8)).isZero();
    }

    private static String classPath() {
        return System.getProperty(
                "surefire.test.class.path", System.getProperty("java.class.path", File.pathSeparator));
    }
}
