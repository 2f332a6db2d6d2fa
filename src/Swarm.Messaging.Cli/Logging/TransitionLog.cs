using Serilog.Events;
using Serilog.Parsing;
using Swarm.Messaging.Sagas;

namespace Swarm.Messaging.Cli.Logging;

/// <summary>Transitions straight to Serilog: several for every task, so the way over the general logger would cost more than the line itself.</summary>
internal sealed class TransitionLog(Serilog.ILogger log, TimeProvider time) : ITransitionLog
{
    private static readonly MessageTemplate Template = new MessageTemplateParser().Parse(SagaLog.Template);

    public void Write(string sagaType, IStoredSagaInstance saga, SagaEffects effects, string? before)
    {
        if (!log.IsEnabled(LogEventLevel.Information))
            return;
        var now = time.GetLocalNow();
        foreach (var step in effects.Transitions)
        {
            log.Write(new LogEvent(now, LogEventLevel.Information, null, Template,
            [
                Property("SagaType", sagaType),
                Property("SagaId", saga.Id),
                Property("Event", step.Event),
                Property("FromState", step.From ?? before ?? "None"),
                Property("ToState", step.To),
                Property("Attempt", step.Attempt),
                Property("TargetId", step.TargetId),
                Property("Reason", step.Reason),
                Property("CorrelationId", saga.CorrelationId),
                Property("Version", effects.NewVersion),
                Property("ElapsedMs", step.ElapsedMs),
            ]));
        }
    }

    private static LogEventProperty Property(string name, object? value) => new(name, new ScalarValue(value));
}
