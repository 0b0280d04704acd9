package io.github.webhooks4j.benchmarks.run;

import java.util.LinkedHashMap;
import java.util.Map;

/** The conditions on which figures depend, beside what is measured. */
final class Conditions {
    private static final String RECEIVER =
            "a process of its own on the same machine: one thread, NIO, 200 with no body at once";

    private Conditions() {}

    static Map<String, String> ofThisMachine() {
        Runtime runtime = Runtime.getRuntime();
        var conditions = new LinkedHashMap<String, String>();
        conditions.put("java", Runtime.version() + " " + System.getProperty("java.vm.vendor"));
        conditions.put("os", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        conditions.put("processors", Integer.toString(runtime.availableProcessors()));
        conditions.put("max heap", (runtime.maxMemory() >> 20) + " MiB");
        conditions.put("receiver", RECEIVER);
        return conditions;
    }
}
