package io.github.webhooks4j.internal.text;

import java.util.Arrays;

/** Numbers of 63 bits as text of fixed length in Crockford's base 32, lower case: texts sort as their numbers. */
public final class Base32 {
    /** How many characters a number has. */
    public static final int DIGITS = 13;

    private static final String ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";
    private static final int BITS = 5;
    /** The first of 13 digits stands for the upper 3 of 63 bits. */
    private static final int FIRST_DIGITS = 8;

    private static final byte[] VALUES = new byte[128];

    static {
        Arrays.fill(VALUES, (byte) -1);
        for (int i = 0; i < ALPHABET.length(); i++) {
            VALUES[ALPHABET.charAt(i)] = (byte) i;
        }
    }

    private Base32() {}

    /**
     * Returns the text of a number.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public static String encode(long number) {
        if (number < 0) {
            throw new IllegalArgumentException("a number must not be negative, was " + number);
        }
        var digits = new char[DIGITS];
        long rest = number;
        for (int i = DIGITS - 1; i >= 0; i--) {
            digits[i] = ALPHABET.charAt((int) (rest & 31));
            rest >>>= BITS;
        }
        return new String(digits);
    }

    /** Returns whether the {@value #DIGITS} characters from {@code from} on are a number. */
    public static boolean isNumber(String text, int from) {
        for (int i = from; i < from + DIGITS; i++) {
            char c = text.charAt(i);
            if (c >= VALUES.length || VALUES[c] < 0) {
                return false;
            }
        }
        return VALUES[text.charAt(from)] < FIRST_DIGITS;
    }

    /** Returns the number that begins at {@code from}; it must {@linkplain #isNumber be one}. */
    public static long decode(String text, int from) {
        long number = 0;
        for (int i = from; i < from + DIGITS; i++) {
            number = (number << BITS) | VALUES[text.charAt(i)];
        }
        return number;
    }
}
