/** Reading, writing and signing, measured by JMH beside the least code that could do the same. */
@NullMarked
package io.github.webhooks4j.benchmarks.codec;

import org.jspecify.annotations.NullMarked;
