using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Swarm.Messaging.Bus;
using Swarm.Messaging.Contracts.Execution;
using Swarm.Messaging.Execution;

namespace Swarm.Messaging.Tests.Execution;

/// <summary>What is said together, and what waits a moment.</summary>
public sealed class ReportSenderTests : IDisposable
{
    private readonly FakeTimeProvider time = new();
    private readonly List<string> messages = [];
    private readonly ReportSender reports;
    private Task committed = Task.CompletedTask;

    public ReportSenderTests() => reports = new ReportSender(
        new ReportDelivery(CommitAsync, new NoBus(), new BusNames(""), time, NullLogger<ReportDelivery>.Instance), time, NullLogger<ReportSender>.Instance);

    public void Dispose() => reports.Dispose();

    [Fact]
    public async Task A_start_waits_for_its_own_end_while_those_of_others_leave()
    {
        Say("a", ReportKinds.Started);
        Say("b", ReportKinds.Started);
        Say("a", ReportKinds.Succeeded);
        await reports.RunOnceAsync(default);
        Say("b", ReportKinds.Succeeded);
        await reports.RunOnceAsync(default);

        messages.ShouldBe(["a Started, a Succeeded", "b Started, b Succeeded"]);
        await reports.DrainedAsync(default);
    }

    [Fact]
    public void A_host_that_has_nothing_to_say_for_an_hour_does_not_stand_still()
    {
        time.Advance(TimeSpan.FromHours(1));
        reports.SinceProgress.ShouldBe(TimeSpan.Zero);

        Say("a", ReportKinds.Succeeded);
        time.Advance(TimeSpan.FromSeconds(20));

        reports.SinceProgress.ShouldBe(TimeSpan.FromSeconds(20), "one that is not sent is a standstill");
    }

    [Fact]
    public async Task A_start_without_an_end_leaves_after_a_moment()
    {
        Say("a", ReportKinds.Started);
        var run = reports.RunOnceAsync(default);
        time.Advance(TimeSpan.FromMilliseconds(10));
        run.IsCompleted.ShouldBeFalse();
        Say("b", ReportKinds.Started);
        time.Advance(TimeSpan.FromMilliseconds(5));
        await run;

        messages.ShouldBe(["a Started"]);
    }

    [Fact]
    public async Task An_old_start_leaves_with_the_end_of_another()
    {
        Say("a", ReportKinds.Started);
        time.Advance(TimeSpan.FromMilliseconds(15));
        Say("b", ReportKinds.Started);
        Say("b", ReportKinds.Failed);
        await reports.RunOnceAsync(default);

        messages.ShouldBe(["a Started, b Started, b Failed"]);
    }

    [Fact]
    public async Task While_four_rounds_are_on_their_way_what_comes_waits_and_goes_together()
    {
        var store = new TaskCompletionSource();
        committed = store.Task;
        foreach (var id in new[] { "a", "b", "c", "d" })
        {
            Say(id, ReportKinds.Succeeded);
            await reports.RunOnceAsync(default);
        }

        Say("e", ReportKinds.Succeeded);
        var fifth = reports.RunOnceAsync(default);
        Say("f", ReportKinds.Succeeded);
        fifth.IsCompleted.ShouldBeFalse();
        store.SetResult();
        await fifth;

        messages.ShouldBe(["a Succeeded", "b Succeeded", "c Succeeded", "d Succeeded", "e Succeeded, f Succeeded"]);
    }

    [Fact]
    public async Task An_end_whose_start_is_on_its_way_follows_it_while_others_leave()
    {
        var store = new TaskCompletionSource();
        committed = store.Task;
        Say("a", ReportKinds.Started);
        time.Advance(TimeSpan.FromMilliseconds(15));
        await reports.RunOnceAsync(default);

        Say("a", ReportKinds.Succeeded);
        Say("b", ReportKinds.Succeeded);
        await reports.RunOnceAsync(default);
        messages.ShouldBe(["a Started", "b Succeeded"]);
        store.SetResult();
        await DrainAsync();

        messages.ShouldBe(["a Started", "b Succeeded", "a Succeeded"]);
    }

    [Fact]
    public async Task One_that_only_follows_takes_no_round()
    {
        var store = new TaskCompletionSource();
        committed = store.Task;
        Say("a", ReportKinds.Started);
        time.Advance(TimeSpan.FromMilliseconds(15));
        await reports.RunOnceAsync(default);
        foreach (var kind in new[] { ReportKinds.Progressed, ReportKinds.Progressed, ReportKinds.Progressed, ReportKinds.Succeeded })
        {
            Say("a", kind);
            time.Advance(TimeSpan.FromMilliseconds(15));
            await reports.RunOnceAsync(default);
        }

        Say("b", ReportKinds.Succeeded);
        await reports.RunOnceAsync(default).WaitAsync(TimeSpan.FromSeconds(30));
        store.SetResult();
        await DrainAsync();

        messages.ShouldBe(["a Started", "b Succeeded", "a Progressed, a Progressed, a Progressed, a Succeeded"]);
    }

    [Fact]
    public async Task Those_that_waited_are_no_more_in_a_message_than_others()
    {
        var store = new TaskCompletionSource();
        committed = store.Task;
        Say("a", ReportKinds.Started);
        Say("b", ReportKinds.Started);
        time.Advance(TimeSpan.FromMilliseconds(15));
        await reports.RunOnceAsync(default);
        foreach (var id in new[] { "a", "b" })
        {
            Say(id, ReportKinds.Succeeded, JsonSerializer.SerializeToElement(new string('x', 300_000)));
            await reports.RunOnceAsync(default);
        }

        store.SetResult();
        await DrainAsync();

        messages.ShouldBe(["a Started, b Started", "a Succeeded", "b Succeeded"]);
    }

    private async Task DrainAsync()
    {
        var drained = reports.DrainedAsync(default);
        while (!drained.IsCompleted)
        {
            time.Advance(TimeSpan.FromMilliseconds(10));
            await Task.Yield();
        }

        await drained;
    }

    private void Say(string id, string kind, JsonElement? result = null) =>
        reports.Send("target", new TaskReport { TaskId = id, LeaseToken = id, Kind = kind, Result = result });

    private Task CommitAsync(TaskReports told, CancellationToken cancellation)
    {
        messages.Add(string.Join(", ", told.Reports.Select(r => $"{r.TaskId} {char.ToUpperInvariant(r.Kind[0])}{r.Kind[1..]}")));
        return committed;
    }
}
