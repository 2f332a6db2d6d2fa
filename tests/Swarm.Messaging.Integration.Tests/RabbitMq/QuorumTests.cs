using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Integration.Tests.Http;
using Swarm.Messaging.Integration.Tests.Services;

namespace Swarm.Messaging.Integration.Tests.RabbitMq;

[Collection(RabbitMqCollection.Name)]
public sealed class QuorumTests(RabbitMqFixture rabbit, RedisFixture redis) : IClassFixture<RedisFixture>
{
    [Fact]
    public async Task With_the_option_commands_and_reports_go_by_quorum_queues()
    {
        var prefix = $"q{Guid.NewGuid():N}";
        var host = new HttpHost(new()
        {
            ["Redis"] = redis.Server.ConnectionString, ["Broker"] = rabbit.Server.Address().ToString(), ["Prefix"] = prefix,
            ["Listen"] = "127.0.0.1:0", ["QuorumQueues"] = "true",
        });
        await host.InitializeAsync();
        try
        {
            await using var client = await PlainClient.ConnectAsync(rabbit.Server.Address());
            await client.AskAsync($"{prefix}.swarm.submit-task", """{ "taskId": "q", "kind": "basic", "operation": "noop" }""");
            (await host.Api.GetAsync("/api/tasks/q?wait=60"))["state"].ShouldBe(TaskStates.Completed);

            var queues = (await rabbit.Server.ControlAsync("list_queues", "name", "type")).Split(Environment.NewLine)
                .Select(l => l.Split('\t')).Where(l => l.Length == 2 && l[0].StartsWith(prefix, StringComparison.Ordinal)).ToDictionary(l => l[0][(prefix.Length + 1)..], l => l[1]);
            foreach (var name in new[] { "swarm.submit-task", "swarm.submit-tasks", "swarm.cancel-task", "swarm.replay-task", "swarm.get-task", "swarm.get-status", "swarm.task-reports" })
                queues[name].ShouldBe("quorum", name);
            // A target's queue is as short-lived as the target.
            queues.Where(q => q.Key.StartsWith("swarm.target.", StringComparison.Ordinal)).ShouldAllBe(q => q.Value == "classic");
        }
        finally
        {
            await host.DisposeAsync();
        }
    }
}
