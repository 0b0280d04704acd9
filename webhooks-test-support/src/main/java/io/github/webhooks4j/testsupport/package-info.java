/** Fixtures that the tests of several modules share. Not published. */
@NullMarked
package io.github.webhooks4j.testsupport;

import org.jspecify.annotations.NullMarked;
