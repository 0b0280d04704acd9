package io.github.webhooks4j.house;

import java.util.regex.Pattern;

/**
 * What people read in a file: of Java the comments, the Javadoc and the strings of several words, of SQL the comments, of Markdown all but code and
 * the targets of links. Everything else is blanked out, so that lines stay where they are. Used by one thread.
 */
final class Prose {
    /** Stands for code, so that no expression is found across it. */
    private static final String CODE = "\u0001";

    private static final Pattern JOINT = Pattern.compile("[\\s+]*");

    private static final Pattern JAVADOC_CODE = Pattern.compile(
            "\\{@(?:code|snippet|literal)(?:[^{}]|\\{[^{}]*\\})*\\}|\\{@(?:link|linkplain|value)\\s+[^\\s}]*(?:\\([^)]*\\))?"
                    + "|@(?:see|throws|param)\\s+\\S+");
    private static final Pattern MARKDOWN_CODE =
            Pattern.compile("(?ms)^```.*?^```|``.+?``|`[^`]*`|\\]\\([^)\\s]*\\)|https?://\\S+");

    private final String content;
    private final StringBuilder prose;
    private int position;

    private Prose(String content) {
        this.content = content;
        this.prose = new StringBuilder(content.length());
    }

    static boolean isIn(String file) {
        return file.endsWith(".java") || file.endsWith(".sql") || file.endsWith(".md");
    }

    static String of(String file, String content) {
        if (file.endsWith(".md")) {
            return withoutCode(MARKDOWN_CODE, content);
        }
        return file.endsWith(".sql") ? new Prose(content).ofSql() : new Prose(content).ofJava();
    }

    private String ofJava() {
        int code = 0;
        while (position < content.length()) {
            char c = content.charAt(position);
            if (c == '\'') {
                position = closing("'", 1);
            } else if (c == '"' || at("//") || at("/*")) {
                code(code, position);
                if (at("//")) {
                    comment(lineEnd());
                } else if (at("/*")) {
                    comment(after("*/", 2));
                } else {
                    text(at("\"\"\"") ? closing("\"\"\"", 3) : closing("\"", 1));
                }
                code = position;
            } else {
                position++;
            }
        }
        code(code, position);
        return prose.toString();
    }

    private String ofSql() {
        int code = 0;
        while (position < content.length()) {
            if (at("'")) {
                position = after("'", 1);
            } else if (at("--") || at("/*")) {
                code(code, position);
                comment(at("--") ? lineEnd() : after("*/", 2));
                code = position;
            } else {
                position++;
            }
        }
        code(code, position);
        return prose.toString();
    }

    private boolean at(String token) {
        return content.startsWith(token, position);
    }

    private int lineEnd() {
        int end = content.indexOf('\n', position);
        return end < 0 ? content.length() : end;
    }

    private int after(String token, int offset) {
        int start = content.indexOf(token, position + offset);
        return start < 0 ? content.length() : start + token.length();
    }

    /** Returns where a literal ends that begins here and may hold escapes. */
    private int closing(String quote, int offset) {
        int end = position + offset;
        while (end < content.length() && !content.startsWith(quote, end)) {
            end += content.charAt(end) == '\\' ? 2 : 1;
        }
        return Math.min(end + quote.length(), content.length());
    }

    private void code(int start, int end) {
        prose.append(blank(content.substring(start, end)));
    }

    /** A string of one word is a key, a name or a path. */
    private void text(int end) {
        String text = content.substring(position, end).replace('"', ' ');
        prose.append(text.strip().contains(" ") ? text : blank(text));
        position = end;
    }

    /** Without what begins its lines, so that an expression is found across them. */
    private void comment(int end) {
        String words = withoutCode(JAVADOC_CODE, content.substring(position, end));
        for (String line : words.split("(?<=\n)", -1)) {
            int start = 0;
            while (start < line.length() && " \t/*-".indexOf(line.charAt(start)) >= 0) {
                start++;
            }
            prose.append(" ".repeat(start)).append(line, start, line.length());
        }
        position = end;
    }

    private static String withoutCode(Pattern code, String text) {
        return code.matcher(text).replaceAll(match -> blank(match.group()));
    }

    /** Returns the line ends, and a mark unless it is but what joins two parts of a string. */
    private static String blank(String code) {
        var blank = new StringBuilder(JOINT.matcher(code).matches() ? " " : CODE);
        code.chars().filter(c -> c == '\n').forEach(c -> blank.append('\n'));
        return blank.toString();
    }
}
