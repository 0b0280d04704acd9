package io.github.webhooks4j.examples;

/** Makes untrusted text fit for a line of a log or a terminal. */
public final class Printable {
    private Printable() {}

    /**
     * Returns {@code text} with everything escaped that is not seen, or does something to what is around it: controls, ends of
     * lines, changes of direction, halves of characters. What can be read stays as it is.
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
            // So that nothing that was escaped looks like something that was written.
            default -> c != '\\';
        };
    }
}
