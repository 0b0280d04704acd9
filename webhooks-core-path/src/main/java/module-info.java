import org.jspecify.annotations.NullMarked;

/** An application on the module path, with the modules that it cannot do without. */
@NullMarked
module io.github.webhooks4j.corepath {
    requires io.github.webhooks4j.engine;
    requires io.github.webhooks4j.okhttp;
    requires io.github.webhooks4j.postgresql;
    requires io.github.webhooks4j.sqlite;
}
