namespace Swarm.Messaging.Sagas;

/// <summary>
/// Each transition is one structured event, written after its commit: the log alone tells a saga's life. The host of the command line
/// has a writer of its own; everybody else gets <see cref="SagaLog"/>.
/// </summary>
internal interface ITransitionLog
{
    /// <param name="before">The state that was loaded; null for a new saga.</param>
    void Write(string sagaType, IStoredSagaInstance saga, SagaEffects effects, string? before);
}
