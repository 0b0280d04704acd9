package io.github.webhooks4j.e2e.canary;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * A secret that may be found only in the places where it belongs.
 *
 * @param name what it is
 * @param bytes the secret itself
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Canary(String name, byte[] bytes) {
    static Canary of(String name, String text) {
        return new Canary(name, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Reads a line that {@link #line()} made. */
    static Canary ofLine(String line) {
        int tab = line.indexOf('\t');
        return new Canary(line.substring(0, tab), HexFormat.of().parseHex(line.substring(tab + 1)));
    }

    String line() {
        return name + '\t' + HexFormat.of().formatHex(bytes);
    }

    /** Returns whether any form of it is in {@code content}, whose bytes are characters of ISO-8859-1. */
    boolean isIn(String content) {
        return forms().stream().anyMatch(content::contains);
    }

    /** Returns the forms in which it could be written, as characters of ISO-8859-1. */
    private Set<String> forms() {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        var forms = new LinkedHashSet<String>();
        forms.add(text);
        forms.add(URLEncoder.encode(text, StandardCharsets.ISO_8859_1));
        forms.add(HexFormat.of().formatHex(bytes));
        forms.add(HexFormat.of().withUpperCase().formatHex(bytes));
        forms.add(Base64.getEncoder().withoutPadding().encodeToString(bytes));
        forms.add(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
        return forms;
    }
}
