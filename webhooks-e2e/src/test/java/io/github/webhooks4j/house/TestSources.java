package io.github.webhooks4j.house;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The sources of all tests, in every module, and of the contracts that other tests inherit. */
final class TestSources {
    private static final Path ROOT = Path.of("..");
    private static final Pattern TEST = Pattern.compile(
            "@(?:Test|ParameterizedTest|RepeatedTest|TestFactory|FuzzTest)\\b[^;{]*?\\bvoid\\s+(\\w+)\\(");
    private static final Pattern SUPERCLASS = Pattern.compile("(?m)^(?:[a-z]+ )*class (\\w+) extends (\\w+)");

    private TestSources() {}

    record TestName(String type, String name) {}

    record Inheritance(String type, String superclass) {}

    /** Returns every test method. */
    static List<TestName> tests() {
        return files().flatMap(file -> tests(file).stream()).toList();
    }

    /** Returns every top-level class that extends another one, by their simple names. */
    static List<Inheritance> inheritances() {
        return files().flatMap(file -> inheritances(file).stream()).toList();
    }

    /** Returns the source of the top-level class of that simple name; empty if no test source has one. */
    static Stream<String> sourcesOf(String type) {
        return files().filter(file -> file.getFileName().toString().equals(type + ".java"))
                .map(TestSources::read);
    }

    private static List<TestName> tests(Path file) {
        return TEST.matcher(withoutTexts(read(file)))
                .results()
                .map(found -> new TestName(typeOf(file), found.group(1)))
                .toList();
    }

    private static List<Inheritance> inheritances(Path file) {
        return SUPERCLASS
                .matcher(read(file))
                .results()
                .map(found -> new Inheritance(found.group(1), found.group(2)))
                .toList();
    }

    /** Removes text blocks and strings, in which braces and semicolons mean nothing. */
    private static String withoutTexts(String source) {
        String withoutBlocks = Pattern.compile("\"\"\".*?\"\"\"", Pattern.DOTALL)
                .matcher(source)
                .replaceAll(Matcher.quoteReplacement("\"\""));
        return withoutBlocks.replaceAll("\"(?:\\\\.|[^\"\\\\\n])*\"", "\"\"");
    }

    private static String typeOf(Path file) {
        return file.getFileName().toString().replace(".java", "");
    }

    private static Stream<Path> files() {
        try (Stream<Path> modules = Files.list(ROOT);
                Stream<Path> samples = Files.list(ROOT.resolve("samples"))) {
            return Stream.concat(
                    modules.filter(module -> module.getFileName().toString().startsWith("webhooks-")), samples)
                    .flatMap(module -> Stream.of(module.resolve("src/test/java"), contracts(module)))
                    .filter(Files::isDirectory)
                    .flatMap(TestSources::javaFiles)
                    .sorted()
                    .toList()
                    .stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where a module has contracts: the TCK's tests are main code. */
    private static Path contracts(Path module) {
        return module.resolve("src/main/java/io/github/webhooks4j/tck");
    }

    private static Stream<Path> javaFiles(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(file -> file.toString().endsWith(".java")).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
