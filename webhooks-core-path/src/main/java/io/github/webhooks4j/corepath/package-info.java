/** An application with an engine, a transport and both stores, and with nothing else on its path. */
@NullMarked
package io.github.webhooks4j.corepath;

import org.jspecify.annotations.NullMarked;
