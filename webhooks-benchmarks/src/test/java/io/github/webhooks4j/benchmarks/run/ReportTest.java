package io.github.webhooks4j.benchmarks.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {
    @TempDir
    Path directory;

    @Test
    void a_program_reads_throughput_and_cpu_time_of_each_contender() throws IOException {
        Path file = directory.resolve("report.json");
        Map<String, Summary> metrics = new LinkedHashMap<>();
        metrics.put("per_second", new Summary(2_000, 1_000, 3_000));
        metrics.put("cpu_us", new Summary(40, 35.5, 50));

        JsonReport.write(new Results("delivery", Map.of("rounds", "3"), Map.of("raw-okhttp", metrics)), file);

        JsonNode expected = new ObjectMapper().readTree("""
                {"scenario": "delivery", "conditions": {"rounds": "3"}, "contenders": {"raw-okhttp": {
                  "per_second": {"median": 2000.0, "min": 1000.0, "max": 3000.0},
                  "cpu_us": {"median": 40.0, "min": 35.5, "max": 50.0}}}, "ratios": {}}""");
        assertThat(new ObjectMapper().readTree(file.toFile())).isEqualTo(expected);
    }

    @Test
    void a_reader_sees_what_a_delivery_costs_with_each_contender() {
        Map<String, Map<String, Summary>> subjects = new LinkedHashMap<>();
        subjects.put("raw-okhttp", cost(30_000, 30, 0, 10));
        subjects.put("webhooks-postgresql", cost(6_000, 70, 80, 10));

        assertThat(CostTable.lines(new Results("delivery", Map.of(), subjects)))
                .containsExactly(
                        "Medians; CPU in microseconds per delivery, the sum without compilers; ratios to raw-okhttp,"
                                + " higher is better.",
                        "contender              per second   ratio       CPU   ratio   process    server  receiver"
                                + "  compilers",
                        "raw-okhttp                 30,000    1.00      40.0    1.00      30.0       0.0      10.0"
                                + "        0.5",
                        "webhooks-postgresql         6,000    0.20     160.0    0.25      70.0      80.0      10.0"
                                + "        0.5");
    }

    @Test
    void a_program_reads_the_samples_of_each_contender() throws IOException {
        Path file = directory.resolve("report.json");
        Map<String, List<Map<String, Double>>> samples =
                Map.of("webhooks-sqlite", List.of(Map.of("rows", 100.0), Map.of("rows", 110.5)));

        JsonReport.write(new Results("soak", Map.of(), Map.of(), samples), file);

        JsonNode expected = new ObjectMapper().readTree("""
                {"scenario": "soak", "conditions": {}, "contenders": {}, "ratios": {},
                  "samples": {"webhooks-sqlite": [{"rows": 100.0}, {"rows": 110.5}]}}""");
        assertThat(new ObjectMapper().readTree(file.toFile())).isEqualTo(expected);
    }

    @Test
    void a_reader_sees_the_samples_below_one_another() {
        Map<String, Double> first = new LinkedHashMap<>();
        first.put("minutes", 1.0);
        first.put("rows", 120_000.0);
        Map<String, Double> second = new LinkedHashMap<>(first);
        second.put("minutes", 2.0);
        second.put("dead_rows", 7.0);

        assertThat(SampleTable.lines(List.of(first, second)))
                .containsExactly(
                        "minutes     rows  dead_rows", //
                        "   1.00  120,000          -",
                        "   2.00  120,000       7.00");
    }

    @Test
    void without_the_bare_client_there_are_no_ratios_to_it() {
        var results = new Results("delivery", Map.of(), Map.of("jobrunr", cost(1_000, 800, 200, 10)));

        assertThat(CostTable.lines(results).get(2))
                .isEqualTo("jobrunr                     1,000       -   1,010.0       -     800.0     200.0      10.0"
                        + "        0.5");
    }

    @Test
    void a_scenario_that_delivers_nothing_has_no_table_of_costs() {
        Map<String, Summary> metrics = Map.of("per_second", new Summary(1, 1, 1));

        assertThat(CostTable.lines(new Results("codec", Map.of(), Map.of("bare", metrics))))
                .isEmpty();
    }

    private static Map<String, Summary> cost(double perSecond, double process, double server, double receiver) {
        return Map.of(
                "per_second", one(perSecond),
                "cpu_us", one(process + server + receiver),
                "cpu_us_process", one(process),
                "cpu_us_server", one(server),
                "cpu_us_receiver", one(receiver),
                "cpu_us_compilers", one(0.5));
    }

    private static Summary one(double value) {
        return Summary.of(List.of(value));
    }
}
