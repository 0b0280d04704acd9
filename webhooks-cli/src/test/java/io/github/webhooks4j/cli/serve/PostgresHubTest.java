package io.github.webhooks4j.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.webhooks4j.testkit.TestReceiver;
import io.github.webhooks4j.testsupport.PostgresServer;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

@Tag("postgres")
class PostgresHubTest {
    private final PGSimpleDataSource database = PostgresServer.newSchema();

    @Test
    void delivers_from_a_database_and_creates_its_tables() throws Exception {
        String url = "jdbc:postgresql://127.0.0.1:" + PostgresServer.port() + "/" + database.getDatabaseName()
                + "?user=" + database.getUser() + "&currentSchema=" + database.getCurrentSchema();
        try (TestReceiver receiver = TestReceiver.start();
                Hub hub = TestHub.open(AccessRules.of(null, List.of()), null, "--postgres", url)) {
            var client = new HubClient(hub.url());
            client.post(
                    "/repositories/acme/app/webhooks",
                    "{\"name\":\"n\",\"destinations\":[\"" + receiver.url() + "\"]}");
            String chain = client.post("/repositories/acme/app/pushes", "{\"repository\":{\"repo_name\":\"acme/app\"}}")
                    .json()
                    .at("/chains/0")
                    .textValue();

            JsonNode done = client.awaitChain(
                    chain, json -> json.get("state").textValue().equals("complete"));

            assertThat(done.at("/steps/0/attempts/0/status").intValue()).isEqualTo(200);
        }
    }
}
