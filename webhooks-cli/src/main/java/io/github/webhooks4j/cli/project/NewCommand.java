package io.github.webhooks4j.cli.project;

import io.github.webhooks4j.Violation;
import io.github.webhooks4j.cli.io.CommandFailure;
import io.github.webhooks4j.cli.io.Release;
import io.github.webhooks4j.cli.io.Surroundings;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code new}: writes a project that delivers. */
@Command(
        name = "new",
        mixinStandardHelpOptions = true,
        description =
                "Writes a Maven project that publishes an event and delivers it: one class, or a service on Spring Boot.")
public final class NewCommand implements Callable<Integer> {
    /** What Maven accepts as the id of an artifact. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]{1,64}");

    /** The files of a project. Each has a template of its name. */
    private static final List<String> PLAIN =
            List.of("pom.xml", "src/main/java/com/example/App.java", "README.md", ".gitignore");

    private static final List<String> SPRING = List.of(
            "pom.xml",
            "src/main/java/com/example/App.java",
            "src/main/java/com/example/Orders.java",
            "src/main/resources/application.properties",
            "README.md",
            ".gitignore");

    private final Surroundings surroundings;

    @Parameters(
            paramLabel = "DIRECTORY",
            description = "The directory, which must be empty or absent; names the project.")
    private Path directory = Path.of("");

    @Option(names = "--spring", description = "Write a service on Spring Boot 4.1 with the starter.")
    private boolean spring;

    /** Creates it. */
    public NewCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        Path named = directory.toAbsolutePath().normalize().getFileName();
        String name = named == null ? "" : named.toString();
        if (!NAME.matcher(name).matches()) {
            throw CommandFailure.usage("the directory names the project, so its name must be 1 to 64 letters, digits,"
                    + " dots, dashes and underscores of ASCII, was " + Violation.quote(name));
        }
        try {
            requireEmpty();
            for (String file : spring ? SPRING : PLAIN) {
                Path target = directory.resolve(file);
                if (target.getParent() != null) {
                    Files.createDirectories(target.getParent());
                }
                String template = file.substring(file.lastIndexOf('/') + 1).replaceFirst("^\\.", "") + ".txt";
                Files.writeString(target, template((spring ? "spring/" : "") + template, name));
                surroundings.out().println("wrote " + target);
            }
        } catch (IOException e) {
            throw CommandFailure.refused("the project could not be written to " + directory + ": " + e.getMessage());
        }
        surroundings
                .out()
                .println("next: cd " + directory + " && mvn -q " + (spring ? "spring-boot:run" : "compile exec:java"));
        return 0;
    }

    private void requireEmpty() throws IOException {
        if (Files.exists(directory) && !Files.isDirectory(directory)) {
            throw CommandFailure.refused(directory + " must be an empty directory or absent, and is a file");
        }
        if (Files.isDirectory(directory)) {
            try (Stream<Path> entries = Files.list(directory)) {
                if (entries.findAny().isPresent()) {
                    throw CommandFailure.refused(
                            "the directory " + directory + " must be empty or absent; nothing was written");
                }
            }
        }
    }

    /** Returns a file of the project of a name. */
    static String template(String resource, String name) {
        try (InputStream in = NewCommand.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException(resource + " is missing from the jar");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .replace("@name@", name)
                    .replace("@version@", Release.VERSION);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
