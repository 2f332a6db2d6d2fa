using Microsoft.Extensions.Logging;

namespace Swarm.Messaging.Sagas;

/// <summary>Each transition is one structured event, written after its commit: the log alone tells a saga's life.</summary>
internal static partial class SagaLog
{
    public static void Transitions<TSaga>(ILogger log, string sagaType, TSaga saga, SagaEffects effects, string? before)
        where TSaga : class, IStoredSagaInstance
    {
        if (!log.IsEnabled(LogLevel.Information))
            return;
        foreach (var step in effects.Transitions)
        {
            Transition(
                log, sagaType, saga.Id, step.Event, step.From ?? before ?? "None", step.To,
                step.Attempt, step.TargetId, step.Reason, saga.CorrelationId, effects.NewVersion, step.ElapsedMs);
        }
    }

    // Event: a keyword as a parameter would become the property "event".
    [LoggerMessage(
        EventName = "Transition",
        Level = LogLevel.Information,
        Message = "{SagaType} {SagaId} {Event}: {FromState} -> {ToState} (attempt {Attempt}, target {TargetId}, {Reason}) [{CorrelationId} v{Version}, {ElapsedMs} ms]",
        SkipEnabledCheck = true)]
    private static partial void Transition(
        ILogger logger, string sagaType, string sagaId, string Event, string fromState, string toState,
        int attempt, string? targetId, string? reason, Guid correlationId, long version, long elapsedMs);
}
