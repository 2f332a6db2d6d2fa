using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Swarm.Messaging.Contracts.Schedules;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Integration.Tests.Sagas;
using Swarm.Messaging.Integration.Tests.Spine;
using Swarm.Messaging.Intake;
using Swarm.Messaging.Placement;
using Swarm.Messaging.Schedules;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>
/// A time of a schedule whose submission was refused for a passing reason, such as a full queue, was neither tried again nor counted as missed, whatever its misfire said.
/// </summary>
public sealed class ATickThatMetAFullQueueWasLostTests(StoreRedis redis) : IClassFixture<StoreRedis>, IAsyncLifetime
{
    private SpineHost host = null!;

    private IScheduleStore Store => host.Get<IScheduleStore>();

    /// <summary>Nothing is run here, so that one task fills the queue; each turn of the clock is the test's.</summary>
    public async Task InitializeAsync()
    {
        host = await SpineHost.StartAsync($"127.0.0.1:{redis.Port}", $"s{Guid.NewGuid():N}", configure: services =>
        {
            services.Configure<PlacementOptions>(o => o.BacklogBound = 1);
            services.Configure<ExecutionOptions>(o => o.Enabled = false);
            services.Remove(services.Single(s => s.ServiceType == typeof(IHostedService) && s.ImplementationFactory?.Method.ReturnType == typeof(ScheduleClock)));
        });
        (await host.SubmitAsync(Noop("first"))).Accepted.ShouldNotBeNull();
        await host.WaitForAsync("first", TaskStates.Parked);
        (await host.SubmitAsync(Noop("second"))).Rejected.ShouldNotBeNull().Code.ShouldBe("backlog_full");
    }

    public async Task DisposeAsync() => await host.DisposeAsync();

    [Fact]
    public async Task It_is_tried_again_and_made_as_soon_as_there_is_room()
    {
        var due = await SetAsync("once");
        await TurnAsync();
        var held = await ViewAsync();
        (held.NextAt, held.Runs, held.Missed).ShouldBe((due, 0, 0));
        held.LastProblem.ShouldNotBeNull().ShouldStartWith("held up, and tried again: ");

        await MakeRoomAsync();
        await TurnAsync(6);

        var done = await ViewAsync();
        (done.LastAt, done.NextAt, done.Runs, done.Missed, done.LastProblem).ShouldBe((due, due.AddMinutes(1), 1, 0, null));
        await host.WaitForAsync(done.LastRunId!, TaskStates.Parked);
    }

    [Fact]
    public async Task With_misfire_all_none_is_passed_over_however_long_it_takes()
    {
        var due = await SetAsync("all");
        await TurnAsync();
        await TurnAsync(150);
        (await ViewAsync()).NextAt.ShouldBe(due);

        for (var made = 0; made < 3; made++)
        {
            await MakeRoomAsync();
            await TurnAsync(6);
        }

        var done = await ViewAsync();
        (done.NextAt, done.Runs, done.Missed).ShouldBe((due.AddMinutes(3), 3, 0));
    }

    [Fact]
    public async Task With_misfire_once_the_latest_is_made_and_the_others_are_counted()
    {
        var due = await SetAsync("once");
        await TurnAsync();
        await MakeRoomAsync();

        await TurnAsync(150);

        var done = await ViewAsync();
        (done.LastAt, done.Runs, done.Missed).ShouldBe((due.AddMinutes(2), 1, 2));
    }

    [Fact]
    public async Task With_misfire_skip_it_is_counted_with_its_reason()
    {
        var due = await SetAsync("skip");
        await TurnAsync();

        await TurnAsync(90);

        var passed = await ViewAsync();
        (passed.NextAt, passed.Runs, passed.Missed).ShouldBe((due.AddMinutes(2), 0, 2));
        passed.LastProblem.ShouldNotBeNull().ShouldStartWith("missed: ");
        passed.LastProblem.ShouldContain("waiting tasks and takes no more than 1");
    }

    [Fact]
    public async Task One_that_was_set_anew_meanwhile_is_not_held_up_any_more()
    {
        await SetAsync("once");
        await TurnAsync();

        await SetAsync("once", "0 0 3 1 1 ?");

        (await ViewAsync()).LastProblem.ShouldBeNull();
    }

    private static SubmitTask Noop(string id) => new() { TaskId = id, Kind = "basic", Operation = "noop" };

    private async Task<DateTimeOffset> SetAsync(string misfire, string cron = "0 * * * * ?")
    {
        var command = $$$"""{"action":"set","scheduleId":"s","definition":{"cron":"{{{cron}}}","misfire":"{{{misfire}}}","task":{"kind":"basic","operation":"noop"} } }""";
        (await host.Get<CommandIntake>().HandleAsync(nameof(ManageSchedules), Encoding.UTF8.GetBytes(command), new CommandOrigin("test"), default)).ShouldBeOfType<SchedulesManaged>();
        return (await ViewAsync()).NextAt!.Value;
    }

    /// <param name="seconds">That pass before; null: until its time.</param>
    private async Task TurnAsync(int? seconds = null)
    {
        host.Clock.Advance(seconds is { } pass ? TimeSpan.FromSeconds(pass) : (await ViewAsync()).NextAt!.Value - await Store.NowAsync(default));
        await host.Get<ScheduleClock>().RunOnceAsync(default);
    }

    private async Task<ScheduleView> ViewAsync() => (await Store.FindAsync("s", default)).ShouldNotBeNull().View();

    /// <summary>What waits is cancelled.</summary>
    private async Task MakeRoomAsync()
    {
        var waiting = (await ViewAsync()).LastRunId ?? "first";
        await host.Commands.CancelAsync(new CancelTask { TaskId = waiting }, null, default);
        await host.WaitForAsync(waiting, TaskStates.Cancelled);
    }
}
