package io.github.webhooks4j.benchmarks.run;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;

/** Results as a JSON file, for programs. */
final class JsonReport {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private JsonReport() {}

    static void write(Results results, Path file) throws IOException {
        ObjectNode report = JSON.createObjectNode();
        report.put("scenario", results.scenario());
        ObjectNode conditions = report.putObject("conditions");
        results.conditions().forEach(conditions::put);
        ObjectNode subjects = report.putObject("contenders");
        results.subjects().forEach((name, metrics) -> {
            ObjectNode subject = subjects.putObject(name);
            metrics.forEach((metric, spread) -> subject.putObject(metric)
                    .put("median", spread.median())
                    .put("min", spread.min())
                    .put("max", spread.max()));
        });
        ObjectNode ratios = report.putObject("ratios");
        results.ratios().forEach(ratios::put);
        if (!results.samples().isEmpty()) {
            ObjectNode samples = report.putObject("samples");
            results.samples().forEach((name, all) -> {
                ArrayNode list = samples.putArray(name);
                all.forEach(sample -> sample.forEach(list.addObject()::put));
            });
        }
        JSON.writeValue(file.toFile(), report);
    }
}
