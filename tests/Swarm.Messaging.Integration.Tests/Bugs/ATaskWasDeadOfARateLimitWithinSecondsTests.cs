using System.Text.Json;
using Swarm.Messaging.Contracts.Execution;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Integration.Tests.Distribution;
using Swarm.Messaging.Integration.Tests.Services;
using Swarm.Messaging.Placement.Flow;
using Swarm.Messaging.Placement.Sessions;
using Swarm.Messaging.Tasks;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>
/// After four refusals of a service for its rate limit, in which nothing had been done, the task was a dead letter and its session had lost most of its health; of a rest of
/// more than a day a day was kept, and nobody told.
/// </summary>
public sealed class ATaskWasDeadOfARateLimitWithinSecondsTests(RedisFixture redis) : IClassFixture<RedisFixture>
{
    private const int Refusals = 6;

    [Fact]
    public async Task Refusals_cost_no_execution_and_no_health_and_the_told_time_is_kept()
    {
        var told = TimeSpan.FromMinutes(10);
        await using var world = await CrmWorld.StartAsync(redis.Server.Port);
        var refused = 0;
        var agent = await world.AgentAsync("agent_001", _ => ++refused <= Refusals
            ? throw new AgentFailure("rate_limited", limit: Rest(told))
            : Task.FromResult(JsonElement.Parse("null")));
        await world.SubmitAsync("t", "contact_read", "acme");

        for (var i = 1; i <= Refusals; i++)
        {
            await Eventually.HoldsAsync(() => Task.FromResult(agent.Executions.Count == i), $"it was executed {i} times");
            await Eventually.HoldsAsync(async () => await RestsAsync(world), "the location rests");
            var waiting = await world.WaitForAsync("t", TaskStates.RetryScheduled);
            // By the process's clock; the store's is ahead by what has passed.
            (waiting.RetryAt - TimeProvider.System.GetUtcNow()).ShouldNotBeNull().ShouldBeGreaterThan(told - TimeSpan.FromMinutes(1));
            await world.PassAsync(told + TimeSpan.FromSeconds(1));
        }

        await world.WaitForAsync("t", TaskStates.Completed);
        agent.Executions.Count.ShouldBe(Refusals + 1);
        var sessions = await world.Host.Get<ISessionStore>().ListAsync(default);
        sessions.ShouldNotBeEmpty();
        sessions.ShouldAllBe(s => s.Health == 1 && s.Failed == 0);
    }

    [Theory]
    [InlineData(3, 3, "the service asked for a rest of 3 d")]
    [InlineData(30, 7, "the service asked for a rest of 30 d, and no more than 7 d are kept (Placement:LongestRest)")]
    public async Task A_rest_beyond_a_day_is_kept_up_to_a_bound_and_explained(int days, int kept, string why)
    {
        await using var world = await CrmWorld.StartAsync(redis.Server.Port);
        await world.AgentAsync("agent_001", _ => throw new AgentFailure("rate_limited", limit: Rest(TimeSpan.FromDays(days))));
        await world.SubmitAsync("t", "contact_read", "acme");

        var waiting = await world.WaitForAsync("t", TaskStates.RetryScheduled);

        var wait = (waiting.RetryAt - waiting.Timeline[^1].At).ShouldNotBeNull();
        wait.ShouldBeInRange(TimeSpan.FromDays(kept) - TimeSpan.FromMinutes(1), TimeSpan.FromDays(kept) + TimeSpan.FromMinutes(1));
        (await world.Host.Get<TaskQueries>().ExplainAsync("t", default))!.Why.ShouldContain(why);
        await Eventually.HoldsAsync(async () => await RestsAsync(world), "the location rests");
        var limit = (await world.Host.Get<IFlowStore>().ListAsync(default)).Single(f => f.Key == "location:acme");
        limit.RestUntil!.Value.ShouldBeInRange(waiting.RetryAt!.Value - TimeSpan.FromMinutes(1), waiting.RetryAt.Value + TimeSpan.FromMinutes(1));
    }

    private static RateLimitFeedback Rest(TimeSpan told) => new() { Key = "location:acme", RetryAfterMs = (long)told.TotalMilliseconds };

    private static async Task<bool> RestsAsync(CrmWorld world) =>
        (await world.Host.Get<IFlowStore>().ListAsync(default)).Any(f => f.Key == "location:acme" && f.RestUntil is not null);
}
