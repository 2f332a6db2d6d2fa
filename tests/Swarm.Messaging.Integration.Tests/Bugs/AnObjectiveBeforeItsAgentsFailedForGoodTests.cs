using Swarm.Messaging.Client.Agents;
using Swarm.Messaging.Contracts.Objectives;
using Swarm.Messaging.Integration.Tests.Agents;
using Swarm.Messaging.Integration.Tests.Services;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>The kind of objectives was unknown until an agent registered for it, so the first step was refused and the objective over.</summary>
public sealed class AnObjectiveBeforeItsAgentsFailedForGoodTests(RedisFixture redis) : IClassFixture<RedisFixture>
{
    [Fact]
    public async Task It_waits_for_them_and_is_reached()
    {
        await using var world = await AgentWorld.StartAsync(redis.Server.ConnectionString);
        (await world.TellAsync(nameof(SubmitObjective), """{"objectiveId":"early","objective":"Find out what others charge","strategy":"research"}"""))
            .ShouldBeOfType<ObjectiveAccepted>();
        await Eventually.HoldsAsync(async () => await QueuedAsync(world) == 1, "the first step waits in its queue");

        await world.StartAgentAsync("late", o =>
        {
            foreach (var step in new[] { "research", "analysis", "documentation" })
                o.Handle("objective", step, (_, _) => Task.FromResult(AgentResult.Ok(step)));
        });

        var state = "";
        await Eventually.HoldsAsync(async () => (state = await StateAsync(world)) is ObjectiveStates.Completed or ObjectiveStates.Failed, "it has ended");
        state.ShouldBe(ObjectiveStates.Completed);
    }

    private static async Task<int> QueuedAsync(AgentWorld world) =>
        (await world.Api.GetAsync("/api/tasks?state=Parked")).Json.GetProperty("tasks").GetArrayLength();

    private static async Task<string> StateAsync(AgentWorld world) => (await world.Api.GetAsync("/api/objectives/early")).Json.GetProperty("state").GetString()!;
}
