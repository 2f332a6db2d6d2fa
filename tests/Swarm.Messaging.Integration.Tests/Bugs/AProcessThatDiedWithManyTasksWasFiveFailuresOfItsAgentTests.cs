using System.Text.Json;
using Microsoft.Extensions.Options;
using Swarm.Messaging.Agents;
using Swarm.Messaging.Contracts.Agents;
using Swarm.Messaging.Integration.Tests.Agents;
using Swarm.Messaging.Integration.Tests.Services;
using Swarm.Messaging.Placement;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>Each lease that ended with one process was a failure of its own: started again at once, it found its agent's breaker open and got nothing for a minute.</summary>
public sealed class AProcessThatDiedWithManyTasksWasFiveFailuresOfItsAgentTests(RedisFixture redis) : IClassFixture<RedisFixture>, IAsyncLifetime
{
    private const int Tasks = 6;

    private static readonly CancellationToken None = CancellationToken.None;

    private AgentWorld world = null!;

    public async Task InitializeAsync()
    {
        world = await AgentWorld.StartAsync(redis.Server.ConnectionString, settings: new() { ["Agents:BreakerFailures"] = "3" });
        await RegisterAsync();
    }

    public async Task DisposeAsync() => await world.DisposeAsync();

    [Fact]
    public async Task All_that_one_process_loses_is_one_failure_and_it_gets_work_again_at_once()
    {
        foreach (var n in Enumerable.Range(0, Tasks))
            await world.SubmitAsync($"t{n}", "upper", retry: "wasm");
        var tokens = new List<string>();
        while (tokens.Count < Tasks)
            tokens.AddRange((await world.Api.GetAsync("/api/agents/agent/work?wait=30")).Json.GetProperty("tasks").EnumerateArray().Select(t => t.GetProperty("leaseToken").GetString()!));
        var started = await world.Api.PostAsync("/api/agents/agent/start", JsonSerializer.Serialize(new { tokens, call = "c1" }));
        started.Json.GetProperty("tokens").GetArrayLength().ShouldBe(Tasks);

        world.Clock.Advance(Lease);

        await Eventually.HoldsAsync(async () => (await world.AgentAsync("agent")).Failed == Tasks, "all of them are counted");
        (await world.AgentAsync("agent")).Breaker.ShouldBe(BreakerStates.Closed);
        await RegisterAsync();
        (await world.Api.GetAsync("/api/agents/agent/work?wait=30")).Json.GetProperty("tasks").GetArrayLength().ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task Losses_one_after_the_other_and_failures_beside_them_count_as_ever()
    {
        var (store, options) = (world.Get<IAgentStore>(), world.Get<IOptions<AgentOptions>>().Value);
        var lost = new AgentOutcome("agent", false, TimeSpan.Zero, Lease);

        for (var times = 1; times <= 2; times++)
        {
            (await store.CountAsync(lost, options, None))!.Now.FailedInARow.ShouldBe(times);
            (await store.CountAsync(lost, options, None))!.Now.FailedInARow.ShouldBe(times);
            world.Clock.Advance(Lease);
        }

        (await store.CountAsync(lost with { OneLoss = null }, options, None))!.Now.Breaker.ShouldBe(BreakerStates.Open);
    }

    private TimeSpan Lease => world.Get<IOptions<PlacementOptions>>().Value.Lease;

    private Task RegisterAsync() => world.TellAsync(nameof(RegisterAgent), """{"agentId":"agent","type":"tester","kinds":[{"kind":"text"}],"maxCapacity":8,"transport":"http"}""");
}
