package io.github.webhooks4j.house;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The rules of {@code words.txt}. Immutable. */
final class WordList {
    private static final String FILE = "words.txt";
    private static final int NEAR = 60;
    private static final String NOTHING = "(?!)";

    private final List<Rule> rules;
    private final Pattern any;

    private WordList(List<Rule> rules) {
        this.rules = rules;
        this.any = words(String.join("|", rules.stream().map(Rule::source).toList()));
    }

    /** One banned expression: where it matches, what to write instead, and where it is right. */
    private record Rule(String source, Pattern pattern, String use, Pattern unless, Pattern notIn) {}

    /** A banned word in a file; {@code line} counts from 1. */
    record Violation(String file, int line, String word, String use) {
        @Override
        public String toString() {
            return file + ":" + line + ": \"" + word + "\"; use: " + use;
        }
    }

    static WordList load() throws IOException {
        try (InputStream in = WordList.class.getResourceAsStream(FILE)) {
            if (in == null) {
                throw new IllegalStateException(FILE + " must be beside WordList on the class path");
            }
            return parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    static WordList parse(String text) {
        var rules = new ArrayList<Rule>();
        for (String block : text.split("\\R\\s*\\R", -1)) {
            List<String> lines = block.lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .toList();
            if (!lines.isEmpty()) {
                rules.add(rule(lines));
            }
        }
        return new WordList(List.copyOf(rules));
    }

    private static Rule rule(List<String> lines) {
        String source = lines.get(0).strip();
        return new Rule(
                source,
                words(source),
                value(lines, "use:", ""),
                words(value(lines, "unless:", NOTHING)),
                Pattern.compile(value(lines, "not in:", NOTHING)));
    }

    private static String value(List<String> lines, String key, String otherwise) {
        return lines.stream()
                .map(String::strip)
                .filter(line -> line.startsWith(key))
                .map(line -> line.substring(key.length()).strip())
                .findFirst()
                .orElse(otherwise);
    }

    private static Pattern words(String expression) {
        return Pattern.compile("\\b(?:" + expression.toLowerCase(Locale.ROOT).replace(" ", "\\s+") + ")\\b");
    }

    /** Returns what {@code prose} has of the banned words, in its order. */
    List<Violation> violations(String file, String prose) {
        String lower = prose.toLowerCase(Locale.ROOT);
        var violations = new ArrayList<Violation>();
        Matcher found = any.matcher(lower);
        while (found.find()) {
            Rule rule = rule(lower, found.start());
            if (!rule.notIn().matcher(file).matches() && !isExcused(rule, lower, found.start(), found.end())) {
                violations.add(new Violation(
                        file, line(lower, found.start()), found.group().replaceAll("\\s+", " "), rule.use()));
            }
        }
        return violations;
    }

    private Rule rule(String prose, int start) {
        return rules.stream()
                .filter(rule -> rule.pattern()
                        .matcher(prose)
                        .useTransparentBounds(true)
                        .region(start, prose.length())
                        .lookingAt())
                .findFirst()
                .orElseThrow();
    }

    private static boolean isExcused(Rule rule, String prose, int start, int end) {
        Matcher unless = rule.unless().matcher(prose);
        unless.region(Math.max(0, start - NEAR), Math.min(prose.length(), end + NEAR));
        return unless.find();
    }

    private static int line(String prose, int end) {
        return 1 + (int) prose.substring(0, end).chars().filter(c -> c == '\n').count();
    }
}
