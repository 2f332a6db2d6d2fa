using Microsoft.Extensions.Logging;
using Serilog;
using Serilog.Core;
using Serilog.Events;
using Serilog.Extensions.Logging;
using Swarm.Messaging.Cli.Logging;
using Swarm.Messaging.Sagas;
using Swarm.Messaging.Tasks;

namespace Swarm.Messaging.Tests.Cli.Logging;

public sealed class TransitionLogTests : ILogEventSink
{
    private readonly List<LogEvent> events = [];

    [Fact]
    public void Write_OfSeveralSteps_SaysWhatTheGeneralLoggerSays()
    {
        using var serilog = new LoggerConfiguration().WriteTo.Sink(this).CreateLogger();
        using var general = new SerilogLoggerFactory(serilog);
        var saga = new TaskSaga { Id = "t-1", CorrelationId = TaskIds.Correlation("t-1"), CurrentState = "Running", ChangedAt = DateTimeOffset.UnixEpoch };
        var effects = new SagaEffects(3, DateTimeOffset.UnixEpoch.AddMilliseconds(250));
        effects.BeginItem();
        effects.Describe(2, "pool-1", null);
        effects.EndItem("Started", "Placed", saga);
        saga.CurrentState = "DeadLettered";
        effects.BeginItem();
        effects.Describe(2, null, "retries_exhausted");
        effects.EndItem("Failed", "Running", saga);

        new SagaLog(general.CreateLogger<SagaLog>()).Write("task", saga, effects, "Placed");
        var expected = Told();
        new TransitionLog(serilog, TimeProvider.System).Write("task", saga, effects, "Placed");

        expected.Count.ShouldBe(2);
        Told().ShouldBe(expected);
    }

    void ILogEventSink.Emit(LogEvent logEvent) => events.Add(logEvent);

    // The general logger adds where it stands; nobody needs that of a transition.
    private List<string> Told()
    {
        List<string> told =
        [
            .. events.Select(e => $"{e.Level} {e.RenderMessage(System.Globalization.CultureInfo.InvariantCulture)} "
                + string.Join(", ", e.Properties.Where(p => p.Key is not ("SourceContext" or "EventId")).Select(p => $"{p.Key}={p.Value}").Order(StringComparer.Ordinal))),
        ];
        events.Clear();
        return told;
    }
}
