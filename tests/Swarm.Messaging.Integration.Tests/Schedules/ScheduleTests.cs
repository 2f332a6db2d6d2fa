using System.Text;
using Microsoft.Extensions.Hosting;
using Swarm.Messaging.Contracts.Schedules;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Contracts.Workflows;
using Swarm.Messaging.Integration.Tests.Sagas;
using Swarm.Messaging.Integration.Tests.Spine;
using Swarm.Messaging.Intake;
using Swarm.Messaging.Schedules;
using Swarm.Messaging.Workflows;

namespace Swarm.Messaging.Integration.Tests.Schedules;

/// <summary>Recurring work over a real store, whose clock the tests move; the hosts' own loops do not run, each turn is the test's.</summary>
public sealed class ScheduleTests(StoreRedis redis) : IClassFixture<StoreRedis>, IAsyncLifetime
{
    private const string Echo = """{"kind":"basic","operation":"noop"}""";
    private readonly string prefix = $"s{Guid.NewGuid():N}";
    private SpineHost host = null!;

    private IScheduleStore Store => host.Get<IScheduleStore>();

    public async Task InitializeAsync() => host = await StartAsync();

    public async Task DisposeAsync() => await host.DisposeAsync();

    [Fact]
    public async Task A_task_is_submitted_at_each_time_under_an_id_of_its_own()
    {
        await SetAsync("nightly", $$"""{"cron":"0 0 3 * * ?","task":{{Echo}}}""");

        var first = await TurnAsync("nightly");
        var second = await TurnAsync("nightly");

        second.LastAt.ShouldBe(first.LastAt!.Value.AddDays(1));
        (first.Runs, second.Runs, second.Missed).ShouldBe((1, 2, 0));
        first.LastRunId.ShouldBe($"nightly.{first.LastAt:yyyyMMdd'T'HHmmss'Z'}");
        (await host.WaitForAsync(first.LastRunId!, TaskStates.Completed)).Operation.ShouldBe("noop");
        await host.WaitForAsync(second.LastRunId!, TaskStates.Completed);
    }

    [Fact]
    public async Task A_workflow_is_run_too()
    {
        await SetAsync("graph", """{"cron":"0 0 3 * * ?","workflow":{"workflowId":"w","nodes":[{"id":"a","type":"data_transformation","configuration":{"expression":"input"}}],"input":7}}""");

        var turn = await TurnAsync("graph");

        await Eventually.HoldsAsync(
            async () => (await host.Get<WorkflowQueries>().GetAsync(turn.LastRunId!, false, default))?.State == WorkflowStates.Completed, $"{turn.LastRunId} is done");
    }

    [Fact]
    public async Task Two_hosts_act_once_for_a_time()
    {
        await using var other = await StartAsync();
        await SetAsync("shared", $$"""{"cron":"0 0 3 * * ?","task":{{Echo}}}""");
        await AdvanceAsync("shared", other);

        var acted = await Task.WhenAll(Enumerable.Range(0, 10).Select(n => (n % 2 == 0 ? host : other).Get<ScheduleClock>().RunOnceAsync(default)));

        acted.Sum().ShouldBe(1);
        (await ViewAsync("shared")).Runs.ShouldBe(1);
    }

    [Fact]
    public async Task A_host_that_died_after_the_submission_leaves_one_task_and_no_gap()
    {
        await SetAsync("dies", $$"""{"cron":"0 0 3 * * ?","task":{{Echo}}}""");
        await AdvanceAsync("dies");
        var (claimed, _) = await Store.ClaimAsync(10, TimeSpan.FromSeconds(30), default);
        var runId = ScheduleRuns.IdAt("dies", claimed[0].NextAt!.Value);
        (await host.Get<ScheduleRuns>().SubmitAsync(claimed[0].Definition, runId, default)).ShouldBeNull();
        (await host.Get<ScheduleClock>().RunOnceAsync(default)).ShouldBe(0, "the claim holds");

        host.Clock.Advance(TimeSpan.FromSeconds(31));
        (await host.Get<ScheduleClock>().RunOnceAsync(default)).ShouldBe(1);

        var after = await ViewAsync("dies");
        (after.LastRunId, after.Runs, after.LastProblem).ShouldBe((runId, 1, null));
        after.NextAt.ShouldBe(claimed[0].NextAt!.Value.AddDays(1));
    }

    [Fact]
    public async Task A_change_while_its_time_is_acted_for_is_not_undone()
    {
        await SetAsync("moves", $$"""{"cron":"0 0 3 * * ?","task":{{Echo}}}""");
        await AdvanceAsync("moves");
        var (claimed, _) = await Store.ClaimAsync(10, TimeSpan.FromSeconds(30), default);
        await AskAsync("""{"action":"pause","scheduleId":"moves"}""");

        (await Store.DoneAsync(claimed[0], claimed[0].NextAt!.Value.AddDays(1), new(), default)).ShouldBeFalse();

        var view = await ViewAsync("moves");
        (view.Paused, view.NextAt, view.Runs).ShouldBe((true, null, 0));
    }

    [Fact]
    public async Task Paused_it_rests_and_resumed_it_looks_ahead()
    {
        await SetAsync("rests", $$"""{"cron":"0 0 3 * * ?","task":{{Echo}}}""");
        await AskAsync("""{"action":"pause","scheduleId":"rests"}""");
        host.Clock.Advance(TimeSpan.FromDays(3));
        (await host.Get<ScheduleClock>().RunOnceAsync(default)).ShouldBe(0);

        var resumed = (await AskAsync("""{"action":"resume","scheduleId":"rests"}""")).ShouldBeOfType<SchedulesManaged>().Schedules[0];

        resumed.NextAt!.Value.ShouldBeGreaterThan(await Store.NowAsync(default));
        (resumed.Runs, resumed.Missed).ShouldBe((0, 0));
    }

    [Fact]
    public async Task Missed_times_are_told_and_the_latest_is_made_up_for()
    {
        await SetAsync("late", $$"""{"cron":"0 0 3 * * ?","task":{{Echo}}}""");
        var due = (await ViewAsync("late")).NextAt!.Value;
        host.Clock.Advance(due.AddDays(2).AddHours(1) - await Store.NowAsync(default));

        await host.Get<ScheduleClock>().RunOnceAsync(default);

        var view = await ViewAsync("late");
        (view.LastAt, view.NextAt, view.Runs, view.Missed).ShouldBe((due.AddDays(2), due.AddDays(3), 1, 2));
    }

    [Fact]
    public async Task Behind_by_some_times_it_catches_up_in_one_go()
    {
        await SetAsync("often", $$"""{"cron":"* * * * * ?","misfire":"all","task":{{Echo}}}""");
        host.Clock.Advance(TimeSpan.FromSeconds(90));
        var now = await Store.NowAsync(default);

        using var stop = new CancellationTokenSource();
        await host.Get<ScheduleClock>().StartAsync(stop.Token);
        await Eventually.HoldsAsync(async () => (await ViewAsync("often")).NextAt > now, "it looks ahead again");
        await host.Get<ScheduleClock>().StopAsync(default);

        (await ViewAsync("often")).Runs.ShouldBeGreaterThanOrEqualTo(89);
        (await ViewAsync("often")).Missed.ShouldBe(0);
    }

    [Fact]
    public async Task Of_two_verbs_at_once_neither_undoes_the_other()
    {
        for (var round = 0; round < 30; round++)
        {
            await SetAsync("pair", $$"""{"cron":"0 0 3 * * ?","task":{{Echo}}}""");
            await Task.WhenAll(
                AskAsync($$$"""{"action":"set","scheduleId":"pair","definition":{"cron":"0 0 4 * * ?","task":{{{Echo}}}}}"""), AskAsync("""{"action":"pause","scheduleId":"pair"}"""));
            var both = await ViewAsync("pair");
            (both.Paused, both.Definition.Cron).ShouldBe((true, "0 0 4 * * ?"), $"round {round}");

            await Task.WhenAll(AskAsync("""{"action":"resume","scheduleId":"pair"}"""), AskAsync("""{"action":"delete","scheduleId":"pair"}"""));
            (await Store.FindAsync("pair", default)).ShouldBeNull($"round {round}");
        }
    }

    [Fact]
    public async Task What_an_operator_runs_now_is_beside_its_times()
    {
        await SetAsync("now", $$"""{"cron":"0 0 3 * * ?","task":{{Echo}}}""");

        var run = (await AskAsync("""{"action":"run","scheduleId":"now"}""")).ShouldBeOfType<SchedulesManaged>();

        await host.WaitForAsync(run.RunId!, TaskStates.Completed);
        run.Schedules[0].Runs.ShouldBe(0);
        (await AskAsync("""{"action":"delete","scheduleId":"now"}""")).ShouldBeOfType<SchedulesManaged>().Schedules.ShouldBeEmpty();
        (await AskAsync("""{"action":"run","scheduleId":"now"}""")).ShouldBeOfType<CommandRejected>().Code.ShouldBe("not_found");
    }

    [Theory]
    [InlineData("""{"action":"dance","scheduleId":"a"}""", "action")]
    [InlineData("""{"action":"pause"}""", "scheduleId")]
    [InlineData("""{"action":"pause","scheduleId":"a b"}""", "scheduleId")]
    [InlineData("""{"action":"set","scheduleId":"a"}""", "definition")]
    [InlineData("""{"action":"set","scheduleId":"a","definition":{"cron":"every day","task":{"kind":"basic","operation":"noop"}}}""", "definition.cron")]
    [InlineData("""{"action":"set","scheduleId":"a","definition":{"cron":"0 0 0 30 2 ?","task":{"kind":"basic","operation":"noop"}}}""", "definition.cron")]
    [InlineData("""{"action":"set","scheduleId":"a","definition":{"cron":"0 0 0 1 1 ? 2020","task":{"kind":"basic","operation":"noop"}}}""", "definition.cron")]
    [InlineData("""{"action":"set","scheduleId":"a","definition":{"cron":"0 0 3 * * ?","timeZone":"Mars/Base","task":{"kind":"basic","operation":"noop"}}}""", "definition.timeZone")]
    [InlineData("""{"action":"set","scheduleId":"a","definition":{"cron":"0 0 3 * * ?","misfire":"maybe","task":{"kind":"basic","operation":"noop"}}}""", "definition.misfire")]
    [InlineData("""{"action":"set","scheduleId":"a","definition":{"cron":"0 0 3 * * ?"}}""", "definition.task")]
    [InlineData("""{"action":"set","scheduleId":"a","definition":{"cron":"0 0 3 * * ?","task":{"kind":"basic","operation":"fly"}}}""", "definition.task.operation")]
    [InlineData("""{"action":"set","scheduleId":"a","definition":{"cron":"0 0 3 * * ?","task":{"kind":"basic","operation":"noop","taskId":"t"}}}""", "definition.task.taskId")]
    [InlineData("""{"action":"set","scheduleId":"a","definition":{"cron":"0 0 3 * * ?","workflow":{"workflowId":"w","nodes":[]}}}""", "definition.workflow.nodes")]
    [InlineData("""{"action":"set","scheduleId":"a","definition":{"corn":"0 0 3 * * ?","task":{"kind":"basic","operation":"noop"}}}""", "definition.corn")]
    public async Task What_cannot_be_is_refused_when_it_is_set(string command, string field)
    {
        (await AskAsync(command)).ShouldBeOfType<CommandRejected>().Violations.Select(v => v.Field).ShouldContain(field);
    }

    [Fact]
    public async Task Every_broken_rule_is_named_at_once() =>
        (await AskAsync("""{"action":"set","scheduleId":"a b","definition":{"cron":"every day","misfire":"maybe","task":{"kind":"basic","operation":"fly","taskId":"t"}}}"""))
            .ShouldBeOfType<CommandRejected>().Violations.Select(v => v.Field)
            .ShouldBe(["scheduleId", "definition.cron", "definition.misfire", "definition.task.taskId", "definition.task.operation"], ignoreOrder: true);

    private Task<SpineHost> StartAsync() => SpineHost.StartAsync($"127.0.0.1:{redis.Port}", prefix, configure: services =>
        services.Remove(services.Single(s => s.ServiceType == typeof(IHostedService) && s.ImplementationFactory?.Method.ReturnType == typeof(ScheduleClock))));

    private async Task SetAsync(string id, string definition) =>
        (await AskAsync($$"""{"action":"set","scheduleId":"{{id}}","definition":{{definition}}}""")).ShouldBeOfType<SchedulesManaged>();

    private Task<object> AskAsync(string command) =>
        host.Get<CommandIntake>().HandleAsync(nameof(ManageSchedules), Encoding.UTF8.GetBytes(command), new CommandOrigin("test"), default);

    private async Task<ScheduleView> ViewAsync(string id) => (await Store.FindAsync(id, default)).ShouldNotBeNull().View();

    private async Task<ScheduleView> TurnAsync(string id)
    {
        await AdvanceAsync(id);
        await host.Get<ScheduleClock>().RunOnceAsync(default);
        return await ViewAsync(id);
    }

    private async Task AdvanceAsync(string id, SpineHost? other = null)
    {
        var by = (await ViewAsync(id)).NextAt!.Value - await Store.NowAsync(default);
        host.Clock.Advance(by);
        other?.Clock.Advance(by);
        // Leases of targets must not run out meanwhile.
        host.Get<Execution.LeaseKeeper>().RunOnce();
        other?.Get<Execution.LeaseKeeper>().RunOnce();
    }
}
