namespace Swarm.Messaging.Integration.Tests.Http;

[Collection(HttpCollection.Name)]
public sealed class EventStreamTests(HttpHost host)
{
    [Fact]
    public async Task A_listener_hears_its_client_from_acceptance_to_the_end_and_nobody_else()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        using var response = await host.Api.Http.GetAsync("/api/events?client=ear", HttpCompletionOption.ResponseHeadersRead, limit.Token);
        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync(limit.Token));
        (await lines.ReadLineAsync(limit.Token)).ShouldBe(": listening");

        await host.Api.PostAsync("/api/tasks", """{"taskId":"e0","client":"other","kind":"basic","operation":"noop"}""");
        await host.Api.PostAsync("/api/tasks", """{"taskId":"e1","client":"ear","kind":"basic","operation":"noop"}""");
        var heard = new List<string>();
        while (heard.LastOrDefault() != "task.completed")
        {
            var line = (await lines.ReadLineAsync(limit.Token)).ShouldNotBeNull();
            if (line.StartsWith("event: ", StringComparison.Ordinal))
                heard.Add(line["event: ".Length..]);
            if (line.StartsWith("data: ", StringComparison.Ordinal))
                line.ShouldContain("\"client\":\"ear\"");
        }

        response.Content.Headers.ContentType!.MediaType.ShouldBe("text/event-stream");
        heard.ShouldContain("task.accepted");
    }
}
