package io.github.webhooks4j.house;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A native image contains what no call in the code names only if the module's metadata for GraalVM name it. */
class NativeImageTest {
    /** Programs, and what only tests use. */
    private static final Set<String> NO_LIBRARIES = Set.of("webhooks-cli", "webhooks-testkit", "webhooks-tck");

    private static final Pattern LOOKS_UP = Pattern.compile(
            "Class\\.forName|\\.find(Static|Virtual|Constructor|Special)\\(|ServiceLoader\\.load|newProxyInstance"
                    + "|getDeclared(Method|Field|Constructor)\\(");

    @Test
    void names_every_resource_of_a_library() throws IOException {
        for (String module : libraries()) {
            assertThat(resources(module)).as(module).allMatch(resource -> isNamed(module, resource));
        }
    }

    @Test
    void names_no_resource_that_does_not_exist() throws IOException {
        for (String module : libraries()) {
            List<Path> resources = resources(module);
            assertThat(globs(module))
                    .as(module)
                    .allMatch(glob -> resources.stream().anyMatch(matcher(glob)::matches));
        }
    }

    @Test
    void knows_every_class_that_looks_something_up_by_reflection() throws IOException {
        var lookingUp = new TreeSet<String>();
        for (String module : libraries()) {
            for (Path source : files(Poms.PROJECT.resolve(module).resolve("src/main/java"))) {
                if (LOOKS_UP.matcher(Files.readString(source)).find()) {
                    lookingUp.add(source.getFileName().toString());
                }
            }
        }

        assertThat(lookingUp).containsExactly("DeliveryThreads.java", "EventLoops.java", "VirtualThreads.java");
    }

    @Test
    void names_what_is_looked_up_by_reflection() throws IOException {
        var types = new TreeSet<String>();
        for (String module : libraries()) {
            metadata(module)
                    .path("reflection")
                    .forEach(entry -> types.add(entry.path("type").asText()));
        }

        assertThat(types)
                .containsExactly("io.netty.channel.epoll.Epoll", "java.lang.Thread", "java.util.concurrent.Executors");
    }

    private static boolean isNamed(String module, Path resource) {
        return globs(module).stream().anyMatch(glob -> matcher(glob).matches(resource));
    }

    /** The patterns of a module, with bundles as the files in which they are. */
    private static List<String> globs(String module) {
        var globs = new ArrayList<String>();
        for (JsonNode resource : metadata(module).path("resources")) {
            globs.add(
                    resource.has("bundle")
                            ? resource.get("bundle").asText().replace('.', '/') + ".properties"
                            : resource.path("glob").asText());
        }
        return globs;
    }

    private static JsonNode metadata(String module) {
        Path file = resourcesOf(module)
                .resolve("META-INF/native-image/io.github.webhooks4j")
                .resolve(module)
                .resolve("reachability-metadata.json");
        try {
            return Files.exists(file)
                    ? new ObjectMapper().readTree(file.toFile())
                    : new ObjectMapper().createObjectNode();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static PathMatcher matcher(String glob) {
        return FileSystems.getDefault().getPathMatcher("glob:" + glob);
    }

    private static List<String> libraries() {
        return Poms.published().stream()
                .filter(module -> !NO_LIBRARIES.contains(module))
                .toList();
    }

    /** What is in the jar of a module beside classes. META-INF is read by frameworks, which have metadata of their own. */
    private static List<Path> resources(String module) throws IOException {
        Path root = resourcesOf(module);
        return files(root).stream()
                .map(root::relativize)
                .filter(file -> !file.startsWith("META-INF"))
                .toList();
    }

    private static List<Path> files(Path root) throws IOException {
        if (!Files.isDirectory(root)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(Files::isRegularFile).toList();
        }
    }

    private static Path resourcesOf(String module) {
        return Poms.PROJECT.resolve(module).resolve("src/main/resources");
    }
}
