package io.github.webhooks4j.cli.io;

/** Makes untrusted text safe for a line of a log or a terminal. */
public final class Printable {
    private Printable() {}

    /**
     * Returns {@code text} with all characters escaped that are invisible or affect the text around them: control characters, line
     * ends, changes of direction, half surrogate pairs. Readable characters stay unchanged.
     */
    public static String of(String text) {
        var shown = new StringBuilder();
        text.codePoints()
                .forEach(c -> shown.append(isPrintable(c) ? Character.toString(c) : String.format("\\u{%x}", c)));
        return shown.toString();
    }

    private static boolean isPrintable(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.PRIVATE_USE,
                    Character.SURROGATE,
                    Character.UNASSIGNED -> false;
            // So that escaped text differs from text that was written like it.
            default -> c != '\\';
        };
    }
}
