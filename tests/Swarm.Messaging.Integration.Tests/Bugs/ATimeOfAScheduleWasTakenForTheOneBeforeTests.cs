using System.Text;
using Microsoft.Extensions.Hosting;
using Swarm.Messaging.Contracts.Schedules;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Integration.Tests.Sagas;
using Swarm.Messaging.Integration.Tests.Spine;
using Swarm.Messaging.Integration.Tests.Workflows.Runner;
using Swarm.Messaging.Intake;
using Swarm.Messaging.Schedules;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>
/// The times of a schedule have one content, so a node's task that was due more often than each minute was refused as the same as the one before, and lost: it was
/// neither run nor counted as missed.
/// </summary>
public sealed class ATimeOfAScheduleWasTakenForTheOneBeforeTests(StoreRedis redis) : IClassFixture<StoreRedis>, IAsyncLifetime
{
    private const string Same = """{"kind":"node","operation":"data_transformation","payload":{"configuration":{"expression":"input"},"input":7}}""";
    private SpineHost host = null!;

    private IScheduleStore Store => host.Get<IScheduleStore>();

    public async Task InitializeAsync() => host = await SpineHost.StartAsync($"127.0.0.1:{redis.Port}", $"s{Guid.NewGuid():N}", configure: services =>
        services.Remove(services.Single(s => s.ServiceType == typeof(IHostedService) && s.ImplementationFactory?.Method.ReturnType == typeof(ScheduleClock))));

    public async Task DisposeAsync() => await host.DisposeAsync();

    [Fact]
    public async Task Each_is_a_task_of_its_own()
    {
        await SetAsync("once");

        for (var turn = 1; turn <= 4; turn++)
        {
            host.Clock.Advance((await ViewAsync()).NextAt!.Value - await Store.NowAsync(default));
            await host.Get<ScheduleClock>().RunOnceAsync(default);
            var view = await ViewAsync();
            (view.Runs, view.Missed, view.LastProblem).ShouldBe((turn, 0, null));
            await host.WaitForAsync(view.LastRunId!, TaskStates.Completed);
        }
    }

    [Fact]
    public async Task So_is_each_that_is_made_up_for()
    {
        await SetAsync("all");
        host.Clock.Advance((await ViewAsync()).NextAt!.Value.AddSeconds(150) - await Store.NowAsync(default));

        for (var turn = 1; turn <= 8; turn++)
        {
            await host.Get<ScheduleClock>().RunOnceAsync(default);
            var view = await ViewAsync();
            (view.Runs, view.Missed, view.LastProblem).ShouldBe((turn, 0, null));
            await host.WaitForAsync(view.LastRunId!, TaskStates.Completed);
        }
    }

    [Fact]
    public async Task So_is_what_an_operator_runs_and_none_stands_in_the_way_of_others()
    {
        await SetAsync("once");
        for (var run = 0; run < 2; run++)
        {
            host.Clock.Advance(TimeSpan.FromMilliseconds(10));
            var made = (await AskAsync("""{"action":"run","scheduleId":"s"}""")).ShouldBeOfType<SchedulesManaged>();
            await host.WaitForAsync(made.RunId!, TaskStates.Completed);
        }

        var same = RunnerHost.Node("a", "data_transformation", """{"expression":"input"}""", "7");
        (await host.SubmitAsync(same)).Accepted.ShouldNotBeNull("no task was submitted by itself yet");
        (await host.SubmitAsync(same with { TaskId = "b" })).Rejected.ShouldNotBeNull().Code.ShouldBe("duplicate_task");
    }

    private async Task SetAsync(string misfire) =>
        (await AskAsync($$$"""{"action":"set","scheduleId":"s","definition":{"cron":"0/15 * * * * ?","misfire":"{{{misfire}}}","task":{{{Same}}} } }""")).ShouldBeOfType<SchedulesManaged>();

    private Task<object> AskAsync(string command) =>
        host.Get<CommandIntake>().HandleAsync(nameof(ManageSchedules), Encoding.UTF8.GetBytes(command), new CommandOrigin("test"), default);

    private async Task<ScheduleView> ViewAsync() => (await Store.FindAsync("s", default)).ShouldNotBeNull().View();
}
