using Microsoft.Extensions.DependencyInjection;
using Swarm.Messaging.Contracts.Flow;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Distribution;
using Swarm.Messaging.Integration.Tests.Distribution;
using Swarm.Messaging.Integration.Tests.Services;

namespace Swarm.Messaging.Integration.Tests.Flow;

/// <summary>Limits of keys that an expression finds in a task.</summary>
public sealed class OwnKeyTests(RedisFixture redis) : IClassFixture<RedisFixture>
{
    [Fact]
    public async Task Tasks_wait_for_the_pause_of_a_key_that_their_input_has_and_others_go_past()
    {
        await using var world = await CrmWorld.StartAsync(
            redis.Server.Port, configure: services => services.Configure<DistributionOptions>(o => o.LimitKeys["pipeline"] = "input.pipelineId"));
        (await world.TellAsync("PauseDispatch", new { key = "pipeline:p1" })).ShouldBeOfType<DispatchLimits>();
        await world.AgentAsync("agent_001");
        await world.SubmitAsync("one", "contact_update", "acme", new { pipelineId = "p1" });
        await world.SubmitAsync("other", "contact_update", "acme", new { pipelineId = "p2" });

        await world.WaitForAsync("other", TaskStates.Completed);
        (await world.WaitForAsync("one", TaskStates.Parked)).State.ShouldBe(TaskStates.Parked);
        var limits = (await world.TellAsync("GetLimits", new { })).ShouldBeOfType<DispatchLimits>();
        limits.Limits.Single(l => l.Key == "pipeline:p1").Waiting.ShouldBe(1);

        await world.TellAsync("ResumeDispatch", new { key = "pipeline:p1" });
        await world.WaitForAsync("one", TaskStates.Completed);
        (await world.TellAsync("PauseDispatch", new { key = "unknown:p1" })).ShouldBeOfType<CommandRejected>().Violations[0].Rule.ShouldContain("pipeline:");
    }
}
