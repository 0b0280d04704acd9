package io.github.webhooks4j.house;

import io.github.webhooks4j.house.WordList.Violation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Looks for banned words below a directory of the project. */
final class WordReport {
    private static final Set<String> NOT_SOURCES = Set.of("target", ".git", ".mvn");
    /** They quote what they ban. */
    private static final Set<String> QUOTING = Set.of("glossary.md", "renamed.md", "WordsTest.java");

    private final Path project;
    private final WordList words;

    WordReport(Path project, WordList words) {
        this.project = project;
        this.words = words;
    }

    /** Returns what is wrong in a file, or in all files below a directory; the path is the project's, with slashes. */
    List<Violation> violations(String path) throws IOException {
        var violations = new ArrayList<Violation>();
        try (Stream<Path> files = Files.walk(project.resolve(path))) {
            files.filter(this::isChecked).sorted().forEach(file -> violations.addAll(violations(file)));
        }
        return violations;
    }

    /** Returns how much is wrong in every part of the project: its documents, and each source root of each module. */
    Map<String, Integer> counts() throws IOException {
        var counts = new TreeMap<String, Integer>();
        for (Violation violation : violations("")) {
            String[] path = violation.file().split("/", -1);
            String part = path.length > 3 && path[1].equals("src") ? path[0] + "/src/" + path[2] : path[0];
            counts.merge(part, 1, Integer::sum);
        }
        return counts;
    }

    private List<Violation> violations(Path file) {
        try {
            String name = name(file);
            return words.violations(name, Prose.of(name, Files.readString(file)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean isChecked(Path file) {
        String name = name(file);
        return Prose.isIn(name)
                && !QUOTING.contains(file.getFileName().toString())
                && Stream.of(name.split("/", -1)).noneMatch(NOT_SOURCES::contains)
                && Files.isRegularFile(file);
    }

    private String name(Path file) {
        return project.relativize(file).toString().replace('\\', '/');
    }
}
