using Swarm.Messaging.Contracts.Distribution;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Integration.Tests.Distribution;
using Swarm.Messaging.Integration.Tests.Services;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>Agents got no idempotency key with what may be repeated, though every attempt was said to have one.</summary>
public sealed class ARepeatableOperationHadNoKeyTests(RedisFixture redis) : IClassFixture<RedisFixture>
{
    [Theory]
    [InlineData(null, "t")]
    [InlineData("own", "own")]
    public async Task Each_execution_has_the_callers_or_the_id(string? given, string key)
    {
        await using var world = await CrmWorld.StartAsync(redis.Server.Port);
        var agent = await world.AgentAsync("agent_001", task => task.Attempt == 1 ? throw new AgentFailure("broken") : CrmAgent.Fine(task));

        (await world.TellAsync(nameof(SubmitCrmTask), new { id = "t", operation = "custom_field_update", idempotencyKey = given })).ShouldBeOfType<SubmissionAccepted>();
        await world.WaitForAsync("t", TaskStates.RetryScheduled);
        await world.PassAsync(TimeSpan.FromSeconds(1.5));

        await world.WaitForAsync("t", TaskStates.Completed);
        agent.Executions.Select(e => (e.Attempt, e.IdempotencyKey, e.Repeatable)).ShouldBe([(1, key, null), (2, key, null)]);
    }
}
