package io.github.webhooks4j.internal.text;

import java.util.Optional;

/**
 * The rules for text that users choose and that others read: names, topics, patterns, URLs. It must be Unicode that every store
 * keeps as it is, and must show what it holds. Without state.
 */
public final class PlainText {
    private static final int ZERO_WIDTH_NON_JOINER = 0x200C;
    private static final int ZERO_WIDTH_JOINER = 0x200D;

    private PlainText() {}

    /**
     * Returns the first rule that {@code text} breaks as the rest of a sentence, for example {@code must hold no control
     * characters}; empty if it breaks none. The two zero-width joiners are taken: emoji and several scripts are written with them.
     */
    public static Optional<String> brokenRule(String text) {
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            if (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) {
                return Optional.of("must be Unicode text without half of a surrogate pair");
            }
            if (Character.isISOControl(c) || isLineEnd(c)) {
                return Optional.of("must hold no control characters");
            }
            if (isFormat(c)) {
                return Optional.of("must hold no format characters, such as those that change the direction of text");
            }
            i += Character.charCount(c);
        }
        return Optional.empty();
    }

    /** Returns whether a reader would see nothing of {@code text}: it has only whitespace, joiners and variation selectors. */
    public static boolean isBlank(String text) {
        return text.codePoints()
                .allMatch(c -> Character.isWhitespace(c)
                        || Character.isSpaceChar(c)
                        || c == ZERO_WIDTH_NON_JOINER
                        || c == ZERO_WIDTH_JOINER
                        || isVariationSelector(c));
    }

    private static boolean isLineEnd(int c) {
        int type = Character.getType(c);
        return type == Character.LINE_SEPARATOR || type == Character.PARAGRAPH_SEPARATOR;
    }

    private static boolean isFormat(int c) {
        if (c == ZERO_WIDTH_NON_JOINER || c == ZERO_WIDTH_JOINER) {
            return false;
        }
        return Character.getType(c) == Character.FORMAT || isReservedForFormats(c) || isNoncharacter(c);
    }

    /** Unassigned ones that Unicode keeps for format characters to come (its property Default_Ignorable_Code_Point). */
    private static boolean isReservedForFormats(int c) {
        return c == 0x2065 || (c >= 0xFFF0 && c <= 0xFFF8) || (c >= 0xE0000 && c <= 0xE0FFF && !isVariationSelector(c));
    }

    private static boolean isNoncharacter(int c) {
        return (c >= 0xFDD0 && c <= 0xFDEF) || (c & 0xFFFE) == 0xFFFE;
    }

    private static boolean isVariationSelector(int c) {
        return (c >= 0xFE00 && c <= 0xFE0F) || (c >= 0xE0100 && c <= 0xE01EF);
    }
}
