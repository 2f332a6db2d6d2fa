using Microsoft.Extensions.DependencyInjection;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Integration.Tests.Distribution;
using Swarm.Messaging.Integration.Tests.Services;
using Swarm.Messaging.Tasks;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>While a client's login failed, each task that tried it spent its executions on it and was a dead letter, one after the other, until somebody came to mend the login.</summary>
public sealed class ATaskEndedBecauseItsClientCouldNotLogInTests(RedisFixture redis) : IClassFixture<RedisFixture>
{
    /// <summary>Of the kind.</summary>
    private const int MostExecutions = 4;

    [Fact]
    public async Task It_waits_and_is_done_when_the_login_is_mended()
    {
        await using var world = await CrmWorld.StartAsync(redis.Server.Port);
        var isWrong = true;
        var agent = await world.AgentAsync("agent_001", task => isWrong ? throw new AgentFailure("login_failed") : CrmAgent.Fine(task));
        await world.SubmitAsync("t", "conversation_read", "acme");

        await TimePassesAsync(world, async () => agent.Executions.Count > MostExecutions || await IsDeadAsync(world), "it is tried more often than other errors would let it");
        (await IsDeadAsync(world)).ShouldBeFalse();

        isWrong = false;
        await TimePassesAsync(world, async () => (await TaskAsync(world)).State == TaskStates.Completed, "it is done");
    }

    [Fact]
    public async Task How_often_has_a_bound()
    {
        await using var world = await CrmWorld.StartAsync(redis.Server.Port, configure: s => s.PostConfigure<TaskOptions>(o => o.MaxRateLimited = 2));
        var agent = await world.AgentAsync("agent_001", _ => throw new AgentFailure("login_failed"));
        await world.SubmitAsync("t", "conversation_read", "acme");

        await TimePassesAsync(world, () => IsDeadAsync(world), "it ends");

        agent.Executions.Count.ShouldBe(2 + MostExecutions);
    }

    private static Task TimePassesAsync(CrmWorld world, Func<Task<bool>> isSo, string what) => Eventually.HoldsAsync(
        async () =>
        {
            await world.PassAsync(TimeSpan.FromSeconds(40));
            return await isSo();
        },
        what);

    private static async Task<bool> IsDeadAsync(CrmWorld world) => (await TaskAsync(world)).State == TaskStates.DeadLettered;

    private static async Task<TaskDetails> TaskAsync(CrmWorld world) => (await world.Host.Get<TaskQueries>().GetAsync("t", includePayload: false, default)).ShouldNotBeNull();
}
