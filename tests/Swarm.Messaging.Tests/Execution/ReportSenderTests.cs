using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Swarm.Messaging.Bus;
using Swarm.Messaging.Contracts.Execution;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Outbox;

namespace Swarm.Messaging.Tests.Execution;

/// <summary>What is said together, and what waits a moment.</summary>
public sealed class ReportSenderTests : IDisposable
{
    private readonly FakeTimeProvider time = new();
    private readonly Sender bus = new();
    private readonly ReportSender reports;

    public ReportSenderTests() => reports = new ReportSender(bus, new BusNames(""), time, NullLogger<ReportSender>.Instance);

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

        bus.Messages.ShouldBe(["a Started, a Succeeded", "b Started, b Succeeded"]);
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

        bus.Messages.ShouldBe(["a Started"]);
    }

    [Fact]
    public async Task An_old_start_leaves_with_the_end_of_another()
    {
        Say("a", ReportKinds.Started);
        time.Advance(TimeSpan.FromMilliseconds(15));
        Say("b", ReportKinds.Started);
        Say("b", ReportKinds.Failed);
        await reports.RunOnceAsync(default);

        bus.Messages.ShouldBe(["a Started, b Started, b Failed"]);
    }

    private void Say(string id, string kind) => reports.Send("target", new TaskReport { TaskId = id, LeaseToken = id, Kind = kind });

    private sealed class Sender : IEnvelopeSender
    {
        public List<string> Messages { get; } = [];

        public Task DeliverAsync<T>(Uri to, T message, CancellationToken cancellation)
            where T : class
        {
            Messages.Add(string.Join(", ", ((TaskReports)(object)message).Reports.Select(r => $"{r.TaskId} {char.ToUpperInvariant(r.Kind[0])}{r.Kind[1..]}")));
            return Task.CompletedTask;
        }

        public Task SendAsync<T>(Uri to, string? routingKey, T message, CancellationToken cancellation)
            where T : class => throw new NotSupportedException();

        public Task PublishAsync<T>(T message, CancellationToken cancellation)
            where T : class => throw new NotSupportedException();

        public Task SendAsync(BusMessage message, TimeSpan? timeToLive, CancellationToken cancellation) => throw new NotSupportedException();
    }
}
