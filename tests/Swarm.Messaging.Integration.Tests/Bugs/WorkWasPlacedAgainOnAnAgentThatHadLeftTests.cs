using Swarm.Messaging.Agents;
using Swarm.Messaging.Contracts.Agents;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Integration.Tests.Distribution;
using Swarm.Messaging.Integration.Tests.Services;
using Swarm.Messaging.Placement;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>A heartbeat that was under way while its agent said that it stops made the agent a target again: work was placed on it until its lease ran out.</summary>
public sealed class WorkWasPlacedAgainOnAnAgentThatHadLeftTests(RedisFixture redis) : IClassFixture<RedisFixture>
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Theory]
    [InlineData(nameof(DrainAgent))]
    [InlineData(nameof(DeregisterAgent))]
    public async Task What_was_read_before_it_left_makes_it_no_target_again(string command)
    {
        await using var world = await CrmWorld.StartAsync(redis.Server.Port);
        await world.AgentAsync("agent_001");
        var before = (await world.Host.Get<IAgentStore>().GetAsync("agent_001", None)).ShouldNotBeNull();
        (await world.TellAsync(command, command == nameof(DrainAgent) ? new { agentId = "agent_001", leaving = true } : (object)new { agentId = "agent_001" })).ShouldBeOfType<AgentChanged>();

        await world.Host.Get<AgentPlacement>().SettleAsync(before, None);

        (await world.Host.Get<IPlacementStore>().ReportAsync(None)).Targets.ShouldNotContain(t => t.TargetId == "agent_001" && t.Status == "active");
        (await world.SubmitAsync("t", "conversation_read", "acme")).State.ShouldBe(TaskStates.Parked);
    }
}
