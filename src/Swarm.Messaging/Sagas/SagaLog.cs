using Microsoft.Extensions.Logging;

namespace Swarm.Messaging.Sagas;

/// <summary>Transitions by the general logger.</summary>
internal sealed partial class SagaLog(ILogger<SagaLog> log) : ITransitionLog
{
    public const string Template =
        "{SagaType} {SagaId} {Event}: {FromState} -> {ToState} (attempt {Attempt}, target {TargetId}, {Reason}) [{CorrelationId} v{Version}, {ElapsedMs} ms]";

    public void Write(string sagaType, IStoredSagaInstance saga, SagaEffects effects, string? before)
    {
        if (!log.IsEnabled(LogLevel.Information))
            return;
        foreach (var step in effects.Transitions)
        {
            Transition(
                sagaType, saga.Id, step.Event, step.From ?? before ?? "None", step.To,
                step.Attempt, step.TargetId, step.Reason, saga.CorrelationId, effects.NewVersion, step.ElapsedMs);
        }
    }

    // Event: a keyword as a parameter would become the property "event".
    [LoggerMessage(EventName = "Transition", Level = LogLevel.Information, Message = Template, SkipEnabledCheck = true)]
    private partial void Transition(
        string sagaType, string sagaId, string Event, string fromState, string toState,
        int attempt, string? targetId, string? reason, Guid correlationId, long version, long elapsedMs);
}
