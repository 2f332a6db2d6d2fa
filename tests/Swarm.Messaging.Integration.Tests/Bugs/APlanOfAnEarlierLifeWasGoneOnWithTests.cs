using System.Text.Json;
using Swarm.Messaging.Contracts.Swarms;
using Swarm.Messaging.Integration.Tests.Services;
using Swarm.Messaging.Integration.Tests.Swarms;
using Swarm.Messaging.Swarms.Recovery;
using Swarm.Messaging.Swarms.States;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>A state in which a plan stood and the status <c>recovering</c> (saved so, or restored from a snapshot of a recovery) gave the next recovery its plan.</summary>
public sealed class APlanOfAnEarlierLifeWasGoneOnWithTests(RedisFixture redis) : IClassFixture<RedisFixture>, IAsyncLifetime
{
    private SwarmWorld world = null!;

    public async Task InitializeAsync() => world = await SwarmWorld.StartStillAsync(redis.Server.Port, """{"tasks":[{"status":"pending"}]}""");

    public async Task DisposeAsync() => await world.DisposeAsync();

    [Fact]
    public async Task A_plan_that_was_saved_with_the_state_is_none_of_the_recoverys()
    {
        await world.States.SaveAsync(
            "s1", JsonElement.Parse("""{"status":"recovering","recoveryPlan":{"resumeFrom":"<b>","progress":77,"confidence":9},"tasks":[{"status":"completed"},{"status":"pending"}]}"""), default);

        var plan = await BeginAsync();

        (plan.ResumeFrom, plan.Progress, plan.Confidence).ShouldBe(("pending", 0.5m, 0.9m));
        (await world.States.LoadAsync("s1", default))!.Document.GetProperty("recoveryPlan").GetProperty("progress").GetDecimal().ShouldBe(0.5m);
    }

    [Fact]
    public async Task A_plan_of_a_snapshot_of_an_earlier_recovery_is_none_of_this_one()
    {
        await BeginAsync();
        var kept = (await world.States.SnapshotAsync("s1", "", null, 0, default)).ShouldBeOfType<StateOutcome.Kept>().Copy.Id;
        await world.States.EndRecoveryAsync("s1", DateTimeOffset.MaxValue, default);
        await world.States.RestoreAsync("s1", kept, default);
        await world.States.UpdateAsync("s1", JsonElement.Parse("""{"tasks":[{"status":"completed"}]}"""), default);

        (await BeginAsync()).Progress.ShouldBe(1m);
    }

    [Fact]
    public async Task The_recoverys_own_is_gone_on_with_until_somebody_writes_the_state()
    {
        var plan = await BeginAsync();
        world.Host.Clock.Advance(TimeSpan.FromMinutes(2));
        (await AgainAsync()).Confidence.ShouldBe(plan.Confidence, "planned anew, the state would be older");

        await world.States.UpdateAsync("s1", JsonElement.Parse("""{"tasks":[{"status":"completed"}]}"""), default);
        (await AgainAsync()).Progress.ShouldBe(1m);
    }

    private async Task<RecoveryPlan> BeginAsync()
    {
        await world.InterruptAsync();
        return await AgainAsync();
    }

    private async Task<RecoveryPlan> AgainAsync() => (await world.Host.Get<SwarmRecovery>().BeginAsync("s1", default)).ShouldBeOfType<RecoveryResult.Begun>().Plan;
}
