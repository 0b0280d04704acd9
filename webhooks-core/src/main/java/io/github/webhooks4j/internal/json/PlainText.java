package io.github.webhooks4j.internal.json;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Whether bytes are ASCII without a zero: then each is one character, none can be wrong in UTF-8, and no reader takes them for
 * UTF-16.
 */
enum PlainText {
    /** Not all of them are ASCII, or one is zero. */
    NO,
    /** ASCII in which no escape can make half of a surrogate pair. */
    YES,
    /** ASCII with a backslash before a u. */
    ESCAPED;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final long HIGH_BITS = 0x8080808080808080L;
    private static final long LOW_BITS = 0x0101010101010101L;
    private static final long BACKSLASHES = LOW_BITS * '\\';

    /** Looks at eight bytes at a time, since every body is read by it. */
    static PlainText of(byte[] text) {
        long other = 0;
        long backslash = 0;
        int i = 0;
        for (; i + Long.BYTES <= text.length; i += Long.BYTES) {
            long eight = (long) LONGS.get(text, i);
            other |= eight | zeros(eight);
            backslash |= zeros(eight ^ BACKSLASHES);
        }
        for (; i < text.length; i++) {
            other |= text[i] <= 0 ? HIGH_BITS : 0;
            backslash |= text[i] == '\\' ? HIGH_BITS : 0;
        }
        if ((other & HIGH_BITS) != 0) {
            return NO;
        }
        return (backslash & HIGH_BITS) != 0 && hasUnicodeEscape(text) ? ESCAPED : YES;
    }

    /** Also true of an escaped backslash before a u. */
    private static boolean hasUnicodeEscape(byte[] text) {
        for (int i = 1; i < text.length; i++) {
            if (text[i] == 'u' && text[i - 1] == '\\') {
                return true;
            }
        }
        return false;
    }

    /** Returns a number with a high bit in a byte exactly if one of the eight is zero; other bits mean nothing. */
    private static long zeros(long eight) {
        return (eight - LOW_BITS) & ~eight;
    }
}
