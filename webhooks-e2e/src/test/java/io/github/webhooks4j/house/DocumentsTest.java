package io.github.webhooks4j.house;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.spi.transport.OutboundRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Links between documents lead somewhere, tests that they name exist, and lines are not too long. */
class DocumentsTest {
    private static final Path PROJECT = Path.of("..");
    private static final List<String> ROOTS = List.of(
            ".github",
            "README.md",
            "CHANGELOG.md",
            "CODE_OF_CONDUCT.md",
            "CONTRIBUTING.md",
            "RELEASING.md",
            "SECURITY.md",
            "SUPPORT.md",
            "UPGRADING.md",
            "docs",
            "samples");
    private static final int MAX_COLUMNS = 120;
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
    private static final Pattern TEST = Pattern.compile("`([A-Z][A-Za-z]+Test)`");
    private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.*)$");
    /** What cannot be broken: links on a line of their own, and Maven's commands to copy. */
    private static final Pattern UNBREAKABLE = Pattern.compile("\\[|> \\[|mvn |\\s*\\S+$");

    /** The names of an earlier snapshot. */
    private static final String OLD_NAMES = "renamed.md";

    @Test
    void links_lead_to_a_file_and_a_heading() throws IOException {
        var broken = new ArrayList<String>();
        for (Path page : pages()) {
            LINK.matcher(Files.readString(page))
                    .results()
                    .map(link -> link.group(1))
                    .filter(link -> !link.contains("://") && !leadsSomewhere(page, link))
                    .forEach(link -> broken.add(page.getFileName() + " -> " + link));
        }

        assertThat(broken).isEmpty();
    }

    @Test
    void tests_that_they_name_exist() throws IOException {
        Set<String> known;
        try (Stream<Path> files = Files.walk(PROJECT)) {
            known = files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".java"))
                    .map(name -> name.substring(0, name.length() - ".java".length()))
                    .collect(Collectors.toSet());
        }
        var unknown = new TreeSet<String>();
        for (Path page : pages()) {
            if (!page.endsWith(OLD_NAMES)) {
                TEST.matcher(Files.readString(page))
                        .results()
                        .map(test -> test.group(1))
                        .filter(test -> !known.contains(test))
                        .forEach(test -> unknown.add(page.getFileName() + ": " + test));
            }
        }

        assertThat(unknown).isEmpty();
    }

    @Test
    void lines_have_at_most_120_columns() throws IOException {
        var tooLong = new ArrayList<String>();
        for (Path page : pages()) {
            List<String> lines = Files.readAllLines(page);
            for (int i = 0; i < lines.size(); i++) {
                if (lines.get(i).length() > MAX_COLUMNS
                        && !UNBREAKABLE.matcher(lines.get(i)).lookingAt()) {
                    tooLong.add(page.getFileName() + ":" + (i + 1));
                }
            }
        }

        assertThat(tooLong).isEmpty();
    }

    @Test
    void the_product_has_the_version_of_the_project() throws IOException {
        String pom = Files.readString(PROJECT.resolve("pom.xml"));
        String version = pom.substring(pom.indexOf("<version>") + "<version>".length(), pom.indexOf("</version>"));

        assertThat(OutboundRequest.PRODUCT).isEqualTo("Webhooks4j/" + version.replace("-SNAPSHOT", ""));
    }

    private static boolean leadsSomewhere(Path page, String link) {
        String[] parts = link.split("#", 2);
        Path target = parts[0].isEmpty() ? page : page.resolveSibling(parts[0]);
        return Files.exists(target) && (parts.length == 1 || anchors(target).contains(parts[1]));
    }

    /** As GitHub makes them of headings. */
    private static Set<String> anchors(Path page) {
        try {
            return HEADING.matcher(Files.readString(page))
                    .results()
                    .map(heading -> heading.group(1)
                            .toLowerCase(java.util.Locale.ROOT)
                            .replaceAll("[^a-z0-9 _-]", "")
                            .replace(' ', '-'))
                    .collect(Collectors.toSet());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static List<Path> pages() throws IOException {
        var pages = new ArrayList<Path>();
        for (String root : ROOTS) {
            try (Stream<Path> files = Files.walk(PROJECT.resolve(root))) {
                files.filter(file -> file.toString().endsWith(".md")).forEach(pages::add);
            }
        }
        return pages;
    }
}
