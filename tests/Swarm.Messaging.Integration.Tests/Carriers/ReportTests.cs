using MassTransit;
using Swarm.Messaging.Bus;
using Swarm.Messaging.Contracts.Execution;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Integration.Tests.Faults;
using Swarm.Messaging.Integration.Tests.Sagas;
using Swarm.Messaging.Integration.Tests.Spine;

namespace Swarm.Messaging.Integration.Tests.Carriers;

/// <summary>Reports that come late, twice, or under a lease that is gone.</summary>
public sealed class ReportTests(StoreRedis redis) : IClassFixture<StoreRedis>
{
    [Fact]
    public async Task A_report_under_another_token_changes_nothing()
    {
        await using var world = await SpineWorld.StartAsync(redis.Port);
        await world.HoldAsync("t");
        var lease = (await world.Host.Queries.LoadAsync("t", CancellationToken.None))!.Lease;

        await ReportAsync(world, Succeeded("t", "t#0.1@1"), Succeeded("t", "nonsense"), Succeeded("nobody", "nobody#0.1@1"));
        await ReportAsync(world, Progress("t", "t#0.1@1"));
        await world.Host.SubmitAsync(CrashWorld.Task("after"));
        await world.Host.WaitForAsync("after", TaskStates.Completed);

        var task = await world.Host.WaitForAsync("t", TaskStates.Running);
        (await world.Host.Queries.LoadAsync("t", CancellationToken.None))!.Lease.ShouldBe(lease);
        task.Attempts.ShouldBeEmpty();
        task.Progress.ShouldBeNull();
    }

    [Fact]
    public async Task An_end_that_is_told_again_or_otherwise_changes_nothing()
    {
        await using var world = await SpineWorld.StartAsync(redis.Port);
        await world.HoldAsync("t");
        var token = (await world.Host.Queries.LoadAsync("t", CancellationToken.None))!.Lease!.Token;
        world.Executor.Gate.SetResult();
        var done = await world.Host.WaitForAsync("t", TaskStates.Completed);

        await ReportAsync(world, Succeeded("t", token), Succeeded("t", token) with { Kind = ReportKinds.Failed, Error = new("late", "Late.") });
        await ReportAsync(world, Succeeded("t", token) with { Kind = ReportKinds.Started });
        await world.Host.SubmitAsync(CrashWorld.Task("after"));
        await world.Host.WaitForAsync("after", TaskStates.Completed);

        var after = (await world.Host.Queries.GetAsync("t", false, CancellationToken.None))!;
        (after.State, after.Result?.GetRawText(), after.EndedAt).ShouldBe((done.State, done.Result?.GetRawText(), done.EndedAt));
        after.Attempts.ShouldBe(done.Attempts);
        await world.NothingIsHeldAsync();
    }

    [Fact]
    public async Task An_end_that_overtakes_its_start_ends_the_task()
    {
        await using var world = await SpineWorld.StartAsync(redis.Port);
        await world.HoldAsync("t");
        var token = (await world.Host.Queries.LoadAsync("t", CancellationToken.None))!.Lease!.Token;

        await ReportAsync(world, Progress("t", token));
        await Eventually.HoldsAsync(
            async () => (await world.Host.Queries.GetAsync("t", false, CancellationToken.None))!.Progress is { Fraction: 0.5, Text: "half" }, "progress is seen");
        await ReportAsync(world, Succeeded("t", token), Succeeded("t", token) with { Kind = ReportKinds.Started });

        (await world.Host.WaitForAsync("t", TaskStates.Completed)).Attempts.ShouldHaveSingleItem().Outcome.ShouldBe("succeeded");
        await world.NothingIsHeldAsync();
    }

    private static TaskReport Succeeded(string taskId, string token) => new() { TaskId = taskId, LeaseToken = token, Attempt = 1, Kind = ReportKinds.Succeeded };

    private static TaskReport Progress(string taskId, string token) =>
        Succeeded(taskId, token) with { Kind = ReportKinds.Progressed, Fraction = 0.5, Text = "half" };

    private static async Task ReportAsync(SpineWorld world, params TaskReport[] reports)
    {
        var endpoint = await world.Host.Get<IBus>().GetSendEndpoint(new Uri("exchange:" + world.Host.Get<BusNames>().TaskReports));
        var target = world.Host.Get<LocalTargets>().All.Select(t => t.Definition.TargetId).Single(id => id.StartsWith("test-", StringComparison.Ordinal));
        await endpoint.Send(new TaskReports { TargetId = target, Reports = reports });
    }
}
