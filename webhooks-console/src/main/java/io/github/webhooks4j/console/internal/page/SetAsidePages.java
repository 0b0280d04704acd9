package io.github.webhooks4j.console.internal.page;

import io.github.webhooks4j.console.exchange.ConsoleResponse;
import io.github.webhooks4j.console.internal.engine.NodeState;
import java.util.function.BiPredicate;

/** What is decided about a record that is set aside. The records are on the overview. */
final class SetAsidePages {
    ConsoleResponse retry(Visit visit) {
        return end(visit, NodeState::retrySetAside, Done.WRITTEN);
    }

    ConsoleResponse drop(Visit visit) {
        return end(visit, NodeState::dropSetAside, Done.DROPPED);
    }

    private static ConsoleResponse end(Visit visit, BiPredicate<NodeState, String> end, Done done) {
        return visit.engine()
                .node()
                .filter(node -> end.test(node, visit.parameter("id")))
                .map(node -> visit.done("/", done))
                .orElseGet(visit::notFound);
    }
}
