using MassTransit;

namespace Swarm.Messaging.Distribution.Batching;

/// <summary>A window's life: it collects, is flushed when it is full or its time is over, and rests until the next task comes.</summary>
internal sealed class BatchWindowStateMachine : MassTransitStateMachine<BatchWindowSaga>
{
    public BatchWindowStateMachine(BatchWindowVerbs verbs)
    {
        InstanceState(x => x.CurrentState);
        Event(() => Joined, e => ByWindow(e));
        Event(() => Left, e => ByWindow(e));
        Event(() => Due, e => ByWindow(e));

        Initially(
            When(Joined).Then(verbs.Open).IfElse(IsOpen, open => open.TransitionTo(Collecting), flushed => flushed.TransitionTo(Idle)));

        During(Idle,
            When(Joined).Then(verbs.Open).If(IsOpen, open => open.TransitionTo(Collecting)),
            Ignore(Left), Ignore(Due));

        During(Collecting,
            When(Joined).Then(verbs.Add).If(c => !IsOpen(c), flushed => flushed.TransitionTo(Idle)),
            When(Left).Then(verbs.Remove).If(c => c.Saga.BatchId is null, empty => empty.TransitionTo(Idle)),
            When(Due).Then(verbs.FlushDue).TransitionTo(Idle));
    }

    /// <summary>Nothing is collected. Brought here by a flush, or when all it had left; the next task takes it on. Kept for two days.</summary>
    public State Idle { get; private set; } = null!;

    /// <summary>A batch collects. A durable timer, or the task that fills it, takes it on.</summary>
    public State Collecting { get; private set; } = null!;

    public Event<WindowJoined> Joined { get; private set; } = null!;

    public Event<WindowLeft> Left { get; private set; } = null!;

    public Event<WindowDue> Due { get; private set; } = null!;

    private static bool IsOpen(BehaviorContext<BatchWindowSaga, WindowJoined> c) => c.Saga.BatchId is not null;

    private static IEventCorrelationConfigurator<BatchWindowSaga, T> ByWindow<T>(IEventCorrelationConfigurator<BatchWindowSaga, T> e)
        where T : class
    {
        e.ConfigureConsumeTopology = false;
        return e.CorrelateById(c => BatchIds.Of(c.Message) is { } id
            ? BatchIds.Correlation(BatchWindowDefinition.TypeName, id)
            : throw new InvalidOperationException($"The message {c.MessageId} ({typeof(T).Name}) names no window, so nothing was changed."));
    }
}
