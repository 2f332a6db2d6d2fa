using MassTransit;

namespace Swarm.Messaging.Distribution.Batching;

/// <summary>The life of a flushed batch. Ends of its tasks may come late, twice and in any order: each counts once, by its mark.</summary>
internal sealed class BatchStateMachine : MassTransitStateMachine<BatchSaga>
{
    public BatchStateMachine(BatchVerbs verbs)
    {
        InstanceState(x => x.CurrentState);
        Event(() => Begun, e => ByBatch(e));
        Event(() => Ended, e => ByBatch(e));
        Event(() => Absent, e => ByBatch(e));
        Event(() => Refused, e => ByBatch(e));
        Event(() => Ask, e => ByBatch(e));

        Initially(
            When(Begun).Then(verbs.Begin).TransitionTo(Processing));

        During(Processing,
            When(Ended).Then(verbs.EndMember)
                .If(c => IsOver(c) && c.Saga.Count(MemberMarks.Succeeded) > 0, good => good.TransitionTo(Completed))
                .If(c => IsOver(c) && c.Saga.Count(MemberMarks.Succeeded) == 0, bad => bad.TransitionTo(Failed)),
            When(Absent).Then(verbs.Leave)
                .If(c => c.Saga.EndedAt is not null && c.Saga.Expected() == 0, empty => empty.TransitionTo(Dissolved))
                .If(c => c.Saga.EndedAt is not null && c.Saga.Count(MemberMarks.Succeeded) > 0, good => good.TransitionTo(Completed))
                .If(c => c.Saga.EndedAt is not null && c.Saga.Expected() > 0 && c.Saga.Count(MemberMarks.Succeeded) == 0, bad => bad.TransitionTo(Failed)),
            When(Refused).Then(verbs.Part),
            When(Ask).Then(verbs.Ask),
            Ignore(Begun));

        During(Completed, Failed, Dissolved,
            Ignore(Begun), Ignore(Ended), Ignore(Absent), Ignore(Refused), Ignore(Ask));
    }

    /// <summary>Its tasks are in the queue, run, or are done as one. Brought here by the flush of its window; the end of the last one takes it on.</summary>
    public State Processing { get; private set; } = null!;

    /// <summary>An end: all expected results are in, at least one of them a success. Kept 24 h, or until it is cleared.</summary>
    public State Completed { get; private set; } = null!;

    /// <summary>An end: all expected results are in, none of them a success. Kept 24 h, or until it is cleared.</summary>
    public State Failed { get; private set; } = null!;

    /// <summary>An end that nobody sees: every task turned out to be part of another batch, so there is none. Brought here by the last of these.</summary>
    public State Dissolved { get; private set; } = null!;

    public Event<BatchBegun> Begun { get; private set; } = null!;

    public Event<MemberEnded> Ended { get; private set; } = null!;

    public Event<MemberAbsent> Absent { get; private set; } = null!;

    public Event<BulkRefused> Refused { get; private set; } = null!;

    public Event<BatchAskDue> Ask { get; private set; } = null!;

    private static bool IsOver(BehaviorContext<BatchSaga, MemberEnded> c) => c.Saga.EndedAt is not null;

    private static IEventCorrelationConfigurator<BatchSaga, T> ByBatch<T>(IEventCorrelationConfigurator<BatchSaga, T> e)
        where T : class
    {
        e.ConfigureConsumeTopology = false;
        return e.CorrelateById(c => BatchIds.Of(c.Message) is { } id
            ? BatchIds.Correlation(BatchDefinition.TypeName, id)
            : throw new InvalidOperationException($"The message {c.MessageId} ({typeof(T).Name}) names no batch, so nothing was changed."));
    }
}
