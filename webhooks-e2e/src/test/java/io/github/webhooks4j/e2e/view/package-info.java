@NullMarked
package io.github.webhooks4j.e2e.view;

import org.jspecify.annotations.NullMarked;
