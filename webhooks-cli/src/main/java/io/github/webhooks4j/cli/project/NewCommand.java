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
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code new}: writes a project that delivers. */
@Command(
        name = "new",
        mixinStandardHelpOptions = true,
        description = "Writes a Maven project with one class that publishes an event and delivers it.")
public final class NewCommand implements Callable<Integer> {
    /** What Maven accepts as the id of an artifact. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]{1,64}");

    private static final Map<String, String> FILES = files();

    private final Surroundings surroundings;

    @Parameters(
            paramLabel = "DIRECTORY",
            description = "The directory, which must be empty or absent; names the project.")
    private Path directory = Path.of("");

    /** Creates it. */
    public NewCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    private static Map<String, String> files() {
        var files = new LinkedHashMap<String, String>();
        files.put("pom.xml", "pom.xml.txt");
        files.put("src/main/java/com/example/App.java", "App.java.txt");
        files.put("README.md", "README.md.txt");
        files.put(".gitignore", "gitignore.txt");
        return files;
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
            for (Map.Entry<String, String> file : FILES.entrySet()) {
                Path target = directory.resolve(file.getKey());
                if (target.getParent() != null) {
                    Files.createDirectories(target.getParent());
                }
                Files.writeString(target, template(file.getValue(), name));
                surroundings.out().println("wrote " + target);
            }
        } catch (IOException e) {
            throw CommandFailure.refused("the project could not be written to " + directory + ": " + e.getMessage());
        }
        surroundings.out().println("next: cd " + directory + " && mvn -q compile exec:java");
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
