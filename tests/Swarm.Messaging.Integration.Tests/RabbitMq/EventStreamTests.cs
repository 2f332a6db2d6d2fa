using Swarm.Messaging.Integration.Tests.Http;
using Swarm.Messaging.Integration.Tests.Services;

namespace Swarm.Messaging.Integration.Tests.RabbitMq;

/// <summary>A stream at one host tells what happens on all of them, each thing once.</summary>
[Collection(RabbitMqCollection.Name)]
public sealed class EventStreamTests(RabbitMqFixture rabbit, RedisFixture redis) : IClassFixture<RedisFixture>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData("true")]
    [InlineData("false")]
    public async Task A_listener_at_one_host_hears_the_tasks_of_another_once(string bridge)
    {
        var settings = new Dictionary<string, string?>
        {
            ["Redis"] = redis.Server.ConnectionString, ["Broker"] = rabbit.Server.Address().ToString(), ["Prefix"] = $"e{Guid.NewGuid():N}",
            ["Listen"] = "127.0.0.1:0", ["EventBridge"] = bridge,
        };
        var (one, other) = (new HttpHost(settings), new HttpHost(settings));
        await Task.WhenAll(one.InitializeAsync(), other.InitializeAsync());
        try
        {
            using var limit = new CancellationTokenSource(Patience);
            using var response = await one.Api.Http.GetAsync("/api/events?client=ear", HttpCompletionOption.ResponseHeadersRead, limit.Token);
            using var lines = new StreamReader(await response.Content.ReadAsStreamAsync(limit.Token));
            (await lines.ReadLineAsync(limit.Token)).ShouldBe(": listening");

            // On both hosts: neither its own nor another's may be missing or come twice.
            for (var i = 0; i < 20; i++)
                await (i % 2 == 0 ? one : other).Api.PostAsync("/api/tasks", $$"""{"taskId":"e{{i}}","client":"ear","kind":"basic","operation":"noop"}""");
            var heard = new List<(string Name, string TaskId)>();
            var name = "";
            while (heard.Count(h => h.Name == "task.completed") < 20)
            {
                var line = (await lines.ReadLineAsync(limit.Token)).ShouldNotBeNull();
                if (line.StartsWith("event: ", StringComparison.Ordinal))
                    name = line["event: ".Length..];
                if (line.StartsWith("data: ", StringComparison.Ordinal))
                    heard.Add((name, System.Text.Json.JsonElement.Parse(line["data: ".Length..]).GetProperty("taskId").GetString()!));
            }

            heard.Where(h => h.Name == "task.completed").Select(h => h.TaskId).Order()
                .ShouldBe(Enumerable.Range(0, 20).Select(i => $"e{i}").Order());
            heard.Count(h => h.Name == "task.accepted").ShouldBe(20);
        }
        finally
        {
            await Task.WhenAll(one.DisposeAsync(), other.DisposeAsync());
        }
    }
}
