using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Swarm.Messaging.Bus;
using Swarm.Messaging.Bus.Amqp;
using Swarm.Messaging.Contracts.Execution;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Outbox;
using Swarm.Messaging.Workers.Pool;

namespace Swarm.Messaging.Tests.Bugs;

/// <summary>A result with half of a surrogate pair could not be written, was tried again for ever, and every later report waited behind it.</summary>
public sealed class AResultThatIsNoTextBlockedEveryReportTests
{
    [Theory]
    [InlineData("\"\\ud800\"", "half of a surrogate pair")]
    [InlineData("{\"\\udc00\":1}", "half of a surrogate pair")]
    public void The_pool_fails_it_for_good(string result, string says) => Refused(Encoding.UTF8.GetBytes(result), says);

    [Fact]
    public void So_it_does_with_broken_bytes() => Refused([(byte)'"', 0xC3, 0x28, (byte)'"'], "not UTF-8");

    [Theory]
    [InlineData(60, true)]
    [InlineData(61, false)]
    public void And_with_what_nests_too_deep(int depth, bool passes)
    {
        var result = Encoding.UTF8.GetBytes(new string('[', depth) + new string(']', depth));

        if (passes)
            WorkerResult.Judge(result).ShouldBeOfType<WorkerOutcome.Completed>();
        else
            Refused(result, "60 levels");
    }

    [Fact]
    public async Task Of_another_executor_only_its_own_task_fails()
    {
        var bus = new WritingSender();
        using var reports = Reports(bus);
        reports.Send("target", Succeeded("a", "1"));
        reports.Send("target", Succeeded("b", "\"\\ud800\""));
        reports.Send("target", Succeeded("c", "2"));

        await reports.RunOnceAsync(default);
        await reports.DrainedAsync(default);

        bus.Said.Select(r => (r.TaskId, r.Kind)).ShouldBe([("a", ReportKinds.Succeeded), ("b", ReportKinds.Failed), ("c", ReportKinds.Succeeded)]);
        var error = bus.Said[1].Error!;
        (error.Type, error.Retryable).ShouldBe(("invalid_result", false));
    }

    [Fact]
    public async Task What_nests_as_deep_as_a_result_may_holds_up_nothing()
    {
        var bus = new WritingSender();
        using var reports = Reports(bus);
        reports.Send("target", Succeeded("a", new string('[', 64) + new string(']', 64)));
        reports.Send("target", Succeeded("b", "1"));

        await reports.RunOnceAsync(default);
        await reports.DrainedAsync(default);

        bus.Said.Select(r => r.TaskId).ShouldBe(["a", "b"]);
        bus.Said[1].Kind.ShouldBe(ReportKinds.Succeeded);
    }

    [Fact]
    public async Task A_bus_that_is_away_turns_no_report_into_a_failure()
    {
        var bus = new WritingSender { IsAway = true };
        using var reports = Reports(bus);
        reports.Send("target", Succeeded("a", "1"));
        await reports.RunOnceAsync(default);
        bus.Said.ShouldBeEmpty();
        bus.IsAway = false;

        await reports.DrainedAsync(default);

        bus.Said.ShouldHaveSingleItem().Kind.ShouldBe(ReportKinds.Succeeded);
    }

    /// <summary>Of a host that cannot commit what is said itself.</summary>
    private static ReportSender Reports(WritingSender bus) => new(
        new ReportDelivery((_, _) => Task.FromException(new IOException("The store is away.")), bus, new BusNames(""), TimeProvider.System, NullLogger<ReportDelivery>.Instance),
        TimeProvider.System,
        NullLogger<ReportSender>.Instance);

    private static void Refused(byte[] result, string says)
    {
        var failed = WorkerResult.Judge(result).ShouldBeOfType<WorkerOutcome.Failed>();
        (failed.Code, failed.Retryable).ShouldBe(("invalid_result", false));
        failed.Message.ShouldContain(says);
    }

    private static TaskReport Succeeded(string id, string result) => new()
    {
        TaskId = id, LeaseToken = id, Kind = ReportKinds.Succeeded, Result = JsonElement.Parse(result),
    };

    private sealed class WritingSender : IEnvelopeSender
    {
        public bool IsAway { get; set; }

        public List<TaskReport> Said { get; } = [];

        public Task DeliverAsync<T>(Uri to, T message, CancellationToken cancellation)
            where T : class
        {
            if (IsAway)
                throw new InvalidOperationException("away");
            Envelope.Of(message).Write();
            Said.AddRange(((TaskReports)(object)message).Reports);
            return Task.CompletedTask;
        }

        public Task SendAsync<T>(Uri to, string? routingKey, T message, CancellationToken cancellation)
            where T : class => throw new NotSupportedException();

        public Task PublishAsync<T>(T message, CancellationToken cancellation)
            where T : class => throw new NotSupportedException();

        public Task SendAsync(BusMessage message, TimeSpan? timeToLive, CancellationToken cancellation) => throw new NotSupportedException();
    }
}
