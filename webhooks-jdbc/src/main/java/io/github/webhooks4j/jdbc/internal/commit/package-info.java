/** Commits: what is loaded, decided and written in one transaction, and what follows once it is durable. */
@NullMarked
package io.github.webhooks4j.jdbc.internal.commit;

import org.jspecify.annotations.NullMarked;
