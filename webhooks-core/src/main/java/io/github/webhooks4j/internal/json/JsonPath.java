package io.github.webhooks4j.internal.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.databind.JsonMappingException.Reference;
import java.util.List;

/** Shows where in a text a fault is, for example {@code a.b[1].c}. */
final class JsonPath {
    private static final int MAX_SHOWN = 100;
    private static final String UNSHOWN = "a key";

    private JsonPath() {}

    /** Returns the path at which the parser is. */
    static String of(JsonParser parser) {
        var path = new StringBuilder();
        for (JsonStreamContext place = parser.getParsingContext(); !place.inRoot(); place = place.getParent()) {
            path.insert(0, place.inArray() ? "[" + place.getCurrentIndex() + "]" : "." + place.getCurrentName());
            if (path.length() > MAX_SHOWN) {
                return UNSHOWN;
            }
        }
        return shown(path);
    }

    /** Returns the path that data binding reports, outermost first. */
    static String of(List<Reference> references) {
        var path = new StringBuilder();
        for (Reference reference : references) {
            String name = reference.getFieldName();
            path.append(name == null ? "[" + reference.getIndex() + "]" : "." + name);
        }
        return path.length() > MAX_SHOWN ? UNSHOWN : shown(path);
    }

    /** Keys are untrusted text: a path is shown only if it is short and plain. */
    private static String shown(StringBuilder path) {
        boolean plain = path.length() > 1 && path.chars().allMatch(c -> c > ' ' && c < 0x7f);
        return plain ? path.substring(1) : UNSHOWN;
    }
}
