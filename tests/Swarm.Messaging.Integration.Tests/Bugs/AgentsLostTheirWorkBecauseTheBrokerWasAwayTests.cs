using System.Net;
using Swarm.Messaging.Agents;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Integration.Tests.Http;
using Swarm.Messaging.Integration.Tests.Services;
using Swarm.Messaging.Placement;
using Swarm.Messaging.Redis.Connection;
using Swarm.Messaging.Tasks;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>
/// While the broker was away the host refused the signs of life of agents, over HTTP too, and took their leases for over all the same: healthy agents lost their work, and did it twice.
/// </summary>
[Collection(RabbitMqCollection.Name)]
public sealed class AgentsLostTheirWorkBecauseTheBrokerWasAwayTests(RabbitMqFixture rabbit, RedisFixture redis) : IClassFixture<RedisFixture>, IAsyncLifetime
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(2);

    private HttpHost host = null!;

    public async Task InitializeAsync()
    {
        host = new HttpHost(new()
        {
            ["Redis"] = redis.Server.ConnectionString, ["Broker"] = rabbit.Server.Address().ToString(), ["Prefix"] = $"o{Guid.NewGuid():N}", ["Listen"] = "127.0.0.1:0",
            ["Placement:Lease"] = "3s", ["Placement:Heartbeat"] = "1s", ["Agents:OfflineAfter"] = "4s",
        });
        await host.InitializeAsync();
    }

    public async Task DisposeAsync() => await host.DisposeAsync();

    [Fact]
    public async Task Nobody_is_late_until_he_could_be_heard_again_and_what_he_says_over_http_counts()
    {
        await host.Api.PostAsync("/api/agents", """{"agentId":"a-1","kinds":[{"kind":"text"}]}""");
        await host.Api.PostAsync("/api/agents", """{"agentId":"a-2","kinds":[{"kind":"other"}]}""");
        var told = await BegunAsync("told");
        await BegunAsync("silent");
        await rabbit.Server.KillAsync();
        try
        {
            await Eventually.HoldsAsync(() => host.Get<IHearing>().HeardFor == TimeSpan.Zero, "the host has noticed");
            for (var look = 0; look < 3; look++)
            {
                host.Get<StoreClock>().Advance(Long);
                (await host.Get<PlacementSweeper>().RunOnceAsync(default)).ShouldBe(0);
                (await host.Get<AgentHealth>().RunOnceAsync(default)).Offline.ShouldBe(0);
            }

            (await host.Api.PostAsync("/api/agents/a-1/heartbeat", "{}")).Status.ShouldBe(HttpStatusCode.OK);
            var answer = await host.Api.PostAsync("/api/agents/a-1/reports", $$"""{"reports":[{"taskId":"told","leaseToken":"{{told}}","kind":"succeeded"}]}""");
            (answer.Status, answer["taken"]).ShouldBe((HttpStatusCode.OK, "1"));
            (await StateAsync("told"), await StateAsync("silent")).ShouldBe((TaskStates.Completed, TaskStates.Placed));

            // Whoever stops signs off, and is not taken for active until its silence is noticed.
            (await host.Api.PostAsync("/api/agents/a-2/drain", "{}")).Status.ShouldBe(HttpStatusCode.OK);
            using (var left = await host.Api.Http.DeleteAsync("/api/agents/a-2"))
                left.StatusCode.ShouldBe(HttpStatusCode.OK);
            (await host.Get<IAgentStore>().GetAsync("a-2", default)).ShouldBeNull();
            (await host.Api.PostAsync("/api/agents/a-1/start", "{}")).Status.ShouldBe(HttpStatusCode.ServiceUnavailable);
        }
        finally
        {
            // Others of the collection wait for it without end.
            await rabbit.Server.RestartAsync();
        }

        await Eventually.HoldsAsync(async () =>
        {
            host.Get<StoreClock>().Advance(Long);
            return await StateAsync("silent") != TaskStates.Placed;
        }, "whoever stays silent loses his work", TimeSpan.FromSeconds(60));
    }

    private async Task<string> BegunAsync(string task)
    {
        (await host.Api.PostAsync("/api/tasks", $$"""{"taskId":"{{task}}","kind":"text","operation":"any"}""")).Status.ShouldBe(HttpStatusCode.Accepted);
        var work = (await host.Api.GetAsync("/api/agents/a-1/work?wait=30")).Json;
        return work.GetProperty("tasks").EnumerateArray().Single(t => t.GetProperty("taskId").GetString() == task).GetProperty("leaseToken").GetString()!;
    }

    private async Task<string?> StateAsync(string task) => (await host.Get<TaskQueries>().GetAsync(task, false, CancellationToken.None))?.State;
}
