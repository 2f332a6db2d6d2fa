using Swarm.Messaging.Contracts.Flow;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Integration.Tests.Distribution;
using Swarm.Messaging.Integration.Tests.Services;
using Swarm.Messaging.Tasks;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>A task that waited for a target at rest was told to wait for a slot, and the target was shown as eligible.</summary>
public sealed class APausedTargetWasCalledFreeTests(RedisFixture redis) : IClassFixture<RedisFixture>
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Theory]
    [InlineData("agent:agent_001")]
    [InlineData("target:agent_001")]
    public async Task What_waits_for_it_is_told_the_key_the_reason_and_the_time(string key)
    {
        await using var world = await CrmWorld.StartAsync(redis.Server.Port);
        await world.AgentAsync("agent_001");
        var paused = (await world.TellAsync(nameof(PauseDispatch), new { key, forMs = 600_000, reason = "maintenance" })).ShouldBeOfType<DispatchLimits>();
        var until = paused.Limits.Single(l => l.Key == key).Pause!.Until.ShouldNotBeNull();

        await world.SubmitAsync("waits", "conversation_read", "acme");
        await world.WaitForAsync("waits", TaskStates.Parked);
        var explained = (await world.Host.Get<TaskQueries>().ExplainAsync("waits", None)).ShouldNotBeNull();

        explained.Why.ShouldSatisfyAllConditions(w => w.ShouldContain($"{key} is paused"), w => w.ShouldContain("maintenance"), w => w.ShouldContain($"{until:O}"));
        explained.Placement.Candidates.Single(c => c.TargetId == "agent_001").ShouldSatisfyAllConditions(
            c => c.Eligible.ShouldBeFalse(), c => c.Reason.ShouldContain($"{key} is paused"), c => c.Reason.ShouldContain($"{until:O}"));
    }

    [Fact]
    public async Task One_at_its_limit_is_named_by_that()
    {
        await using var world = await CrmWorld.StartAsync(redis.Server.Port);
        var end = new TaskCompletionSource<System.Text.Json.JsonElement>(TaskCreationOptions.RunContinuationsAsynchronously);
        await world.AgentAsync("agent_001", _ => end.Task);
        await world.TellAsync(nameof(SetLimit), new { key = "agent:agent_001", concurrency = 1 });
        await world.SubmitAsync("runs", "conversation_read", "acme");
        await world.WaitForAsync("runs", TaskStates.Running);

        await world.SubmitAsync("waits", "conversation_read", "birch");
        await world.WaitForAsync("waits", TaskStates.Parked);
        var explained = (await world.Host.Get<TaskQueries>().ExplainAsync("waits", None)).ShouldNotBeNull();

        explained.Why.ShouldContain("agent:agent_001 has 1 of 1 at a time");
        explained.Placement.Candidates.Single(c => c.TargetId == "agent_001").Eligible.ShouldBeFalse();
        end.SetResult(System.Text.Json.JsonElement.Parse("null"));
    }
}
