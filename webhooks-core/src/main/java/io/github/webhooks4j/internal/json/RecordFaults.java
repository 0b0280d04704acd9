package io.github.webhooks4j.internal.json;

import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonMappingException.Reference;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Translates what data binding throws: its own messages quote values. */
final class RecordFaults {
    private RecordFaults() {}

    /**
     * Returns the rule that {@code object} breaks.
     *
     * @param thrown what binding it threw
     */
    static MalformedJsonException of(IllegalArgumentException thrown, Map<String, @Nullable Object> object) {
        if (!(thrown.getCause() instanceof JsonMappingException fault)) {
            throw thrown;
        }
        List<Reference> place = fault.getPath();
        String path = place.isEmpty() ? "" : JsonPath.of(place);
        if (fault instanceof UnrecognizedPropertyException) {
            return new MalformedJsonException(path, "must be a known key", "unknown");
        }
        if (fault.getCause() instanceof NullPointerException missing && missing.getMessage() != null) {
            return new MalformedJsonException(
                    StrictJson.path(path, snakeCase(missing.getMessage())), "is required", "absent");
        }
        if (fault instanceof MismatchedInputException mismatch && mismatch.getTargetType() != null) {
            Object value = valueAt(place, object);
            return new MalformedJsonException(
                    path,
                    "must be " + nameOf(mismatch.getTargetType()),
                    value == null ? "absent" : StrictJson.typeOf(value));
        }
        return new MalformedJsonException(path, "must keep its rule", "a value that breaks it");
    }

    private static String nameOf(Class<?> type) {
        if (type == String.class) {
            return "a string";
        } else if (type == boolean.class) {
            return "a boolean";
        } else if (type.isPrimitive()) {
            return type == double.class ? "a number" : "an integer";
        } else {
            return List.class.isAssignableFrom(type) ? "a list" : "an object";
        }
    }

    private static @Nullable Object valueAt(List<Reference> place, Map<String, @Nullable Object> object) {
        Object value = object;
        for (Reference reference : place) {
            if (value instanceof Map<?, ?> map) {
                value = map.get(reference.getFieldName());
            } else if (value instanceof List<?> list) {
                value = list.get(reference.getIndex());
            }
        }
        return value;
    }

    private static String snakeCase(String component) {
        return component.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
    }
}
